import type { Entry, Span } from './yaml-tree';

/** A stretch of a text and what is to stand there. */
export interface Edit extends Span {
  readonly text: string;
}

/** What came of an edit: the text, or why there is none and where. */
export type Edited = { readonly text: string } | { readonly problem: string; readonly at: Span };

/** The text with all edits made, each at the offsets of the text as it was; those at one offset in their order. */
export function edited(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, index) => ({ ...edit, index }));
  sorted.sort((a, b) => b.start - a.start || b.end - a.end || b.index - a.index);
  return sorted.reduce((now, edit) => `${now.slice(0, edit.start)}${edit.text}${now.slice(edit.end)}`, text);
}

/**
 * Where the value of `key: value` stands, quotes included: empty behind the colon where there is none. `undefined` for an alias,
 * whose nodes stand elsewhere, for a list or a mapping, and for a key that is written in another way.
 */
export function valueSpan(text: string, { key, value }: Entry): Span | undefined {
  const colon = /^["']?[ \t]*:(?=\s|$)/.exec(text.slice(key.end));
  if (!colon || value.kind !== 'scalar') return undefined;
  const behind = key.end + colon[0].length;
  if (value.start < behind) {
    const isAlias = /^[ \t]*(?:\r?\n[ \t]*)?\*/.test(text.slice(behind));
    return isAlias || value.value !== '' ? undefined : { start: behind, end: behind };
  }
  const quote = value.style === 'quoted' ? 1 : 0;
  return { start: value.start - quote, end: value.end + quote };
}

/** The blanks at the beginning of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  return /^ */.exec(text.slice(startOfLine(text, offset)))?.[0] ?? '';
}

/** The offset of the first character of a line. */
export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset behind the line end of an offset's line. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Whole lines put in at an offset; begins a new line where the text ends without one. */
export function insertLines(text: string, offset: number, lines: string): Edit {
  const isWhole = offset === 0 || text[offset - 1] === '\n';
  return { start: offset, end: offset, text: isWhole ? lines : `${newlineOf(text)}${lines}` };
}

/** How the lines of a text end. */
export function newlineOf(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
