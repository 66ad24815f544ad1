import { structureProblems } from '../../src/workflow/structure';

const job = { 'runs-on': 'ubuntu-24.04', steps: [{ run: 'true' }] };
const workflow = (jobs: object, more: object = {}) => ({ on: { push: null }, jobs, ...more });

test.each<[string, unknown]>([
  ['steps', workflow({ a: job, b: { ...job, needs: 'a' }, c: { ...job, needs: ['a', 'b'] } })],
  ['a call', workflow({ a: { uses: 'acme/ci/.github/workflows/x.yml@main', secrets: 'inherit' } })],
  ['events as a text', workflow({ a: job }, { on: 'push' })],
  ['events as a list', workflow({ a: job }, { on: ['push', 'pull_request'] })],
  ['a step of each kind', workflow({ a: { ...job, steps: [{ run: 'x' }, { uses: 'x' }, { parallel: [] }] } })],
])('%s', (_, data) => {
  expect(structureProblems(data)).toEqual([]);
});

test.each<[string, unknown, readonly string[]]>([
  ['no mapping', [], ['the workflow: it is not a mapping']],
  ['an unknown key', workflow({ a: job }, { job: {} }), ['the workflow: there is no key `job`']],
  ['no event', workflow({ a: job }, { on: {} }), ['on: it names no event, and nothing starts the workflow']],
  ['an unknown event', workflow({ a: job }, { on: { pusch: null } }), ['on: there is no event `pusch`']],
  ['no job', workflow({}), ['jobs: there is no job']],
  ['a job that is none', workflow({ a: null }), ['jobs.a: it is not a mapping']],
  ['a job without a runner', workflow({ a: { 'timeout-minutes': 5 } }), ['jobs.a: `runs-on` is missing']],
  ['an unknown key of a job', workflow({ a: { ...job, step: [] } }), ['jobs.a: there is no key `step`']],
  [
    'a call with steps',
    workflow({ a: { uses: 'a/b/.github/workflows/x.yml@v1', steps: [] } }),
    ['jobs.a: there is no key `steps`'],
  ],
  ['an unknown need', workflow({ a: { ...job, needs: ['z'] } }), ['jobs.a.needs: there is no job `z`']],
  [
    'an ID with a blank',
    workflow({ 'a b': job }),
    ['jobs.a b: an ID begins with a letter or `_` and has only letters, digits, `-` and `_`'],
  ],
  ['a step that is nothing', workflow({ a: { ...job, steps: [null] } }), ['jobs.a.steps[0]: the step is nothing']],
  [
    'an index beyond the end',
    workflow({ a: { ...job, steps: [{ run: 'true' }, null, null, { run: 'true' }] } }),
    ['jobs.a.steps[1]: 2 steps from here on are nothing'],
  ],
  [
    'a step that does nothing',
    workflow({ a: { ...job, steps: [{ name: 'x', runn: 'true' }] } }),
    ['jobs.a.steps[0]: `run` is missing', 'jobs.a.steps[0]: there is no key `runn`'],
  ],
  [
    'a step that does both',
    workflow({ a: { ...job, steps: [{ run: 'x', uses: 'y' }] } }),
    ['jobs.a.steps[0]: there is no key `uses`'],
  ],
])('%s', (_, data, expected) => {
  expect(structureProblems(data)).toEqual(expected);
});
