import { type Problem, shown } from '../release/errors';
import { nearest } from '../release/nearest';
import type { Release } from '../release/release';
import { viewOf } from '../rules/engine/view';

/** Trusted steps that are not in the workflow as it will be written: misspelled, or removed since. */
export function trustedStepProblems(release: Release, workflow: string): readonly Problem[] {
  const path = `.github/workflows/${release.workflowFile}`;
  const { jobs } = viewOf({ path, text: workflow, origin: 'generated' });
  return release.trustedSteps.flatMap((step, i): Problem[] => {
    const job = jobs.find(({ id }) => id === step.job);
    const names = (job?.steps ?? []).flatMap(({ name }) => name ?? []);
    // A job that an override took away is a finding of its own.
    if (!job || names.includes(step.name)) return [];
    const close = nearest(step.name, names);
    return [
      {
        code: 'unknown-name',
        path: `trustedSteps[${i}].name`,
        message: `the job \`${job.id}\` of ${release.workflowFile} has no step ${shown(step.name)}`,
        fix: `${close === undefined ? '' : `did you mean ${shown(close)}? `}Add the step, or remove the entry; the steps of the job are ${names.map(shown).join(', ')}`,
      },
    ];
  });
}
