import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Green only if every job before it succeeded, or was skipped and may be. */
export function aggregate(mayBeSkipped: readonly string[]): RunStep {
  return {
    name: 'Demand every job',
    env: { NEEDS: expression('toJSON(needs)'), MAY_BE_SKIPPED: mayBeSkipped.join(' ') },
    run: script('aggregate'),
  };
}
