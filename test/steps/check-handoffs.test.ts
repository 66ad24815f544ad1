import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const good = { result: 'success', outputs: { digest: `sha256:${'a'.repeat(64)}`, 'artifact-id': '12' } };
const check = (needs: unknown, jobs = 'a b', downloads = true, path: readonly string[] = []) =>
  runScript(script('check-handoffs'), {
    temp: runnerTemp(),
    path,
    env: { NEEDS: JSON.stringify(needs), JOBS: jobs, DOWNLOADS: String(downloads) },
  });

test('every job handed over what it must', () => {
  expect(check({ a: good, b: good, release: { result: 'success', outputs: {} } }).code).toBe(0);
});

test('what would not fit is not downloaded', () => {
  const df = stubs({ df: '#!/bin/sh\nprintf "Avail\\n1999\\n"\n' });
  const large = { ...good, outputs: { ...good.outputs, bytes: '1000' } };
  const { code, stderr } = check({ a: large, b: large }, 'a b', true, [df]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('needs room for 2000 bytes, and 1999 are free')]);
  expect(check({ a: large, b: good }, 'a b', true, [df]).code).toBe(0);
  expect(check({ a: large, b: large }, 'a b', false, [df]).code).toBe(0);
});

test.each<[string, unknown, string?]>([
  ['a size that is none', { a: good, b: { ...good, outputs: { ...good.outputs, bytes: '1e9' } } }],
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
