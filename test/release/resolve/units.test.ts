import fc from 'fast-check';
import { checkReleases, globsOverlap } from '../../../src/release/resolve/units';
import { filterMatches } from '../../../src/workflow/glob';
import { released } from '../../support/release';

const unit = (name: string, git: string, image: string) =>
  released({ name, tag: { git }, images: [{ name: image, target: 'gmc' }] });

test('accepts two pipelines that share nothing', () => {
  expect(checkReleases([unit('api', 'api-v{version}', 'api'), unit('web', 'web-v{version}', 'web')])).toEqual([]);
});

test('refuses overlapping tags, a missing name and one image, and calls the unnamed pipeline by that name', () => {
  const found = checkReleases([unit('api', 'v{version}', 'api'), { ...unit('x', 'v{version}', 'api'), name: '' }]);
  expect(found.map(({ path }) => path).sort()).toEqual(['images', 'manifestRepository', 'name', 'tag.git']);
  expect(found.find(({ path }) => path === 'images')?.message).toBe(
    'both the pipeline "api" and the unnamed pipeline publish ghcr.io/acme/api',
  );
});

test('refuses pipelines of two repositories, or of two minds about one', () => {
  const [a, b] = [unit('a', 'a-v{version}', 'a'), unit('b', 'b-v{version}', 'b')];
  expect(checkReleases([a, { ...b, slug: 'acme/other' }]).map(({ path }) => path)).toEqual(['repository']);
  expect(checkReleases([a, { ...b, visibility: 'private' }]).map(({ path }) => path)).toEqual(['visibility']);
});

test('no identity is the beginning of another: each is a whole path, and no name of a pipeline is a workflow of another', () => {
  const files = ['api', 'api-v2', 'api-v2-yml'].map((name) => unit(name, `${name}-v{version}`, name).workflowFile);
  const identities = files.map((file) => `https://github.com/Acme/App/.github/workflows/${file}@`);
  for (const [i, one] of identities.entries())
    expect(identities.filter((other, j) => i !== j && other.startsWith(one))).toEqual([]);
});

test('property: the search for a common tag agrees with the globs', () => {
  const prefix = fc.oneof(fc.constantFrom('', 'v', 'v-', 'a/', 'x'), fc.stringMatching(/^[v1.a-]{0,6}$/));
  const version = fc.stringMatching(/^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}(-[v1.a-]{0,6}[0-9.]{0,5})?$/);
  const globs = (text: string) => [`${text}[0-9]+.[0-9]+.[0-9]+`, `${text}[0-9]+.[0-9]+.[0-9]+-*`];
  fc.assert(
    fc.property(prefix, prefix, version, (a, b, v) => {
      if (filterMatches(globs(a), a + v) && filterMatches(globs(b), a + v)) expect(globsOverlap(a, b)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(globsOverlap('v', 'vendored-v')).toBe(false);
});
