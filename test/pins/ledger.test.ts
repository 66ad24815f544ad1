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
const KNOWN = Ledger.of(
  readLedger(`${head}    - uses: a/b@${A} # v1.2.3\n    - uses: a/d@${A} # v1.2.3\n`, 'k.yml').pins,
);
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
    ['the commit of the tag', `a/b@${A} # v1.2.3`, []],
    ['another tag', `a/b@${B} # v1.2.4`, []],
    ['another tag of the commit', `a/b@${A} # v1.2.4`, [['bad-comment', 6, 58]]],
    ['a part of its tag', `a/b@${A} # v1`, [['bad-comment', 6, 58]]],
    ['an action that is not known', `a/c@${B} # v1.2.3`, []],
    ['another commit for the tag', `a/b@${B} # v1.2.3`, [['bad-commit', 6, 13]]],
    ['the same under another path', `a/b/sub@${B} # v1.2.3`, [['bad-commit', 6, 13]]],
    ['the same in another case', `A/B@${B} # v1.2.3`, [['bad-commit', 6, 13]]],
  ])('beside the pins that are known: %s', (_, uses, expected) => {
    const { pins, problems } = readLedger(`${head}    - uses: ${uses}\n`, 'l.yml', KNOWN);
    expect(problems.map(({ code, line, column }) => [code, line, column])).toEqual(expected);
    expect(pins).toHaveLength(expected.length === 0 ? 1 : 0);
  });

  test('what a ledger gets wrong is taken from the pins that are known, and what it says besides is kept', () => {
    const { pins } = readLedger(
      `${head}    - uses: a/b@${B} # v1.2.3\n    - uses: a/d@${B} # v2.0.0\n`,
      'l.yml',
      KNOWN,
    );
    const whole = Ledger.of(pins).completedBy(KNOWN);
    expect([whole.get('a/b')?.sha, whole.get('a/d')?.sha]).toEqual([A, B]);
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

const spliced = (result: ReturnType<typeof appendPin>) => {
  if (!('text' in result)) throw new Error(result.problem);
  return result.text;
};

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
        expect(spliced(splicePin(text, one, one))).toBe(text);
        const next = spliced(splicePin(text, one, { sha: newSha, tag: newTag })).split('\n');
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
        expect(spliced(next)).toBe(textOf([...sorted, entry].sort((a, b) => (a.action < b.action ? -1 : 1))));
      }),
    );
  });

  test('property: in whatever style the ledger is written, the pins are what was wanted and every other line stays', () => {
    const style = fc.record({
      indent: fc.integer({ min: 0, max: 6 }),
      key: fc.constantFrom('uses', '"uses"', "'uses'"),
      gap: fc.constantFrom(' ', '   '),
      quote: fc.constantFrom('', '"', "'"),
      comment: fc.constantFrom('', '    # c\n', '\n'),
    });
    fc.assert(
      fc.property(style, entries, fc.record({ action, sha, tag }), fc.boolean(), (written, list, entry, isOpen) => {
        const { indent, key, gap, quote, comment } = written;
        const steps = list.map(
          (pin) =>
            `${' '.repeat(indent)}  -${gap}${key}: ${quote}${pin.action}@${pin.sha}${quote} # ${pin.tag}\n${comment}`,
        );
        const text = `${head}${steps.join('')}`.slice(0, isOpen && comment === '' ? -1 : undefined);
        const { pins, problems } = readLedger(text, 'x');
        expect(problems).toEqual([]);
        const present = pins.find((pin) => pin.action === entry.action);
        const next = spliced(present ? splicePin(text, present, entry) : appendPin(text, pins, entry));
        const after = readLedger(next, 'x');
        expect(after.problems).toEqual([]);
        const said = (from: typeof pins) => from.map((pin) => `${pin.action} ${pin.sha} ${pin.tag}`).sort();
        const others = pins.filter((pin) => pin !== present);
        expect(said(after.pins)).toEqual([...said(others), `${entry.action} ${entry.sha} ${entry.tag}`].sort());
        const changed = text.split('\n').filter((line) => !next.split('\n').includes(line));
        expect(changed.length).toBeLessThanOrEqual(present ? 1 : 0);
      }),
    );
  });

  test.each([
    ['an empty list', '  steps: [] # c\n', '  steps: # c\n    - uses: a/b@AAA # v1.0.0\n'],
    ['an empty list in the middle', '  steps: []\nauthor: x\n', '  steps:\n    - uses: a/b@AAA # v1.0.0\nauthor: x\n'],
    [
      'something behind the list',
      '  steps:\n    - uses: "x/y@BBB" # v1.0.0\nauthor: x\n',
      '  steps:\n    - uses: a/b@AAA # v1.0.0\n    - uses: "x/y@BBB" # v1.0.0\nauthor: x\n',
    ],
  ])('a new pin in %s', (_, steps, expected) => {
    const full = (text: string) => `runs:\n  using: composite\n${text}`.replaceAll('AAA', A).replaceAll('BBB', B);
    const text = full(steps);
    expect(spliced(appendPin(text, readLedger(text, 'x').pins, { action: 'a/b', sha: A, tag: 'v1.0.0' }))).toBe(
      full(expected),
    );
  });

  test('a place where a new pin would break the file is a problem', () => {
    const text = `${head}    -\n      uses: x/y@${B} # v1.0.0\n`;
    const { pins, problems } = readLedger(text, 'x');
    expect(problems).toEqual([]);
    expect(appendPin(text, pins, { action: 'a/b', sha: A, tag: 'v1.0.0' })).toMatchObject({
      problem: expect.stringContaining('`a/b`'),
    });
  });
});

describe('reconcile', () => {
  const run = (typed: Parameters<typeof reconcile>[2]) => reconcile(ledgerText, 'l.yml', typed, '2026-01-01', KNOWN);

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
    ['a tag that moves', { 'actions/checkout': pin('v2', B) }, 'unordered-typed-pin'],
    ['another tag of a commit that is known', { 'a/d': pin('v9.9.9', A) }, 'conflicting-typed-pin'],
    ['another commit of a tag that is known', { 'a/d': pin('v1.2.3', B) }, 'conflicting-typed-pin'],
    ['a tag that moves, of a new action', { 'a/b': pin('v2', B) }, 'unordered-typed-pin'],
    ['a tag of four parts, beside one of three', { 'actions/checkout': pin('v2.0.0.0', B) }, 'unordered-typed-pin'],
    ['a tag of two parts that the ledger has passed', { 'actions/checkout': pin('v1.2', B) }, 'stale-typed-pin'],
  ])('%s is a problem', (_, typed, code) => {
    expect(run(typed).problems.map((problem) => problem.code)).toEqual([code]);
  });

  test('a tag of two parts may be newer', () => {
    expect(run({ 'actions/checkout': pin('v1.3', B) })).toMatchObject({ problems: [] });
  });

  test('a ledger that has a problem stays as it is', () => {
    const text = `${ledgerText}    - run: x\n`;
    expect(reconcile(text, 'l.yml', { 'a/b': pin('v1.0.0', B) }, '2026-01-01', KNOWN)).toEqual({ text, problems: [] });
  });

  test('a hold may go back', () => {
    const { text, problems } = run({
      'actions/checkout': pin('v1.2.2', B, { hold: { reason: 'r', until: '2026-02-01' } }),
    });
    expect(problems).toEqual([]);
    expect(text).toContain(`checkout@${B} # v1.2.2`);
  });
});
