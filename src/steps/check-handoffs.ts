import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that each of the jobs handed over an artifact and a digest, and that there is room for what this job downloads of them. */
export function checkHandoffs(jobs: readonly string[], { downloads = true } = {}): RunStep {
  return {
    name: 'Demand every hand-off',
    env: { NEEDS: expression('toJSON(needs)'), JOBS: jobs.join(' '), DOWNLOADS: String(downloads) },
    run: script('check-handoffs'),
  };
}
