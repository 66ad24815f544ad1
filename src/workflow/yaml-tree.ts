import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/** A stretch of text: offsets from 0, the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface NodeCommon extends Span {
  /** The name of the anchor that stands before the node. */
  readonly anchor?: string;
}

/** A scalar, decoded. */
export interface ScalarNode extends NodeCommon {
  readonly kind: 'scalar';
  readonly value: string;
  readonly style: 'plain' | 'quoted' | 'block';
}

/** An entry of a mapping. */
export interface Entry {
  readonly key: ScalarNode;
  readonly value: YamlNode;
}

/** A mapping, in the order of the text. */
export interface MappingNode extends NodeCommon {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
  readonly flow: boolean;
}

/** A sequence. */
export interface SequenceNode extends NodeCommon {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

/** A node of a YAML text. An alias is the very node that its anchor names. */
export type YamlNode = ScalarNode | MappingNode | SequenceNode;

/** Something that keeps a text from being read, or from meaning the same to everybody. */
export interface YamlProblem extends Span {
  readonly message: string;
}

/** A YAML text as nodes with positions. Never throws: what can't be read is a problem. */
export interface YamlTree {
  readonly text: string;
  /** `undefined` where the text is empty or can't be read. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

const MAX_TEXT = 1024 * 1024;
const MAX_DEPTH = 64;
/** Nodes with every alias written out: few kilobytes of aliases can stand for millions. */
const MAX_NODES = 200_000;
/** Characters of one value, a script for example: nobody reviews more. */
const MAX_VALUE = 40_000;

/** Line breaks to some readers only, and control characters; a byte order mark is known at the beginning. */
const DISPUTED = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029]|(?!^)\ufeff/;

/** The trees of the texts that were read last: the gate asks for a text more than once, and a tree never changes. */
const recent = new Map<string, YamlTree>();
const MAX_RECENT = 32;

/** Reads a YAML text. At most 1 MiB, 64 levels, 200,000 nodes and 40,000 characters a value; more is a problem. */
export function readYaml(text: string): YamlTree {
  const tree = recent.get(text) ?? treeOf(text);
  recent.delete(text);
  recent.set(text, tree);
  const [oldest] = recent.keys();
  if (recent.size > MAX_RECENT && oldest !== undefined) recent.delete(oldest);
  return tree;
}

function treeOf(text: string): YamlTree {
  if (text.length > MAX_TEXT) {
    return { text, root: undefined, problems: [{ start: 0, end: 0, message: 'the file is larger than 1 MiB' }] };
  }
  const odd = DISPUTED.exec(text);
  if (odd) {
    const code = (text.codePointAt(odd.index) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const message = `readers of YAML do not agree on the character U+${code}: write it as an escape in double quotes, or take it out`;
    return { text, root: undefined, problems: [{ start: odd.index, end: odd.index + 1, message }] };
  }
  try {
    return bounded(new Builder(text, parseEvents(text, {})).tree());
  } catch (error) {
    const at = markOf(error, text.length);
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { text, root: undefined, problems: [{ start: at, end: at, message: `it is not YAML: ${reason}` }] };
  }
}

/** Takes the nodes away from whom they would cost too much; what is left is the problem. */
function bounded(tree: YamlTree): YamlTree {
  const sizes = new Map<YamlNode, number>();
  let longest: ScalarNode | undefined;
  const measure = (node: YamlNode): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    if (node.kind === 'scalar' && node.value.length > MAX_VALUE) longest = node;
    const children =
      node.kind === 'scalar' ? [] : node.kind === 'sequence' ? node.items : node.entries.map(({ value }) => value);
    const size = children.reduce((total, child) => Math.min(total + measure(child), MAX_NODES + 1), 1);
    sizes.set(node, size);
    return size;
  };
  const refused = (at: Span, message: string): YamlTree => {
    return { ...tree, root: undefined, problems: [...tree.problems, { start: at.start, end: at.start, message }] };
  };
  if (!tree.root) return tree;
  if (measure(tree.root) > MAX_NODES) {
    return refused(
      tree.root,
      `it stands for more than ${MAX_NODES.toLocaleString('en')} values with its aliases written out`,
    );
  }
  return longest ? refused(longest, `a value has more than ${MAX_VALUE.toLocaleString('en')} characters`) : tree;
}

/** The value of a key of a mapping; `undefined` for another kind of node. The last one where a key stands twice. */
export function get(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entryOf(node, key)?.value;
}

/** The entry of a key of a mapping. */
export function entryOf(node: YamlNode | undefined, key: string): Entry | undefined {
  return node?.kind === 'mapping' ? node.entries.findLast((entry) => entry.key.value === key) : undefined;
}

/** The text of a scalar; `undefined` for another kind of node. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** True for a node that says nothing: absent, or an empty plain scalar, `null` or `~`. */
export function isNull(node: YamlNode | undefined): boolean {
  return (
    !node ||
    (node.kind === 'scalar' && node.style === 'plain' && ['', 'null', 'Null', 'NULL', '~'].includes(node.value))
  );
}

/** The node as plain data: every scalar that is not null is a string. An alias is written out. */
export function toData(node: YamlNode | undefined): unknown {
  if (node === undefined || isNull(node)) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(toData);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, toData(value)]));
}

/** The comment behind a node on its line, without the `#`, and where it stands. */
export function commentAfter(text: string, node: YamlNode): (Span & { readonly text: string }) | undefined {
  const lineEnd = endOfLine(text, node.end);
  const rest = text.slice(node.end, lineEnd);
  const match = /^["']?[ \t]*[,\]}]*[ \t]+#/.exec(rest);
  if (!match) return undefined;
  const start = node.end + match[0].length;
  return { start: start - 1, end: lineEnd, text: text.slice(start, lineEnd).trim() };
}

/** Turns offsets of a text into lines and columns from 1. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.starts.push(i + 1);
  }

  public at(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  const stop = end < 0 ? text.length : end;
  return text[stop - 1] === '\r' ? stop - 1 : stop;
}

function markOf(error: unknown, length: number): number {
  const mark = typeof error === 'object' && error !== null && 'mark' in error ? error.mark : undefined;
  const at = typeof mark === 'object' && mark !== null && 'position' in mark ? Number(mark.position) : 0;
  return Number.isInteger(at) && at >= 0 && at <= length ? at : 0;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Open {
  readonly node: Mutable<MappingNode & { entries: Entry[] }> | Mutable<SequenceNode & { items: YamlNode[] }>;
  key: ScalarNode | undefined;
  readonly keys: Set<string>;
}

class Builder {
  private readonly anchors = new Map<string, YamlNode>();
  private readonly open: Open[] = [];
  private readonly problems: YamlProblem[] = [];
  private root: YamlNode | undefined;
  private documents = 0;
  private end = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  public tree(): YamlTree {
    for (const event of this.events) this.take(event);
    return { text: this.text, root: this.root, problems: this.problems };
  }

  private take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.documents++;
        if (this.documents === 2) this.problem(this.end, this.end, 'it holds more than one document');
        return;
      case EVENT_ID.SCALAR:
        this.place(this.scalar(event));
        return;
      case EVENT_ID.ALIAS: {
        const name = this.text.slice(event.anchorStart, event.anchorEnd);
        const node = this.anchors.get(name);
        if (!node) this.problem(event.anchorStart, event.anchorEnd, `the alias \`*${name}\` has no anchor before it`);
        else if (this.open.some((open) => open.node === node)) {
          this.problem(event.anchorStart, event.anchorEnd, `the alias \`*${name}\` stands inside its own anchor`);
        }
        const usable = node && !this.open.some((open) => open.node === node);
        this.place(usable ? node : empty(event.anchorStart, event.anchorEnd));
        return;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const flow = event.style === 2;
        const anchor = this.anchor(event);
        const common = { start: event.start, end: event.start, flow, ...(anchor === undefined ? {} : { anchor }) };
        const node: Open['node'] =
          event.type === EVENT_ID.MAPPING
            ? { kind: 'mapping', entries: [], ...common }
            : { kind: 'sequence', items: [], ...common };
        if (anchor !== undefined) this.anchors.set(anchor, node);
        if (this.open.length >= MAX_DEPTH) throw new Error(`it is nested deeper than ${MAX_DEPTH} levels`);
        this.open.push({ node, key: undefined, keys: new Set() });
        return;
      }
      case EVENT_ID.POP: {
        const done = this.open.pop();
        if (done) {
          done.node.end = Math.max(this.end, done.node.start);
          this.place(done.node);
        }
        return;
      }
    }
  }

  private scalar(event: ScalarEvent): ScalarNode {
    const value = event.fast ? this.text.slice(event.valueStart, event.valueEnd) : getScalarValue(this.text, event);
    const style =
      event.style === SCALAR_STYLE.PLAIN
        ? 'plain'
        : event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
          ? 'quoted'
          : 'block';
    const anchor = this.anchor(event);
    const start = Math.max(event.valueStart, 0);
    const end = Math.max(event.valueEnd, start);
    this.end = end;
    const node: ScalarNode = { kind: 'scalar', value, style, start, end, ...(anchor === undefined ? {} : { anchor }) };
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private anchor(event: { readonly anchorStart: number; readonly anchorEnd: number }): string | undefined {
    return event.anchorStart < 0 ? undefined : this.text.slice(event.anchorStart, event.anchorEnd);
  }

  private place(node: YamlNode): void {
    const top = this.open.at(-1);
    if (!top) {
      if (this.documents <= 1) this.root = node;
      return;
    }
    if (top.node.kind === 'sequence') {
      top.node.items.push(node);
      return;
    }
    if (!top.key) {
      if (node.kind !== 'scalar') this.problem(node.start, node.end, 'a key is not a plain name');
      top.key = node.kind === 'scalar' ? node : empty(node.start, node.end);
      return;
    }
    const key = top.key;
    top.key = undefined;
    if (key.value === '<<') this.problem(key.start, key.end, 'GitHub knows no merge key `<<`');
    if (top.keys.has(key.value)) this.problem(key.start, key.end, `the key \`${key.value}\` stands twice`);
    top.keys.add(key.value);
    top.node.entries.push({ key, value: node });
  }

  private problem(start: number, end: number, message: string): void {
    this.problems.push({ start, end, message });
  }
}

function empty(start: number, end: number): ScalarNode {
  return { kind: 'scalar', value: '', style: 'plain', start, end };
}
