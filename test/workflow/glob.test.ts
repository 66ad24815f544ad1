import { filterMatches } from '../../src/workflow/glob';

test.each<[readonly string[], string, boolean]>([
  [['v*'], 'v1.2.3', true],
  [['v*'], 'v1/x', false],
  [['v**'], 'v1/x', true],
  [['v*'], 'V1', false],
  [['v[0-9]+.[0-9]+.[0-9]+'], 'v1.22.333', true],
  [['v[0-9]+.[0-9]+.[0-9]+'], 'v1.2', false],
  [['v[0-9]+.[0-9]+.[0-9]+'], 'v1x2x3', false],
  [['v1?'], 'v', true],
  [['v*', '!v1'], 'v1', false],
  [['!v1', 'v*'], 'v1', true],
  [['*('], 'x', false],
  [['[', 'x'], 'anything', true],
])('%j and %s: %s', (globs, name, expected) => expect(filterMatches(globs, name)).toBe(expected));

test('a glob of many stars is not slow', () => {
  expect(filterMatches([`${'*a'.repeat(100)}b`], 'a'.repeat(200))).toBe(false);
});
