/** A text as code within a line of Markdown, whatever it holds. */
export function code(text: string): string {
  const line = text.replaceAll('\n', ' ');
  const ticks = '`'.repeat(longestRun(line) + 1);
  const room = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${room}${line}${room}${ticks}`;
}

/** Texts as code, in a row of words: `a`, `b` and `c`. */
export function codes(texts: readonly string[]): string {
  return words(texts.map(code));
}

/** Texts in a row of words: a, b and c. */
export function words(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** A block of a language. */
export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Commands for a shell. */
export function sh(...lines: readonly string[]): string {
  return block('sh', lines.join('\n'));
}

/** A list; what is `undefined` is left out. */
export function list(...items: readonly (string | undefined)[]): string {
  return items
    .filter((item) => item !== undefined)
    .map((item) => `* ${item}`)
    .join('\n');
}

/** A list whose order counts; what is `undefined` is left out. */
export function steps(...items: readonly (string | undefined)[]): string {
  return items
    .filter((item) => item !== undefined)
    .map((item, i) => `${i + 1}. ${item}`)
    .join('\n');
}

/** A table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Paragraphs, lists, blocks and tables below each other; what is `undefined` is left out. */
export function below(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** What GitHub makes of a heading in an address. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
