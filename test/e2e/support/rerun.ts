import { parseDocument, stringify } from 'yaml';
import type { ActRun } from './act';

interface Job {
  readonly 'runs-on'?: string;
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

/**
 * A workflow as GitHub runs it for "Re-run failed jobs", which act can't: the jobs that succeeded are not run again and keep their outputs;
 * all others are the same as before.
 */
export function failedJobsOnly(text: string, { jobs: results, outputs }: Pick<ActRun, 'jobs' | 'outputs'>): string {
  const workflow = parseDocument(text).toJS({ maxAliasCount: -1 }) as { jobs: Record<string, Job> };
  for (const [id, job] of Object.entries(workflow.jobs)) {
    if (results[id] !== 'success') continue;
    const kept = Object.entries(job.outputs ?? {}).map(([name, expression]) => {
      const [, step = '', output = ''] = /^\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
      if (step === '') throw new Error(`the output ${name} of ${id} is not that of a step: ${expression}`);
      return [name, outputs[id]?.[step]?.[output] ?? ''];
    });
    workflow.jobs[id] = {
      'runs-on': 'ubuntu-24.04',
      ...(job.needs ? { needs: job.needs } : {}),
      outputs: Object.fromEntries(kept),
      steps: [{ name: 'It has succeeded before', run: 'true' }],
    } as Job;
  }
  return stringify(workflow, { aliasDuplicateObjects: false, lineWidth: 0 });
}
