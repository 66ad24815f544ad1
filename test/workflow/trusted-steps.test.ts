import { readTrustedSteps, trustedStepLines } from '../../src/workflow/trusted-steps';

const STEPS = [
  { job: 'publish', name: 'notify', reason: 'x' },
  { job: 'a "b"', name: 'c\\d: e', reason: 'two\nlines' },
];
const header = trustedStepLines(STEPS)
  .map((line) => `# ${line}\n`)
  .join('');

test('what is written is read', () => {
  expect(header.split('\n')).toHaveLength(3);
  expect(readTrustedSteps(`# Written\n${header}\nname: x\n`)).toEqual(STEPS.map(({ job, name }) => ({ job, name })));
});

test('only the header counts', () => {
  expect(readTrustedSteps(`name: x\n${header}`)).toEqual([]);
});
