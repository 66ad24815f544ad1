import { get, textOf } from '../workflow/yaml-tree';
import { defineRule } from './engine/rule';

const MAX_MINUTES = 360;
const job = (timeout: string) =>
  `on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n${timeout}    steps: []\n`;

export const missingTimeout = defineRule({
  id: 'missing-timeout',
  title: 'a job may run for six hours',
  why: 'A step that hangs holds the release, its runner and its token until GitHub stops it after 360 minutes.',
  fix: 'add `timeout-minutes` with about three times what the job takes',
  group: 'hygiene',
  aliases: { ghalint: 'job_timeout_minutes_is_required' },
  invalid: [
    { name: 'no limit', yaml: job(''), finds: 'build' },
    { name: 'not a number', yaml: job('    timeout-minutes: ${{ inputs.minutes }}\n'), finds: 'build' },
    { name: 'no limit at all', yaml: job('    timeout-minutes: 9999\n'), finds: 'build' },
  ],
  valid: [{ name: 'a limit', yaml: job('    timeout-minutes: 10\n') }],
  check(file) {
    return file.jobs.flatMap((job) => {
      if (job.uses) return [];
      const text = textOf(get(job.node, 'timeout-minutes')) ?? '';
      const minutes = /^\d{1,3}$/.test(text) ? Number(text) : 0;
      if (minutes > 0 && minutes <= MAX_MINUTES) return [];
      return [
        { at: job.key, message: `the job \`${job.id}\` has no \`timeout-minutes\` between 1 and ${MAX_MINUTES}` },
      ];
    });
  },
});
