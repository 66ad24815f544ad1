import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const run = (needs: unknown, skipped = '') =>
  runScript(script('aggregate'), {
    temp: runnerTemp(),
    env: { NEEDS: JSON.stringify(needs), MAY_BE_SKIPPED: skipped },
  }).code;
test('all succeeded, or were allowed to be skipped', () => {
  expect(run({ a: { result: 'success' } })).toBe(0);
  expect(run({ a: { result: 'success' }, b: { result: 'skipped' } }, 'b')).toBe(0);
});
test.each([[{ a: { result: 'failure' } }], [{ a: { result: 'cancelled' } }], [{ a: { result: 'skipped' } }], [{}]])(
  '%j is red',
  (needs) => expect(run(needs)).toBe(1),
);
