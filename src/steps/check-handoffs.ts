import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that each of the jobs handed over an artifact and a digest. */
export function checkHandoffs(jobs: readonly string[]): RunStep {
  return {
    name: 'Demand every hand-off',
    env: { NEEDS: expression('toJSON(needs)'), JOBS: jobs.join(' ') },
    run: script('check-handoffs'),
  };
}
