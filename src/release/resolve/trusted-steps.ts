import { shown } from '../errors';
import { publishJobs } from '../jobs';
import { nearest } from '../nearest';
import type { Release } from '../release';
import type { Problems } from './problems';

/** A trusted step is in a job that the workflow has. */
export function checkTrustedSteps(release: Release, problems: Problems): void {
  const jobs = publishJobs(release).map(({ id }) => id);
  release.trustedSteps.forEach(({ job }, i) => {
    if (jobs.includes(job)) return;
    const close = nearest(job, jobs);
    problems.add(
      'unknown-name',
      `trustedSteps[${i}].job`,
      `${release.workflowFile} has no job ${shown(job)}`,
      `${close === undefined ? '' : `did you mean \`${close}\`? `}its jobs are ${jobs.join(', ')}`,
    );
  });
}
