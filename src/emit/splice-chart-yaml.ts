import { isDeepStrictEqual } from 'node:util';
import {
  type Edit,
  type Edited,
  edited,
  endOfLine,
  indentAt,
  insertLines,
  newlineOf,
  valueSpan,
} from '../workflow/yaml-edit';
import {
  type Entry,
  entryOf,
  get,
  isNull,
  type MappingNode,
  readYaml,
  type ScalarNode,
  type Span,
  toData,
} from '../workflow/yaml-tree';

/** The annotations whose line a release replaces when it packages the chart. */
const FILLED_IN = ['artifacthub.io/images', 'artifacthub.io/prerelease'];

type Annotations = ReadonlyMap<string, string>;
type Spliced = Edited | { readonly problem: string; readonly fix: string; readonly at: Span };
type Edits = { readonly edits: readonly Edit[] } | { readonly problem: string; readonly at: Span };

/**
 * Chart.yaml with our annotations in it, and no other byte changed: comments, order, quotes and line ends of everything else stay.
 * An annotation that says the same already stays as it is. Annotations that are not in `annotations` are not touched.
 * The text is read again: where it would not say exactly what it said and the annotations, that is a problem, and there is no text.
 * So is a line that a release fills in and could not find.
 */
export function spliceAnnotations(text: string, annotations: Annotations): Spliced {
  const { root, problems } = readYaml(text);
  const first = problems[0];
  if (first) return { problem: first.message, at: first };
  if (root?.kind !== 'mapping' || root.flow)
    return { problem: 'it is not a block mapping', at: root ?? { start: 0, end: 0 } };
  const planned = plan(text, root, annotations);
  if ('problem' in planned) return planned;
  const next = edited(text, planned.edits);
  const at = entryOf(root, 'annotations')?.key ?? { start: 0, end: 0 };
  if (!says(next, root, annotations)) return { problem: 'the rest would no longer say the same', at };
  const hidden = FILLED_IN.find((key) => annotations.has(key) && !isLine(next, key, annotations.get(key) ?? ''));
  if (hidden === undefined) return { text: next };
  return {
    problem: `a release replaces the line of \`${hidden}\`, and it has none of its own`,
    fix: `write \`annotations:\` without braces, and \`${hidden}:\` without quotes, with its value behind it; or remove the annotation, and the synth writes it`,
    at: entryOf(get(root, 'annotations'), hidden)?.key ?? at,
  };
}

/** True if an annotation stands on one line, which the step that packages the chart finds by how it begins. */
function isLine(text: string, key: string, value: string): boolean {
  const annotations = get(readYaml(text).root, 'annotations');
  if (annotations?.kind !== 'mapping' || annotations.flow) return false;
  const [line, ...others] = text.split('\n').filter((one) => one.replace(/^ +/, '').startsWith(`${key}:`));
  const said =
    line
      ?.slice(line.indexOf(':') + 1)
      .replace(/ +#.*$/, '')
      .trim() ?? '';
  return others.length === 0 && [value, `'${value}'`, JSON.stringify(value)].includes(said);
}

/** True if the text says what `root` said, and the annotations. */
function says(text: string, root: MappingNode, annotations: Annotations): boolean {
  const after = readYaml(text);
  const own = toData(entryOf(root, 'annotations')?.value) as object | null;
  const wanted = { ...own, ...Object.fromEntries(annotations) };
  const before = toData(root) as object;
  const expected = annotations.size === 0 ? before : { ...before, annotations: wanted };
  return after.problems.length === 0 && isDeepStrictEqual({ ...(toData(after.root) as object) }, expected);
}

function plan(text: string, root: MappingNode, annotations: Annotations): Edits {
  if (annotations.size === 0) return { edits: [] };
  const entry = entryOf(root, 'annotations');
  const newline = newlineOf(text);
  const outer = indentAt(text, root.entries[0]?.key.start ?? 0);
  const body = [...annotations].map(([key, value]) => lines(key, value, `${outer}  `, newline)).join('');
  if (!entry) return { edits: [insertLines(text, text.length, `${outer}annotations:${newline}${body}`)] };
  const { key, value: node } = entry;
  if (node.anchor !== undefined || (node.start < key.end && !isNull(node)))
    return { problem: '`annotations` is an anchor or an alias', at: key };
  const braces = node.kind === 'mapping' ? /^\{[ \t]*\}/.exec(text.slice(node.start))?.[0] : undefined;
  if (node.kind === 'mapping' && braces === undefined) return into(text, node, annotations);
  const empty = braces && { start: node.start, end: node.start + braces.length };
  const span = empty || (isNull(node) ? valueSpan(text, entry) : undefined);
  if (!span) return { problem: '`annotations` is not a mapping', at: node };
  // `annotations:`, `annotations: {}`, `annotations: ~` or `annotations: null`, with or without a comment behind it.
  const word = { start: span.start, end: span.end, text: '' };
  return { edits: [word, insertLines(text, endOfLine(text, span.end), body)] };
}

/** The edits that bring a mapping to where it says all annotations. */
function into(text: string, node: MappingNode, annotations: Annotations): Edits {
  const edits: Edit[] = [];
  const missing: [string, string][] = [];
  for (const [key, value] of annotations) {
    const entry = entryOf(node, key);
    if (!entry) missing.push([key, value]);
    else if (toData(entry.value) !== value) {
      const span = valueSpan(text, entry);
      if (!span || entry.value.kind !== 'scalar')
        return { problem: `\`${key}\` is not a text of its own: a list, a mapping or an alias`, at: entry.key };
      edits.push(...replaced(text, entry, entry.value, span, value, node.flow));
    }
  }
  if (missing.length > 0) edits.push(added(text, node, missing));
  return { edits };
}

function added(text: string, node: MappingNode, missing: readonly [string, string][]): Edit {
  const last = node.entries.at(-1);
  if (node.flow) {
    const pairs = missing.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
    const at = last ? endOf(text, last) : node.start + 1;
    return { start: at, end: at, text: last ? `, ${pairs}` : pairs };
  }
  const indent = indentAt(text, node.entries[0]?.key.start ?? node.start);
  const body = missing.map(([key, value]) => lines(key, value, indent, newlineOf(text))).join('');
  const end = last ? endOf(text, last) : node.start;
  const isBehindBlock = last?.value.kind === 'scalar' && last.value.style === 'block' && text[end - 1] === '\n';
  return insertLines(text, isBehindBlock ? end : endOfLine(text, end), body);
}

/** Where an entry ends; the blank lines behind a block belong to it only where its header keeps them (`+`). */
function endOf(text: string, entry: Entry): number {
  const { key, value } = entry;
  const span = valueSpan(text, entry) ?? { start: key.end, end: Math.max(key.end, value.end) };
  if (value.kind !== 'scalar' || value.style !== 'block' || text.slice(key.end, value.start).includes('+'))
    return span.end;
  return withoutBlankLines(text, span);
}

function withoutBlankLines(text: string, { start, end }: Span): number {
  const blank = /(?:^|\n)(?:[ ]*\r?\n)+[ ]*$/.exec(text.slice(start, end));
  return blank ? start + blank.index + (blank[0].startsWith('\n') ? 1 : 0) : end;
}

/** The edits that give an entry another value; a comment behind the old one stays. */
function replaced(
  text: string,
  { key }: Entry,
  old: ScalarNode,
  span: Span,
  value: string,
  isInFlow: boolean,
): readonly Edit[] {
  const indent = indentAt(text, key.start);
  const isBlock = isBlockText(value) && !isInFlow;
  const head = isBlock ? headerOf(value) : JSON.stringify(value);
  const body = isBlock ? bodyOf(value, indent, newlineOf(text)) : '';
  if (old.style !== 'block') {
    const blank = span.start === span.end ? ' ' : '';
    const edits = [{ start: span.start, end: span.end, text: `${blank}${head}` }];
    return isBlock ? [...edits, insertLines(text, endOfLine(text, span.end), body)] : edits;
  }
  const header = /[|>][0-9+-]*/.exec(text.slice(key.end, span.start));
  const start = key.end + (header?.index ?? 0);
  return [
    { start, end: start + (header?.[0].length ?? 0), text: head },
    { start: span.start, end: withoutBlankLines(text, span), text: body },
  ];
}

/** One annotation: a quoted text, or a block where it has several lines. */
function lines(key: string, value: string, indent: string, newline: string): string {
  if (!isBlockText(value)) return `${indent}${key}: ${JSON.stringify(value)}${newline}`;
  return `${indent}${key}: ${headerOf(value)}${newline}${bodyOf(value, indent, newline)}`;
}

/** True for a text of several lines that a block says as it is. */
function isBlockText(value: string): boolean {
  return (
    /^[^\s].*\n/.test(value) &&
    !/\n\n$|[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\uffef\u{10000}-\u{10ffff}]/u.test(value)
  );
}

function headerOf(value: string): string {
  return value.endsWith('\n') ? '|' : '|-';
}

function bodyOf(value: string, indent: string, newline: string): string {
  const body = value.replace(/\n$/, '').split('\n');
  return body.map((line) => (line === '' ? newline : `${indent}  ${line}${newline}`)).join('');
}
