import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that checks have succeeded on the commit. */
export function requireChecks(checks: readonly string[]): RunStep {
  return {
    name: 'Demand the checks of the commit',
    env: { CHECKS: checks.map((check) => `${check}\n`).join(''), GH_TOKEN: expression('github.token') },
    run: script('require-checks'),
  };
}
