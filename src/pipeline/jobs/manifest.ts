import { gateJobId } from '../../release/jobs';
import type { Release } from '../../release/release';
import { DEFAULT_RUNNER } from '../../release/runners';
import { checkHandoffs, writeManifest } from '../../steps';
import { expression, type Job } from '../../workflow/model';
import { handoffJobs, IF_FULL, keep } from './common';

/** Every digest, platform, SBOM and file in one place; the set must be the model's. It needs no permission at all. */
export function manifestJob(release: Release): Job {
  const jobs = handoffJobs(release).filter((id) => id !== 'manifest');
  return {
    name: 'manifest',
    needs: ['release', ...release.gates.map(gateJobId), ...jobs],
    if: IF_FULL,
    runsOn: DEFAULT_RUNNER,
    timeoutMinutes: 5,
    permissions: {},
    outputs: {
      digest: expression('steps.made.outputs.digest'),
      'artifact-id': expression('steps.kept.outputs.artifact-id'),
    },
    steps: [checkHandoffs(jobs, { downloads: false }), writeManifest(release), keep('out')],
  };
}
