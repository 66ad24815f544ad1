import { nearest } from '../../src/release/nearest';

test.each([
  ['imagse', ['images', 'charts'], 'images'],
  ['IMAGES', ['images'], 'images'],
  ['latst', ['latest', 'last'], 'latest'],
  ['xyz', ['images', 'charts'], undefined],
  ['', ['images'], undefined],
  ['a'.repeat(101), ['a'.repeat(100)], undefined],
])('the nearest to %j in %j is %j', (value, legal, expected) => expect(nearest(value, legal)).toBe(expected));
