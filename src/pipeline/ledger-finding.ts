import type { LedgerProblem } from '../pins/ledger';
import type { Finding } from '../rules/finding';
import { LEDGER } from './ledger-path';

/** A problem of the pin ledger, as a finding. */
export function ledgerFinding(problem: LedgerProblem): Finding {
  return {
    rule: 'pin-ledger',
    severity: 'error',
    file: LEDGER,
    line: problem.line,
    column: problem.column,
    endLine: problem.endLine,
    endColumn: problem.endColumn,
    message: problem.message,
    why: 'every workflow takes its pins from this file',
    fix: problem.fix,
  };
}
