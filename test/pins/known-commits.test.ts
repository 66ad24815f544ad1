import { completed, readBeside } from '../../src/pins/known-commits';
import { Ledger } from '../../src/pins/ledger';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const span = { start: 0, end: 0 };
const known = Ledger.of(
  ['acme/one', 'acme/two'].map((action) => ({ action, sha: A, tag: 'v1.2.3', line: 1, uses: span, comment: span })),
);
const ledger = (...pins: string[]) =>
  `name: pins\ndescription: d\nruns:\n  using: composite\n  steps:\n${pins.map((pin) => `    - uses: ${pin}\n`).join('')}`;

test.each([
  ['the commit of the tag', `acme/one@${A} # v1.2.3`, []],
  ['another tag', `acme/one@${B} # v1.2.4`, []],
  ['an action that is not known', `acme/three@${B} # v1.2.3`, []],
  ['another commit for the tag', `acme/one@${B} # v1.2.3`, [['bad-commit', 6, 13]]],
  ['the same in another case', `Acme/One@${B} # v1.2.3`, [['bad-commit', 6, 13]]],
])('%s', (_, pin, problems) => {
  const read = readBeside(known, ledger(pin), 'l.yml');
  expect(read.problems.map(({ code, line, column }) => [code, line, column])).toEqual(problems);
  expect(read.pins).toHaveLength(problems.length === 0 ? 1 : 0);
});

test('what a ledger gets wrong is taken from the pins that are known, and what it says besides is kept', () => {
  const { pins } = readBeside(known, ledger(`acme/one@${B} # v1.2.3`, `acme/two@${B} # v2.0.0`), 'l.yml');
  const whole = completed(pins, known);
  expect([whole.get('acme/one')?.sha, whole.get('acme/two')?.sha]).toEqual([A, B]);
});
