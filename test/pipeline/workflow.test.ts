import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReleaseProject, SynthError, Workflow, type WorkflowProps } from '../../src';
import { inFolder, snapshot } from '../support/synth';

process.env.PROJEN_DISABLE_POST = '1';

const job = {
  name: 'x',
  runsOn: 'ubuntu-24.04',
  timeoutMinutes: 5,
  permissions: {},
  steps: [{ name: 'x', run: 'true' }],
};
const props: WorkflowProps = {
  fileName: 'ci.yml',
  name: 'ci',
  on: { pullRequest: {} },
  concurrency: { group: 'ci', cancelInProgress: true },
  jobs: { x: job },
};

function problems(...all: unknown[]): readonly string[] {
  return inFolder({}, (root) => {
    const before = snapshot(root);
    const project = new ReleaseProject({ name: 'app', outdir: root, dependabot: false });
    for (const one of all) new Workflow(project, one as WorkflowProps);
    try {
      project.synth();
      return [];
    } catch (error) {
      expect(snapshot(root)).toEqual(before);
      if (!(error instanceof SynthError)) throw error;
      return error.findings.filter(({ rule }) => rule === 'invalid-release').map(({ message }) => message);
    }
  });
}

test('a workflow of its own, without a release', () =>
  inFolder({}, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root, dependabot: false });
    new Workflow(project, props);
    project.synth();
    expect(readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8')).toContain('name: ci\n');
    expect(existsSync(join(root, '.github/workflows/publish.yml'))).toBe(false);
  }));

test.each<[string, unknown, readonly string[]]>([
  ['nothing', undefined, ['props: is required']],
  ['a folder', { ...props, fileName: '../evil.yml' }, ['fileName: "../evil.yml" is not the name of a file']],
  ['no YAML', { ...props, fileName: 'ci.txt' }, ['fileName: "ci.txt" is not the name of a file']],
  ['no event', { ...props, on: {} }, ['on: the object has no event']],
  ['an event that is switched off', { ...props, on: { push: undefined } }, ['on: the object has no event']],
  ['no `on`', { ...props, on: undefined }, ['on: is required']],
  [
    'an event that is not typed',
    { ...props, on: { pullRequest: {}, issues: {} } },
    ['on.issues: there is no such prop'],
  ],
  ['no concurrency', { ...props, concurrency: undefined }, ['concurrency: is required']],
  ['no job', { ...props, jobs: {} }, ['jobs: the object has no job']],
  ['an ID with a blank', { ...props, jobs: { 'a b': job } }, ['jobs.a b: the name "a b" is not an ID']],
  [
    'a job without a runner and a typo',
    { ...props, jobs: { x: { ...job, runsOn: undefined, runOn: 'x' } } },
    ['jobs.x.runsOn: is required', 'jobs.x.runOn: there is no such prop'],
  ],
  [
    'a text for a number',
    { ...props, jobs: { x: { ...job, timeoutMinutes: '5' } } },
    ['jobs.x.timeoutMinutes: "5" is'],
  ],
  ['no steps', { ...props, jobs: { x: { ...job, steps: [] } } }, ['jobs.x.steps: [] is empty']],
  [
    'a step that does nothing',
    { ...props, jobs: { x: { ...job, steps: [{ name: 'x', runn: 'true' }] } } },
    ['jobs.x.steps[0].run: is required', 'jobs.x.steps[0].runn: there is no such prop'],
  ],
  ['an unknown need', { ...props, jobs: { x: { ...job, needs: ['z'] } } }, ['jobs.x.needs[0]: there is no job `z`']],
  [
    'a permission without a reason',
    { ...props, jobs: { x: { ...job, permissions: { contents: { level: 'read' } } } } },
    ['jobs.x.permissions.contents.for: is required'],
  ],
  [
    'a level that the scope does not have',
    { ...props, jobs: { x: { ...job, permissions: { 'id-token': { level: 'read', for: 'x' } } } } },
    ['jobs.x.permissions.id-token.level: "read" is not a legal value'],
  ],
])('%s', (_, given, expected) => {
  const found = problems(given);
  expect(found).toEqual(expected.map((message) => expect.stringContaining(message)));
});

test('a name that is taken', () => {
  expect(problems(props, props)).toEqual([expect.stringContaining('`.github/workflows/ci.yml` is already written by')]);
  expect(problems({ ...props, fileName: 'security-scan.yml' })).toEqual([
    expect.stringContaining('`.github/workflows/security-scan.yml` is already written by'),
  ]);
});
