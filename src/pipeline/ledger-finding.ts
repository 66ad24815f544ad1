import type { LedgerProblem, LedgerProblemCode } from '../pins/ledger';
import type { Finding } from '../rules/finding';
import { gateFinding } from './gate/gate-problem';
import { LEDGER } from './ledger-path';

/** What is wrong with a typed pin and not with the ledger. */
const TYPED: readonly LedgerProblemCode[] = [
  'stale-typed-pin',
  'conflicting-typed-pin',
  'unordered-typed-pin',
  'expired-hold',
  'unknown-action',
];

/** A problem of the pin ledger, as a finding. `pins` says what gives the typed pins, and where. */
export function ledgerFinding(problem: LedgerProblem, pins?: string): Finding {
  const { line, column, endLine, endColumn, message, fix } = problem;
  const from = pins !== undefined && TYPED.includes(problem.code) ? { construct: pins } : {};
  return { ...gateFinding('pin-ledger', LEDGER, message, { fix, ...from }), line, column, endLine, endColumn };
}
