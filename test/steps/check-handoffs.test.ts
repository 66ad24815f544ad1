import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const good = { result: 'success', outputs: { digest: `sha256:${'a'.repeat(64)}`, 'artifact-id': '12' } };
const check = (needs: unknown, jobs = 'a b') =>
  runScript(script('check-handoffs'), { temp: runnerTemp(), env: { NEEDS: JSON.stringify(needs), JOBS: jobs } });

test('every job handed over what it must', () => {
  expect(check({ a: good, b: good, release: { result: 'success', outputs: {} } }).code).toBe(0);
});

test.each<[string, unknown, string?]>([
  ['a job that is missing', { a: good }],
  ['a job that failed', { a: good, b: { ...good, result: 'failure' } }],
  [
    'an empty id, which would download everything',
    { a: good, b: { ...good, outputs: { ...good.outputs, 'artifact-id': '' } } },
  ],
  ['two ids', { a: good, b: { ...good, outputs: { ...good.outputs, 'artifact-id': '1,2' } } }],
  ['an id with a newline', { a: good, b: { ...good, outputs: { ...good.outputs, 'artifact-id': '1\n' } } }],
  ['no digest', { a: good, b: { ...good, outputs: { 'artifact-id': '1' } } }],
  [
    'a digest with a newline',
    { a: good, b: { ...good, outputs: { ...good.outputs, digest: `${good.outputs.digest}\n` } } },
  ],
  ['no jobs at all', { a: good }, ''],
])('%s stops the job', (_name, needs, jobs = 'a b') => {
  const { code, stderr } = check(needs, jobs);
  expect(code).toBe(1);
  expect(stderr).toContain('a hand-off is missing or malformed');
});
