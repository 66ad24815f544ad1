import { keyOf, type Pin } from './ledger';

/** What a pin is bumped to. */
export interface NextPin {
  readonly sha: string;
  readonly tag: string;
}

/** The ledger's text with one pin changed: its commit and its comment, and no other byte. */
export function splicePin(text: string, pin: Pin, next: NextPin): string {
  const uses = text.slice(pin.uses.start, pin.uses.end).replace(/@[0-9a-f]{40}$/, `@${next.sha}`);
  return `${text.slice(0, pin.uses.start)}${uses}${text.slice(pin.uses.end, pin.comment.start)}# ${next.tag}${text.slice(pin.comment.end)}`;
}

/** The ledger's text with one more pin, before the first that sorts after it; no other byte changes. */
export function appendPin(text: string, pins: readonly Pin[], entry: NextPin & { readonly action: string }): string {
  const step = `- uses: ${entry.action}@${entry.sha} # ${entry.tag}\n`;
  const last = pins.at(-1);
  if (!last) return text.replace(/steps:[ ]*(?:\[\])?[ ]*\n?$/, `steps:\n    ${step}`);
  const after = pins.find((pin) => keyOf(pin.action) > keyOf(entry.action));
  const indent = (pin: Pin) => ' '.repeat(pin.uses.start - startOfLine(text, pin.uses.start) - '- uses: '.length);
  if (after) {
    const at = startOfLine(text, after.uses.start);
    return `${text.slice(0, at)}${indent(after)}${step}${text.slice(at)}`;
  }
  const newline = text.indexOf('\n', last.comment.end);
  const head = newline < 0 ? `${text}\n` : text.slice(0, newline + 1);
  return `${head}${indent(last)}${step}${newline < 0 ? '' : text.slice(newline + 1)}`;
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
