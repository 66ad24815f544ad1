import { isDeepStrictEqual } from 'node:util';
import { type Edited, edited, endOfLine, indentAt, insertLines, newlineOf, startOfLine } from '../workflow/yaml-edit';
import { entryOf, get, readYaml, toData, type YamlNode } from '../workflow/yaml-tree';
import { keyOf, type Pin, readLedger } from './ledger';

/** What a pin is bumped to. */
export interface NextPin {
  readonly sha: string;
  readonly tag: string;
}

type NewPin = NextPin & { readonly action: string };

/**
 * The ledger's text with one pin changed: its commit and its comment, and no other byte. A problem where the text would then not
 * say the same otherwise.
 */
export function splicePin(text: string, pin: Pin, next: NextPin): Edited {
  const uses = text.slice(pin.uses.start, pin.uses.end).replace(/@[0-9a-f]{40}$/, `@${next.sha}`);
  const result = edited(text, [
    { ...pin.uses, text: uses },
    { ...pin.comment, text: `# ${next.tag}` },
  ]);
  const wanted = pinsOf(text).map((now) =>
    keyOf(now.action) === keyOf(pin.action) ? { ...now, ...nextOf(next) } : now,
  );
  return says(result, text, wanted) ? { text: result } : { problem: unsaid(pin.action), at: pin.uses };
}

/** The ledger's text with one more pin, before the first that sorts after it; no other byte changes. */
export function appendPin(text: string, pins: readonly Pin[], entry: NewPin): Edited {
  const step = `- uses: ${entry.action}@${entry.sha} # ${entry.tag}${newlineOf(text)}`;
  const after = pins.find((pin) => keyOf(pin.action) > keyOf(entry.action));
  const at = after?.uses ?? pins.at(-1)?.uses ?? { start: 0, end: 0 };
  const result = pins.length === 0 ? intoEmpty(text, step) : beside(text, pins, after, step);
  const wanted = pinsOf(text);
  wanted.splice(after ? pins.indexOf(after) : wanted.length, 0, { action: entry.action, ...nextOf(entry) });
  return says(result, text, wanted) ? { text: result } : { problem: unsaid(entry.action), at };
}

/** Before a pin, or behind the last one, indented as its neighbour is. */
function beside(text: string, pins: readonly Pin[], after: Pin | undefined, step: string): string {
  const neighbour = after ?? pins.at(-1);
  const from = neighbour?.uses.start ?? 0;
  const at = after ? startOfLine(text, from) : endOfLine(text, neighbour?.comment.end ?? 0);
  return edited(text, [insertLines(text, at, `${indentAt(text, from)}${step}`)]);
}

/** In place of `[]`. */
function intoEmpty(text: string, step: string): string {
  const steps = entryOf(get(readYaml(text).root, 'runs'), 'steps');
  if (!steps) return text;
  const { key, value } = steps;
  const end = text.indexOf(']', value.start) + 1;
  const line = insertLines(text, endOfLine(text, end), `${indentAt(text, key.start)}  ${step}`);
  return edited(text, [{ start: text.slice(0, value.start).trimEnd().length, end, text: '' }, line]);
}

/** True if the text has exactly these pins, and says the same as `before` in everything else. */
function says(text: string, before: string, wanted: readonly NewPin[]): boolean {
  const [now, then] = [text, before].map((one) => readLedger(one, ''));
  const codes = (problems: readonly { readonly code: string }[] = []) => problems.map(({ code }) => code);
  return (
    isDeepStrictEqual(pinsOf(text), wanted) &&
    isDeepStrictEqual(codes(now?.problems), codes(then?.problems)) &&
    isDeepStrictEqual(withoutSteps(text), withoutSteps(before))
  );
}

function pinsOf(text: string): NewPin[] {
  return readLedger(text, '').pins.map(({ action, sha, tag }) => ({ action, sha, tag }));
}

function nextOf({ sha, tag }: NextPin): NextPin {
  return { sha, tag };
}

/** A ledger's data; of its steps only that there are some. */
function withoutSteps(text: string): unknown {
  const data = (node: YamlNode | undefined) => (node?.kind === 'mapping' ? (toData(node) as object) : {});
  const { root } = readYaml(text);
  return { ...data(root), runs: { ...data(get(root, 'runs')), steps: undefined } };
}

function unsaid(action: string): string {
  return `the pin of \`${action}\` can't be written here without a change to something else`;
}
