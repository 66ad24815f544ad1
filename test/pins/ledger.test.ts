import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { shippedPins } from '../../src/pins/catalog';
import { Ledger, readLedger } from '../../src/pins/ledger';
import { seedLedger } from '../../src/pins/seed';
import { appendPin, splicePin } from '../../src/pins/splice';
import { pin, reconcile } from '../../src/pins/typed-pin';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const head = 'name: action pins\ndescription: d\nruns:\n  using: composite\n  steps:\n';
const ledgerText = `${head}    - uses: actions/checkout@${A} # v1.2.3\n    # kept\n    - uses: docker/setup-buildx-action@${B} # v4.0.0\n`;
const codes = (text: string) => readLedger(text, 'l.yml').problems.map((problem) => [problem.code, problem.line]);

describe('readLedger', () => {
  test('reads action, commit, tag and line', () => {
    const { pins, problems } = readLedger(ledgerText, 'l.yml');
    expect(problems).toEqual([]);
    expect(pins.map(({ action, sha, tag, line }) => ({ action, sha, tag, line }))).toEqual([
      { action: 'actions/checkout', sha: A, tag: 'v1.2.3', line: 6 },
      { action: 'docker/setup-buildx-action', sha: B, tag: 'v4.0.0', line: 8 },
    ]);
    expect(Ledger.of(pins).get('Actions/Checkout')?.sha).toBe(A);
  });

  test.each([
    ['39 hex digits', `    - uses: a/b@${A.slice(1)} # v1.0.0\n`, [['bad-commit', 6]]],
    ['upper case', `    - uses: a/b@${A.toUpperCase()} # v1.0.0\n`, [['bad-commit', 6]]],
    ['a tag', '    - uses: a/b@v1 # v1.0.0\n', [['bad-commit', 6]]],
    ['no comment', `    - uses: a/b@${A}\n`, [['bad-comment', 6]]],
    ['two versions', `    - uses: a/b@${A} # v1.0.0 v1.0.1\n`, [['bad-comment', 6]]],
    ['not a version', `    - uses: a/b@${A} # main\n`, [['bad-comment', 6]]],
    ['twice, in another case', `    - uses: a/b@${A} # v1.0.0\n    - uses: A/B@${B} # v1.0.0\n`, [['duplicate', 7]]],
    ['a step with a name', `    - uses: a/b@${A} # v1.0.0\n      name: x\n`, [['bad-step', 6]]],
    ['docker', '    - uses: docker://alpine:3 # v1.0.0\n', [['bad-step', 6]]],
    ['an expression', `    - uses: \${{ github.x }}@${A} # v1.0.0\n`, [['bad-step', 6]]],
    ['carriage returns', `    - uses: a/b@${A} # v1.0.0\r\n`, [['bad-bytes', 6]]],
    ['a tab', `    - uses: a/b@${A}\t# v1.0.0\n`, [['bad-bytes', 6]]],
    [
      'all at once',
      `    - uses: a/b@v1\n    - run: x\n    - uses: c/d@${A}\n`,
      [
        ['bad-commit', 6],
        ['bad-step', 7],
        ['bad-comment', 8],
      ],
    ],
  ])('%s is a problem', (_, steps, expected) => {
    expect(codes(head + steps)).toEqual(expected);
  });

  test.each([
    ['a byte order mark', `\uFEFF${ledgerText}`, 'bad-bytes'],
    ['a list', '- a\n', 'not-a-composite-action'],
    ['another kind of action', 'runs:\n  using: node24\n', 'not-a-composite-action'],
    ['nothing', '', 'not-a-composite-action'],
    ['no YAML', 'a: [', 'unreadable'],
    ['a key twice', `${head}  steps: []\n`, 'unreadable'],
  ])('%s is a problem', (_, text, code) => {
    expect(codes(text).map(([first]) => first)).toContain(code);
  });

  test('property: never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readLedger(text, 'l.yml')));
  });
});

describe('the shipped catalog', () => {
  test('has no problem, and seeds a ledger without one', () => {
    expect(readLedger(readFileSync('dependabot-config/action-pins.yml', 'utf8'), 'x').problems).toEqual([]);
    const seeded = seedLedger(['docker/setup-buildx-action', 'actions/checkout', 'no/such'], shippedPins());
    expect(readLedger(seeded, 'x').problems).toEqual([]);
    expect(readLedger(seeded, 'x').pins.map(({ action }) => action)).toEqual([
      'actions/checkout',
      'docker/setup-buildx-action',
    ]);
  });
});

describe('splices', () => {
  const action = fc.stringMatching(/^[a-z]{1,8}\/[a-z]{1,8}$/);
  const sha = fc.stringMatching(/^[0-9a-f]{40}$/);
  const tag = fc.stringMatching(/^v[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}$/);
  const entries = fc.uniqueArray(fc.record({ action, sha, tag }), {
    selector: (entry) => entry.action,
    minLength: 1,
    maxLength: 8,
  });
  const textOf = (list: { action: string; sha: string; tag: string }[]) =>
    head + list.map((entry) => `    - uses: ${entry.action}@${entry.sha} # ${entry.tag}\n`).join('');

  test('property: a bump changes one line; to itself, nothing', () => {
    fc.assert(
      fc.property(entries, sha, tag, fc.nat(), (list, newSha, newTag, at) => {
        const text = textOf(list);
        const { pins } = readLedger(text, 'x');
        const one = pins[at % pins.length];
        if (!one) throw new Error('no pin');
        expect(splicePin(text, one, one)).toBe(text);
        const next = splicePin(text, one, { sha: newSha, tag: newTag }).split('\n');
        const changed = text.split('\n').flatMap((line, i) => (line === next[i] ? [] : [i + 1]));
        expect(next).toHaveLength(text.split('\n').length);
        expect(changed.every((line) => line === one.line)).toBe(true);
        expect(next[one.line - 1]).toBe(`    - uses: ${one.action}@${newSha} # ${newTag}`);
      }),
    );
  });

  test('property: a new pin adds one line, and the list stays sorted', () => {
    fc.assert(
      fc.property(entries, fc.record({ action, sha, tag }), (list, entry) => {
        fc.pre(!list.some((other) => other.action === entry.action));
        const sorted = [...list].sort((a, b) => (a.action < b.action ? -1 : 1));
        const text = textOf(sorted);
        const next = appendPin(text, readLedger(text, 'x').pins, entry);
        expect(next).toBe(textOf([...sorted, entry].sort((a, b) => (a.action < b.action ? -1 : 1))));
      }),
    );
  });
});

describe('reconcile', () => {
  const run = (typed: Parameters<typeof reconcile>[2]) => reconcile(ledgerText, 'l.yml', typed, '2026-01-01');

  test('a newer typed pin changes that commit and comment, and nothing else', () => {
    const { text, problems } = run({ 'actions/checkout': pin('v1.3.0', B) });
    expect(problems).toEqual([]);
    expect(text).toBe(ledgerText.replace(`checkout@${A} # v1.2.3`, `checkout@${B} # v1.3.0`));
  });

  test('an equal one changes nothing, a new one is added', () => {
    expect(run({ 'actions/checkout': pin('v1.2.3', A) }).text).toBe(ledgerText);
    expect(run({ 'b/c': pin('v1.0.0', B) }).text).toContain(`    - uses: b/c@${B} # v1.0.0\n    - uses: docker/`);
  });

  test.each([
    ['one that the ledger has passed', { 'actions/checkout': pin('v1.2.2', B) }, 'stale-typed-pin'],
    ['the same version at another commit', { 'actions/checkout': pin('v1.2.3', B) }, 'conflicting-typed-pin'],
    [
      'a hold that has ended',
      { 'actions/checkout': pin('v1.2.2', B, { hold: { reason: 'r', until: '2025-12-31' } }) },
      'expired-hold',
    ],
    ['a key that is no action', { checkout: pin('v1.2.2', B) }, 'unknown-action'],
  ])('%s is a problem', (_, typed, code) => {
    expect(run(typed).problems.map((problem) => problem.code)).toEqual([code]);
  });

  test('a hold may go back', () => {
    const { text, problems } = run({
      'actions/checkout': pin('v1.2.2', B, { hold: { reason: 'r', until: '2026-02-01' } }),
    });
    expect(problems).toEqual([]);
    expect(text).toContain(`checkout@${B} # v1.2.2`);
  });
});
