import { keyOf, type LedgerProblem } from '../pins/ledger';
import type { TypedPin } from '../pins/typed-pin';
import { nearest } from '../release/nearest';
import type { Finding } from '../rules/finding';
import { ledgerFinding } from './ledger-finding';

/** Typed pins of actions that nobody here knows: not among `known`, and in the text of no workflow. Those are typing errors. */
export function unknownPins(
  typed: Readonly<Record<string, TypedPin>>,
  known: readonly string[],
  workflows: () => readonly string[],
  /** What gives the typed pins, and where. */
  from?: string,
): readonly Finding[] {
  const names = new Set(known.map(keyOf));
  const strangers = Object.keys(typed).filter((action) => action.includes('/') && !names.has(keyOf(action)));
  if (strangers.length === 0) return [];
  const texts = workflows().map((text) => text.toLowerCase());
  return strangers
    .filter((action) => !texts.some((text) => text.includes(`${action.toLowerCase()}@`)))
    .map((action) => {
      const close = nearest(action, [...new Set(known)]);
      const problem: LedgerProblem = {
        code: 'unknown-action',
        ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
        message: `no workflow here runs \`${action}\`, for which \`pins\` gives a commit`,
        fix: `${close === undefined ? '' : `did you mean \`${close}\`? `}Correct the name, or remove the pin`,
      };
      return ledgerFinding(problem, from);
    });
}
