import fc from 'fast-check';
import { parse } from 'yaml';
import { type Data, workflowData } from '../../src/emit/workflow-data';
import { workflowText } from '../../src/emit/workflow-text';
import type { Workflow } from '../../src/workflow/model';

const SHA = 'a'.repeat(40);
const notes = {
  header: ['Written by a test.'],
  versionOf: (uses: string) => (uses.endsWith(`@${SHA}`) ? 'v1.2.3' : undefined),
  reasons: new Map([['build/contents', 'check out the tag']]),
};

const leg = (platform: string, steps: Workflow['jobs'][string]) => ({
  ...steps,
  name: `build ${platform}`,
  env: { PLATFORM: platform },
});
const steps = [
  { name: 'check out', action: 'actions/checkout', with: { 'persist-credentials': false } },
  { name: 'build', run: 'set -e\nmake "$PLATFORM"\n' },
];
const build = {
  name: 'build',
  runsOn: 'ubuntu-24.04',
  timeoutMinutes: 10,
  permissions: { contents: { level: 'read', for: 'check out the tag' } },
  steps,
} as const;
const workflow: Workflow = {
  name: 'publish',
  on: { push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } },
  concurrency: { group: 'publish', cancelInProgress: false },
  jobs: { build: leg('linux/amd64', build), 'build-arm': leg('linux/arm64', build) } as Workflow['jobs'],
};

describe('workflowText', () => {
  const data = workflowData(workflow, (action) => `${action}@${SHA}`);
  const text = workflowText(data, notes);

  test('the text says what the data says', () => {
    expect(parse(text)).toEqual(data);
  });

  test('a pin carries its version on its own line', () => {
    expect(text).toContain(`        uses: actions/checkout@${SHA} # v1.2.3\n`);
  });

  test('a permission says what it is for', () => {
    expect(text).toContain('      contents: read # check out the tag\n');
  });

  test('legs share their steps by an anchor', () => {
    expect(text).toContain('    steps: &build-steps\n');
    expect(text).toContain('    steps: *build-steps\n');
    expect(text.match(/uses:/g)).toHaveLength(1);
  });

  test('a script is a block, jobs are apart, the header is on top', () => {
    expect(text).toContain('        run: |\n          set -e\n          make "$PLATFORM"\n');
    expect(text).toContain('\n\n  build-arm:\n');
    expect(text.startsWith('# Written by a test.\n')).toBe(true);
  });

  test('no carriage return, one newline at the end', () => {
    expect(text).not.toContain('\r');
    expect(text.endsWith('\n')).toBe(true);
    expect(text.endsWith('\n\n')).toBe(false);
  });

  test('a leg whose steps were overridden is written out by itself', () => {
    const changed = structuredClone(data) as { jobs: Record<string, { steps: { name: string }[] }> };
    const job = changed.jobs['build-arm'];
    if (!job?.steps[0]) throw new Error('no such job');
    job.steps[0].name = 'other';
    const other = workflowText(changed as unknown as Data, notes);
    expect(other).not.toContain('&build-steps');
    expect(other.match(new RegExp(`@${SHA} # v1.2.3`, 'g'))).toHaveLength(2);
    expect(parse(other)).toEqual(changed);
  });

  test('property: any data comes back, and every known pin keeps its comment', () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.integer(),
      fc.constant('a\nb\n'),
      fc.constant('  x\n y'),
    );
    const step = fc.record({ name: fc.string(), run: fc.oneof(fc.string(), fc.constant('set -e\n'.repeat(12))) });
    const uses = fc.record({ name: fc.string(), uses: fc.constantFrom(`a/b@${SHA}`, `c/d/e@${SHA}`) });
    const job = fc.record({
      name: fc.string(),
      env: fc.dictionary(fc.stringMatching(/^[A-Z]{1,4}$/), scalar, { maxKeys: 3 }),
      permissions: fc.constantFrom({}, { contents: 'read' }),
      steps: fc.array(fc.oneof(step, uses), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), job, { minKeys: 1, maxKeys: 4 }), (jobs) => {
        const any = { name: 'x', on: { push: { tags: ['v*'] } }, jobs } as unknown as Data;
        const written = workflowText(any, notes);
        expect(parse(written)).toEqual(JSON.parse(JSON.stringify(any)));
        const bare = written
          .split('\n')
          .filter((line) => /uses: [a-z/]+@a{40}/.test(line) && !line.endsWith(' # v1.2.3'));
        expect(bare).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
