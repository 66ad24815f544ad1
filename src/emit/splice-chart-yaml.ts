import { get, type MappingNode, readYaml, type Span, type YamlNode } from '../workflow/yaml-tree';

/** What came of a splice: the text, or why there is none and where. */
export type Spliced = { readonly text: string } | { readonly problem: string; readonly at: Span };

/**
 * Chart.yaml with our annotations in it, and no other byte changed: comments, order, quotes and line ends of everything else stay.
 * An annotation that says the same already stays as it is. Annotations that are not in `annotations` are not touched.
 */
export function spliceAnnotations(text: string, annotations: ReadonlyMap<string, string>): Spliced {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const { root, problems } = readYaml(text);
  const first = problems[0];
  if (first) return { problem: first.message, at: first };
  if (root?.kind !== 'mapping' || root.flow)
    return { problem: 'it is not a block mapping', at: root ?? { start: 0, end: 0 } };
  if (/^[ ]*\t/m.test(text))
    return {
      problem: 'a line is indented with a tab',
      at: { start: text.search(/^[ ]*\t/m), end: text.search(/^[ ]*\t/m) + 1 },
    };
  const node = get(root, 'annotations');
  if (node && !isEmpty(node) && (node.kind !== 'mapping' || node.flow))
    return { problem: '`annotations` is not a block mapping', at: node };
  if (node?.anchor !== undefined || (node && text.slice(node.start - 1, node.start) === '*'))
    return { problem: '`annotations` is an anchor or an alias', at: node };
  if (node?.kind === 'mapping') return { text: into(text, node, annotations, newline) };
  return { text: appended(text, root, node, annotations, newline) };
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'scalar' && ['', '~', 'null'].includes(node.value) && node.style === 'plain';
}

function into(text: string, node: MappingNode, annotations: ReadonlyMap<string, string>, newline: string): string {
  const indent = ' '.repeat(columnOf(text, node.entries[0]?.key.start ?? node.start));
  let result = text;
  const missing: string[] = [];
  const edits: { readonly start: number; readonly end: number; readonly lines: string }[] = [];
  for (const [key, value] of annotations) {
    const entry = node.entries.find((one) => one.key.value === key);
    if (!entry) missing.push(lines(key, value, indent, newline));
    else if (entry.value.kind !== 'scalar' || entry.value.value !== value) {
      const start = startOfLine(text, entry.key.start);
      edits.push({
        start,
        end: endOfEntry(text, entry.key.start, indent.length),
        lines: lines(key, value, indent, newline),
      });
    }
  }
  const last = node.entries.at(-1);
  if (missing.length > 0 && last) {
    const at = endOfEntry(text, last.key.start, indent.length);
    edits.push({ start: at, end: at, lines: missing.join('') });
  }
  for (const edit of edits.sort((a, b) => b.start - a.start || b.end - a.end)) {
    const before = result.slice(0, edit.start);
    result = `${before}${before === '' || before.endsWith('\n') ? '' : newline}${edit.lines}${result.slice(edit.end)}`;
  }
  return result;
}

function appended(
  text: string,
  root: MappingNode,
  node: YamlNode | undefined,
  annotations: ReadonlyMap<string, string>,
  newline: string,
): string {
  if (annotations.size === 0) return text;
  const body = [...annotations].map(([key, value]) => lines(key, value, '  ', newline)).join('');
  if (node) {
    const entry = root.entries.find(({ key }) => key.value === 'annotations');
    const start = startOfLine(text, entry?.key.start ?? 0);
    const end = endOfLine(text, start);
    return `${text.slice(0, start)}annotations:${newline}${body}${text.slice(end)}`;
  }
  const head = text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
  return `${head}annotations:${newline}${body}`;
}

/** One annotation: a quoted text, or a block where it has several lines. */
function lines(key: string, value: string, indent: string, newline: string): string {
  if (!value.includes('\n')) return `${indent}${key}: ${JSON.stringify(value)}${newline}`;
  const kept = value.endsWith('\n') ? '|' : '|-';
  const body = value.replace(/\n$/, '').split('\n');
  const block = body.map((line) => (line === '' ? newline : `${indent}  ${line}${newline}`)).join('');
  return `${indent}${key}: ${kept}${newline}${block}`;
}

/** The offset behind the last line of the entry that begins at `from`: what follows is indented no deeper than it. */
function endOfEntry(text: string, from: number, indent: number): number {
  let end = endOfLine(text, from);
  for (let at = end; at < text.length; at = endOfLine(text, at)) {
    const line = text.slice(at, endOfLine(text, at)).replace(/\r?\n$/, '');
    if (line.trim() === '') continue;
    if (line.length - line.trimStart().length <= indent) break;
    end = endOfLine(text, at);
  }
  return end;
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - startOfLine(text, offset);
}
