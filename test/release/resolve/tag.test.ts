import fc from 'fast-check';
import { isTag } from '../../../src/release/resolve/tag';
import { filterMatches } from '../../../src/workflow/glob';
import { refuses, released } from '../../support/release';

refuses([
  ['a plus', { tag: { git: 'v+{version}' } }, 'tag.git', 'no image tag', 'remove the `+`'],
  ['a glob', { tag: { git: 'v*{version}' } }, 'tag.git', 'glob character', 'letters, digits'],
  ['no version', { tag: { git: 'v' } }, 'tag.git', 'does not end in', 'v{version}'],
  ['a digit before the version', { tag: { git: 'v1{version}' } }, 'tag.git', 'ends in a digit', 'end the prefix'],
  ['a folder', { tag: { git: 'operator/v{version}' } }, 'tag.git', 'release manifest', 'write a hyphen instead'],
  ['two dots', { tag: { git: 'a..v{version}' } }, 'tag.git', 'not a valid tag prefix', 'letters, digits'],
  ['no version in the tag of an image', { tag: { image: 'latest' } }, 'tag.image', 'ends in', '{version}'],
  ...['release-v', 'sha-', 'sha256-', 'latest-'].map(
    (prefix) =>
      [
        `an image's tag that begins with ${prefix}`,
        { tag: { image: `${prefix}{version}` } },
        'tag.image',
        'the release itself sets',
        '`v{version}`',
      ] as const,
  ),
  ['a first release that is no tag', { firstRelease: '1.0.0' }, 'firstRelease', 'not a tag', 'v0.1.0'],
]);

test('property: every strict version with the prefix is matched by the globs', () => {
  const number = fc.nat({ max: 999 });
  const { globs } = released().tag;
  fc.assert(
    fc.property(
      number,
      number,
      number,
      fc.option(fc.stringMatching(/^[a-z][0-9a-z]{0,4}(\.[1-9][0-9]{0,2})?$/)),
      (x, y, z, pre) => {
        const tag = `v${x}.${y}.${z}${pre === null ? '' : `-${pre}`}`;
        expect(isTag(tag, 'v')).toBe(true);
        expect(filterMatches(globs, tag)).toBe(true);
      },
    ),
  );
  for (const bad of ['v1.2', 'v01.2.3', 'V1.2.3', 'v1.2.3-', 'v1.2.3+x', 'vendored/x', 'v1.2.3-01'])
    expect(isTag(bad, 'v')).toBe(false);
});
