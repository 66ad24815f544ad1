import { pin, typedPinProblems } from '../../src/pins/typed-pin';

const A = 'a'.repeat(40);
const fields = (value: unknown) => typedPinProblems(value).map(({ field }) => field);

test('a pin that can be used', () => {
  expect(pin('v1.0.0', A)).toEqual({ tag: 'v1.0.0', sha: A });
  expect(fields(pin('v1.0.0', A, { hold: { reason: 'r', until: '2026-01-01' } }))).toEqual([]);
});

test.each<[string, unknown, readonly string[]]>([
  ['a branch', pin('main', A), ['tag']],
  ['39 digits', pin('v1.0.0', A.slice(1)), ['sha']],
  ['capitals', pin('v1.0.0', A.toUpperCase()), ['sha']],
  ['both', pin('main', 'main'), ['tag', 'sha']],
  ['an unknown option', pin('v1.0.0', A, { held: true } as never), ['held']],
  ['a hold without a reason', pin('v1.0.0', A, { hold: { reason: ' ', until: '2026-01-01' } }), ['hold.reason']],
  ['a hold without a day', pin('v1.0.0', A, { hold: { reason: 'r', until: 'soon' } }), ['hold.until']],
  ['a hold that is none', pin('v1.0.0', A, { hold: true as never }), ['hold.reason', 'hold.until']],
  ['a text', 'v1.0.0', ['']],
  ['nothing', undefined, ['']],
])('%s', (_, value, expected) => {
  expect(fields(value)).toEqual(expected);
});
