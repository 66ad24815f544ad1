import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import fc from 'fast-check';
import { parseExpression, TextLike, truth, UNKNOWN, type Value } from '../../src/proof/expression';
import { canRun, readCondition, situationsFor } from '../../src/proof/situation';

const GITHUB: Readonly<Record<string, string | number | boolean | null>> = {
  ref: 'refs/tags/v1.2.3',
  event_name: 'push',
  n: 1,
  yes: true,
  no: false,
  none: null,
  empty: '',
};
const lookup = (path: readonly string[]): Value =>
  path[0] === 'github' && path.length === 2 && Object.hasOwn(GITHUB, path[1] ?? '')
    ? (GITHUB[path[1] ?? ''] as Value)
    : UNKNOWN;

/** What GitHub's own library makes of an expression. */
function oracle(text: string): unknown {
  const { tokens } = new Lexer(text).lex();
  const parsed = new Parser(tokens, ['github'], []).parse();
  const values = Object.entries(GITHUB).map(([key, value]) => ({ key, value: toData(value) }));
  const result = new Evaluator(
    parsed,
    new data.Dictionary({ key: 'github', value: new data.Dictionary(...values) }),
  ).evaluate();
  return !(
    result.kind === data.Kind.Null ||
    (result.kind === data.Kind.Boolean && !result.value) ||
    (result.kind === data.Kind.Number && (result.value === 0 || Number.isNaN(result.value))) ||
    (result.kind === data.Kind.String && result.value === '')
  );
}

function toData(value: string | number | boolean | null): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === 'boolean') return new data.BooleanData(value);
  return typeof value === 'number' ? new data.NumberData(value) : new data.StringData(value);
}

const leaf = fc.oneof(
  fc.constantFrom(
    ...Object.keys(GITHUB).map((key) => `github.${key}`),
    "github['ref']",
    'GitHub.Ref',
    'true',
    'false',
    'null',
    '0',
    '1',
    '-1',
    '0x10',
    "''",
    "'v'",
    "'V'",
    "'1'",
    "'it''s'",
    "'refs/tags/V'",
    "'abc'",
    "'.5'",
    '0.5',
    "'Infinity'",
    'Infinity',
    "'0x1f'",
    "'pu\u017fh'",
  ),
);
const expression = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc
      .tuple(tie('e'), fc.constantFrom('&&', '||', '==', '!=', '<', '<=', '>', '>='), tie('e'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('e'), fc.constantFrom('&&', '||', '=='), tie('e')).map(([a, o, b]) => `${a} ${o} ${b}`),
    tie('e').map((a) => `!${a}`),
    fc
      .tuple(fc.constantFrom('startsWith', 'endsWith', 'contains'), tie('e'), tie('e'))
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
  ),
})).e;

test('property: what is known has the truth that GitHub gives it', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const ours = parseExpression(text)?.evaluate(lookup, () => UNKNOWN);
      const said = ours === undefined ? undefined : truth(ours);
      // Where a text is taken for a number nothing is said, because readers differ.
      if (said !== UNKNOWN) expect([text, said]).toEqual([text, oracle(text)]);
    }),
    { numRuns: 2000 },
  );
});

test('property: what is said of a partly unknown expression holds whatever the unknown is', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const withUnknown = text.replace(/github\.n\b/g, 'needs.x').replaceAll('github.yes', 'needs.y');
      const said = truth(parseExpression(withUnknown)?.evaluate(lookup, () => UNKNOWN) ?? UNKNOWN);
      if (said === UNKNOWN) return;
      for (const [x, y] of [
        ['0', "''"],
        ["'v'", 'true'],
        ['null', 'false'],
        ['5', "'refs/tags/v1'"],
      ]) {
        const filled = withUnknown.replaceAll('needs.x', x ?? '').replaceAll('needs.y', y ?? '');
        expect([filled, oracle(filled)]).toEqual([filled, said]);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each(['', 'github.ref ==', "'open", '(a', 'a b', '1x', '${{ true }}', '(('.repeat(200)])(
  '%j is no expression',
  (text) => expect(parseExpression(text)).toBeUndefined(),
);

describe('canRun', () => {
  const guard = "github.event_name == 'push' && github.ref_type == 'tag' && startsWith(github.ref, 'refs/tags/v')";
  test('the guard lets release tags through, and nothing else', () => {
    const reached = situationsFor(['v'], []).filter((situation) => canRun(readCondition(guard), situation) !== 'no');
    expect(reached.map(({ event, ref }) => `${event} ${ref}`)).toEqual([
      'push refs/tags/v1.2.3',
      'push refs/tags/V1.2.3',
    ]);
  });
  test.each([
    undefined,
    'always()',
    `${guard} || always()`,
    'success()',
    "${{ github.ref_type == 'tag' }} ",
    'not an expression',
    "needs.x.outputs.y == 'z'",
  ])('%j proves nothing', (condition) => {
    const branch = situationsFor(['v'], [])[0];
    expect(branch && canRun(readCondition(condition), branch)).not.toBe('no');
  });
});

test.each([
  ["github.event_name == 'push'", true],
  ["'v' == 'V'", true],
  ["startsWith('refs/tags/v1', 'refs/tags/')", true],
  ["'1' == 1", true],
  ["'' == 0", true],
  ["'push' == 1", false],
])('%s is known', (text, known) => {
  const lookup = (path: readonly string[]) => (path.join('.') === 'github.event_name' ? 'push' : UNKNOWN);
  expect(parseExpression(text)?.evaluate(lookup, () => UNKNOWN)).toBe(known);
});

test.each([
  "'.5' == 0.5",
  "'5.' == 5",
  "'Infinity' == Infinity",
  "'-Infinity' < 0",
  "github.event_name != 'pu\u017fh'",
])('%s is not known: readers differ', (text) => {
  const lookup = () => 'push';
  expect(parseExpression(text)?.evaluate(lookup, () => UNKNOWN)).toBe(UNKNOWN);
});

describe('a text of which only the beginning is known', () => {
  const tag = new TextLike('refs/tags/', ['refs/tags/v']);
  test.each<[string, unknown]>([
    ["startsWith(github.ref, 'refs/tags/')", true],
    ["startsWith(github.ref, 'refs/heads/')", false],
    ["startsWith(github.ref, 'refs/tags/v')", false],
    ["startsWith(github.ref, 'REFS/TAGS/V1')", false],
    ["startsWith(github.ref, 'refs/tags/n')", UNKNOWN],
    ["github.ref == 'refs/tags/v1'", false],
    ["github.ref == 'refs/tags/n'", UNKNOWN],
    ["github.ref != 'refs/heads/main'", true],
    ["endsWith(github.ref, 'x')", UNKNOWN],
    ["contains(github.ref, 'tags')", UNKNOWN],
    ['github.ref', true],
    ['!github.ref', false],
    ["github.ref < 'x'", UNKNOWN],
  ])('%s', (text, wanted) => {
    const value =
      parseExpression(text)?.evaluate(
        () => tag,
        () => UNKNOWN,
      ) ?? null;
    expect(truth(value)).toBe(wanted);
  });
});
