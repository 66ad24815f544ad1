import { prepareLedger } from '../../src/pins/prepare';
import { pin } from '../../src/pins/typed-pin';

const A = 'a'.repeat(40);
const ledger = (steps: string) => `runs:\n  using: composite\n  steps:\n${steps}`;
const prepare = (written: string | undefined, needed: readonly string[] = []) =>
  prepareLedger(written, 'l.yml', needed, { 'a/b': pin('v1.0.0', A) }, '2026-01-01');

test('a fresh ledger has what is needed and what is typed', () => {
  const { text, ledger: pins, isSound, problems } = prepare(undefined, ['actions/checkout']);
  expect({ isSound, problems }).toEqual({ isSound: true, problems: [] });
  expect(pins.pins.map(({ action }) => action)).toEqual(['a/b', 'actions/checkout']);
  expect(text).toContain(`    - uses: a/b@${A} # v1.0.0\n    - uses: actions/checkout@`);
});

test('nothing needed and nothing typed: a legal, empty list', () => {
  expect(prepareLedger(undefined, 'l.yml', [], {}, '2026-01-01')).toMatchObject({ isSound: true, problems: [] });
});

test.each([
  ['nothing', '', ['not-a-composite-action']],
  ['no YAML', '  - [', ['unreadable']],
  ['two mistakes', ledger('    - uses: actions/checkout@v7 # v7.0.1\n    - run: x\n'), ['bad-commit', 'bad-step']],
])('%s: one problem for each mistake, the text as it was, and the catalog in its place', (_, text, codes) => {
  const found = prepare(text, ['actions/checkout']);
  expect(found.problems.map(({ code }) => code)).toEqual(codes);
  expect(found).toMatchObject({ text, isSound: false });
  expect(found.ledger.has('actions/checkout')).toBe(true);
});
