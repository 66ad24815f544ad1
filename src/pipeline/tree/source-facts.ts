import type { ChartFacts, SourceFacts } from '../../release/release';
import type { Sources } from '../../release/resolve';
import { endOfLine } from '../../workflow/yaml-edit';
import { entryOf, get, isNull, LineIndex, readYaml, textOf, type YamlNode } from '../../workflow/yaml-tree';
import { readStages } from './dockerfile';
import type { SourceTree } from './source-tree';

const NOT_TEXT = /^(?:true|false|[-+]?\.?\d[\d_.eExobXOBa-fA-F+-]*)$/i;

/** What follows the key of an empty text, as the step that stamps a digest over it knows it. */
const EMPTY = /^:(?: *(?:""|'')(?: +#.*)?)? *$/;

/** Reads what the release model needs to know of the user's files. */
export function readSourceFacts(tree: SourceTree, sources: Sources): SourceFacts {
  const stages = (path: string) => {
    const text = tree.readText(path);
    return text === undefined ? undefined : readStages(text);
  };
  return {
    dockerfiles: new Map(sources.dockerfiles.map((path) => [path, stages(path)])),
    charts: new Map(sources.charts.map((path) => [path, readChart(tree, path)])),
    texts: new Map(sources.texts.map((path) => [path, tree.readText(path)])),
    paths: new Map(sources.paths.map((path) => [path, tree.kindOf(path)])),
  };
}

/** What Chart.yaml says; the reason where it can't be used; `undefined` where there is none. */
export function readChart(tree: SourceTree, folder: string): ChartFacts | string | undefined {
  const file = `${folder}/Chart.yaml`;
  const text = tree.readText(file);
  if (text === undefined) return undefined;
  const { root, problems } = readYaml(text);
  const lines = new LineIndex(text);
  const first = problems[0];
  if (first) return `${file}:${lines.at(first.start).line}: ${first.message}`;
  if (root?.kind !== 'mapping') return `${file}:1: it is not a mapping`;
  const name = textOf(get(root, 'name'));
  const version = textOf(get(root, 'version'));
  if (name === undefined || version === undefined)
    return `${file}:1: it has no \`${name === undefined ? 'name' : 'version'}\``;
  const values = readValues(tree, `${folder}/values.yaml`);
  if (typeof values === 'string') return values;
  const dependencies = get(root, 'dependencies');
  const annotations = get(root, 'annotations');
  if (annotations && annotations.kind !== 'mapping' && !isNull(annotations))
    return `${file}:${lines.at(annotations.start).line}: \`annotations\` is not a mapping`;
  const entries = annotations?.kind === 'mapping' ? annotations.entries : [];
  return {
    name,
    version,
    versionLine: lines.at(entryOf(root, 'version')?.key.start ?? 0).line,
    dependencies: dependencies?.kind === 'sequence' ? dependencies.items.length : 0,
    hasLock: tree.readText(`${folder}/Chart.lock`) !== undefined,
    annotations: Object.fromEntries(entries.map(({ key, value }) => [key.value, textOf(value) ?? ''])),
    values,
  };
}

/** The paths of a values.yaml, none where there is no such file; the reason where it can't be used. */
function readValues(tree: SourceTree, file: string): NonNullable<ChartFacts['values']> | string {
  const text = tree.readText(file);
  if (text === undefined) return new Map();
  const { root, problems } = readYaml(text);
  const first = problems[0];
  if (first) return `${file}:${new LineIndex(text).at(first.start).line}: ${first.message}`;
  if (root && root.kind !== 'mapping' && !isNull(root)) return `${file}:1: it is not a mapping`;
  return new Map(root ? pathsOf(text, root, '', true) : []);
}

/** @param isPlain false below braces, a key in quotes or an anchor, where the step that stamps finds no line, or changes two values */
function pathsOf(
  text: string,
  node: YamlNode,
  prefix: string,
  isPlain: boolean,
): readonly (readonly [string, 'empty' | 'text' | 'other'])[] {
  if (node.kind !== 'mapping') return [];
  return node.entries.flatMap((entry) => {
    const { key, value } = entry;
    const path = `${prefix}${key.value}`;
    const isLine = isPlain && !node.flow && value.anchor === undefined && text.startsWith(`${key.value}:`, key.start);
    const kind = !isText(value) ? 'other' : isLine && EMPTY.test(restOfLine(text, key.end)) ? 'empty' : 'text';
    return [[path, kind] as const, ...pathsOf(text, value, `${path}.`, isLine)];
  });
}

function restOfLine(text: string, offset: number): string {
  return text.slice(offset, endOfLine(text, offset)).replace(/\n$/, '');
}

/** True for a text and for nothing: what Helm takes for neither a number nor a truth value. */
function isText(node: YamlNode): boolean {
  return isNull(node) || (node.kind === 'scalar' && !(node.style === 'plain' && NOT_TEXT.test(node.value)));
}
