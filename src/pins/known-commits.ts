import { LineIndex } from '../workflow/yaml-tree';
import { keyOf, Ledger, type LedgerProblem, type Pin, readLedger } from './ledger';

/** Reads a ledger beside the pins that the package ships: a tag that is another commit there is a problem, and no pin. */
export function readBeside(
  known: Ledger,
  text: string,
  file: string,
): { readonly pins: readonly Pin[]; readonly problems: readonly LedgerProblem[] } {
  const { pins, problems } = readLedger(text, file);
  const lines = new LineIndex(text);
  const right = (pin: Pin) => {
    const other = known.get(pin.action);
    return other !== undefined && other.tag === pin.tag && other.sha !== pin.sha ? other : undefined;
  };
  const wrong = pins.flatMap((pin): LedgerProblem[] => {
    const other = right(pin);
    if (!other) return [];
    const [start, end] = [lines.at(pin.uses.start), lines.at(pin.uses.end)];
    return [
      {
        code: 'bad-commit',
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        message: `${pin.tag} of \`${pin.action}\` is another commit, ${other.sha}`,
        fix: `write \`${pin.action}@${other.sha} # ${pin.tag}\``,
      },
    ];
  });
  return { pins: pins.filter((pin) => !right(pin)), problems: [...problems, ...wrong] };
}

/** The pins of a ledger that can't be relied on as a whole; what it lacks is taken from those that the package ships. */
export function completed(pins: readonly Pin[], known: Ledger): Ledger {
  const own = new Set(pins.map(({ action }) => keyOf(action)));
  return Ledger.of([...pins, ...known.pins.filter(({ action }) => !own.has(keyOf(action)))]);
}
