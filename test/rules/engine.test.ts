import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseUses } from '../../src/pins/uses';
import { plainReport } from '../../src/report/plain';
import { checkFiles } from '../../src/rules';
import { RULES } from '../../src/rules/catalog';
import { readYaml } from '../../src/workflow/yaml-tree';

const check = (text: string, origin: 'generated' | 'foreign' = 'foreign', path = '.github/workflows/x.yml') =>
  checkFiles([{ path, text, origin }], { mode: 'synth' });

test('property: no text makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void check(text)));
  const piece = fc.constantFrom(
    'on',
    'jobs',
    ':',
    '\n',
    '  ',
    '- ',
    'uses',
    'run',
    '|',
    '&a ',
    '*a',
    '{',
    '}',
    '[',
    ']',
    "'",
    '"',
    '#',
    '${{',
    '}}',
    'a',
    'permissions',
    'write-all',
    '\t',
    '<<',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => void check(parts.join(''))),
    { numRuns: 2000 },
  );
});

test('aliases that multiply cost nothing, one that holds itself is a finding', () => {
  const bomb = `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n')}\n`;
  expect(check(bomb).map(({ rule }) => rule)).toContain('unreadable-file');
  expect(readYaml('a: &x [*x]\n').problems.map(({ message }) => message)).toEqual([
    'the alias `*x` stands inside its own anchor',
  ]);
});

test('steps that are shared by an anchor are reported once, also those in parallel', () => {
  const shared = 'on: push\njobs:\n  a:\n    steps: &s\n      - uses: a/b@v1\n  b:\n    steps: *s\n';
  expect(check(shared).filter(({ rule }) => rule === 'unpinned-uses')).toHaveLength(1);
  const parallel = 'on: push\njobs:\n  a:\n    steps:\n      - parallel:\n          - uses: a/b@v1\n';
  expect(check(parallel).filter(({ rule }) => rule === 'unpinned-uses')).toHaveLength(1);
});

test('pins stop a synth in every file, the rest warns in files that are not ours', () => {
  const text = 'on: push\njobs:\n  a:\n    steps:\n      - uses: a/b@v1\n      - run: echo ${{ github.ref }}\n';
  const severities = (origin: 'generated' | 'foreign') =>
    Object.fromEntries(check(text, origin).map(({ rule, severity }) => [rule, severity]));
  expect(severities('foreign')).toMatchObject({
    'unpinned-uses': 'error',
    'template-injection': 'warning',
    'missing-timeout': 'warning',
  });
  expect(severities('generated')).toMatchObject({
    'unpinned-uses': 'error',
    'template-injection': 'error',
    'missing-timeout': 'error',
  });
});

test('line and column are where the text stands', () => {
  const [finding] = check('on: push\r\njobs:\r\n  a:\r\n    steps:\r\n      - uses: "a/b@v1"\r\n').filter(
    ({ rule }) => rule === 'unpinned-uses',
  );
  expect(finding).toMatchObject({ line: 5, column: 16, endLine: 5, endColumn: 22 });
});

test('nothing of a file reaches a terminal as it is', () => {
  const report = plainReport(check('on: push\njobs:\n  a:\n    steps:\n      - uses: "a/b@\\e[31mred\\u202e"\n'));
  expect(report).not.toMatch(/[\u001b\u202e]/);
  expect(report).toContain('\\u001b[31mred\\u202e');
});

// The corpus of real repositories is no part of this one: where it is not beside it, jest counts the tests as skipped.
const oracle = join('..', 'shared', 'corpus', 'oracle-unpinned.json');
const corpus = join('..', 'shared', 'corpus', 'open');
(existsSync(oracle) ? test : test.skip)('every reference of the corpus is judged as the oracle judges it', () => {
  const { rows } = JSON.parse(readFileSync(oracle, 'utf8')) as {
    rows: { uses: string; unpinned: 'yes' | 'no' | null }[];
  };
  const judged = rows.filter(({ unpinned }) => unpinned !== null);
  expect(judged.length).toBeGreaterThan(6000);
  const wrong = judged.filter(({ uses, unpinned }) => {
    const parsed = parseUses(uses);
    const pinned =
      parsed.kind === 'local' ||
      (parsed.kind === 'action' && parsed.isCommit) ||
      (parsed.kind === 'docker' && parsed.digest !== undefined);
    return pinned !== (unpinned === 'no');
  });
  expect(wrong.slice(0, 5)).toEqual([]);
});

(existsSync(corpus) ? test : test.skip)(
  'real workflows: every one is read, and every rule has something to say or not',
  () => {
    const files = (readdirSync(corpus, { recursive: true }) as string[]).filter((path) =>
      /\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
    );
    expect(files.length).toBeGreaterThan(500);
    const findings = checkFiles(
      files.map((path) => ({ path, text: readFileSync(join(corpus, path), 'utf8'), origin: 'foreign' as const })),
      { mode: 'check' },
    );
    expect(new Set(findings.map(({ rule }) => rule)).size).toBeGreaterThan(8);
    expect(RULES.length).toBe(17);
  },
);
