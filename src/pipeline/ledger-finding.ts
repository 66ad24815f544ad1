import type { LedgerProblem } from '../pins/ledger';
import type { Finding } from '../rules/finding';
import { gateFinding } from './gate/gate-problem';
import { LEDGER } from './ledger-path';

/** A problem of the pin ledger, as a finding. */
export function ledgerFinding(problem: LedgerProblem): Finding {
  const { line, column, endLine, endColumn, message, fix } = problem;
  return { ...gateFinding('pin-ledger', LEDGER, message, { fix }), line, column, endLine, endColumn };
}
