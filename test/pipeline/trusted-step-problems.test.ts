import { ReleasePipeline, ReleaseProject, SynthError } from '../../src';
import { trustedStepProblems } from '../../src/pipeline/trusted-step-problems';
import { released } from '../support/release';
import { inFolder } from '../support/synth';

const trusted = (job: string, name: string) => ({ trustedSteps: [{ job, name, reason: 'they must know' }] });
const WORKFLOW = `on: push
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - name: Guard
        run: 'true'
      - run: 'true'
      - name: Tell them
        run: 'true'
`;

test.each([
  ['misspelled', 'Tell then', 'did you mean "Tell them"? Add the step,'],
  ['removed since', 'Something else', 'Add the step,'],
])('a trusted step that is %s is a problem with the steps of its job', (_name, name, fix) => {
  expect(trustedStepProblems(released(trusted('publish', name)), WORKFLOW)).toEqual([
    {
      code: 'unknown-name',
      path: 'trustedSteps[0].name',
      message: `the job \`publish\` of publish.yml has no step "${name}"`,
      fix: `${fix} or remove the entry; the steps of the job are "Guard", "Tell them"`,
    },
  ]);
});

test.each([
  ['a step that is there', 'publish', 'Tell them'],
  ['a job that an override took away', 'promote', 'Tell them'],
])('no problem: %s', (_name, job, name) =>
  expect(trustedStepProblems(released(trusted(job, name)), WORKFLOW)).toEqual([]),
);

test('synth: a step that an override adds is there, one that nobody adds is a finding at the pipeline', () => {
  const found = (name: string) =>
    inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
      const project = new ReleaseProject({ name: 'app', outdir: root });
      const pipeline = new ReleasePipeline(project, {
        repository: 'acme/app',
        images: [{ name: 'app' }],
        ...trusted('publish', name),
      });
      pipeline.publish.file.addToArray('jobs.publish.steps', { name: 'Tell them', run: 'echo done\n' });
      try {
        project.synth();
        return [];
      } catch (error) {
        if (!(error instanceof SynthError)) throw error;
        return error.findings
          .filter(({ rule }) => rule === 'invalid-release')
          .map(({ construct, message }) => `${construct}: ${message}`);
      }
    });
  expect(found('Tell them')).toEqual([]);
  expect(found('nope')).toEqual([
    'ReleasePipeline: trustedSteps[0].name: the job `publish` of publish.yml has no step "nope"',
  ]);
});
