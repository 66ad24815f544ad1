import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const SHA = 'c'.repeat(40);
/** GitHub: `tag` is what the tag's ref answers, `status` how the commit stands to each branch. */
const gh = (tag = `commit ${SHA}`, status = 'behind') => `#!/usr/bin/env bash
case "$2 $3" in
  'repos/acme/app/git/ref/tags/'*) printf '%s\\n' '${tag}' ;;
  'repos/acme/app/git/tags/'*) printf 'commit ${SHA}\\n' ;;
  'repos/acme/app/compare/main...'*) printf '%s\\n' '${status}' ;;
  'repos/acme/app/compare/release%2F1.2...'*) printf 'identical\\n' ;;
  'repos/acme/app/git/commits/'*) printf '2026-01-02T03:04:05Z\\n' ;;
  '--paginate repos/acme/app/git/matching-refs/heads/release/'*) printf 'release/1.2\\n' ;;
  *) exit 1 ;;
esac
`;

function check(tag: string, env: Readonly<Record<string, string>> = {}, github = gh()) {
  return runScript(script('check-tag'), {
    temp: runnerTemp(),
    path: [stubs({ gh: github })],
    env: {
      REPOSITORY: 'acme/app',
      TAG_PREFIX: 'v',
      SUFFIXES: '',
      RELEASE_BRANCHES: 'main',
      REQUIRE_PROTECTED_TAG: 'false',
      GH_TOKEN: 't',
      GITHUB_REF: `refs/tags/${tag}`,
      GITHUB_REF_TYPE: 'tag',
      GITHUB_SHA: SHA,
      GITHUB_REPOSITORY: 'acme/app',
      ...env,
    },
  });
}

test.each([
  ['v1.2.3', '1.2.3', 'false'],
  ['v1.2.3-rc.1', '1.2.3-rc.1', 'true'],
  ['v0.3.0', '0.3.0', 'true'],
  ['v10.20.30', '10.20.30', 'false'],
])('%s is a release', (tag, version, prerelease) => {
  expect(check(tag).outputs).toEqual({ tag, version, prerelease, epoch: '1767323045' });
});

test.each([
  'vendored/x',
  'v1.2',
  'v1.2.3.4',
  'v01.2.3',
  'v1.02.3',
  'V1.2.3',
  'v1.2.3-',
  'v1.2.3-01',
  'v1.2.3-a..b',
  'v1.2.3+x',
  'v1.2.3-$(id)',
  'v1.2.3-a_b',
  'v1.2.3\nv1.2.4',
  '1.2.3',
  'v',
  '',
])('%j is refused', (tag) => {
  const { code, outputs, stderr } = check(tag);
  expect([code, outputs]).toEqual([1, {}]);
  expect(stderr).toContain('::error::');
});

test.each<[string, Readonly<Record<string, string>>, string | undefined, string]>([
  [
    'a branch named like a tag',
    { GITHUB_REF: 'refs/heads/v1.2.3', GITHUB_REF_TYPE: 'branch' },
    undefined,
    'a release begins with a tag',
  ],
  ['a tag that was moved', {}, gh(`commit ${'d'.repeat(40)}`), 'the tag was moved'],
  ['a fork', { GITHUB_REPOSITORY: 'fork/app' }, undefined, 'a fork releases nothing'],
  ['a tag that is gone', {}, '#!/bin/sh\nexit 1\n', 'GitHub does not show the tag'],
  ['a commit on no release branch', {}, gh(undefined, 'diverged'), 'is on none of the release branches'],
  [
    'a suffix of a variant',
    { GITHUB_REF: 'refs/tags/v1.2.3-ubi', SUFFIXES: '-ubi -alpine' },
    undefined,
    'the suffix of a variant',
  ],
  [
    'a tag that nothing protects',
    { REQUIRE_PROTECTED_TAG: 'true', GITHUB_REF_PROTECTED: 'false' },
    undefined,
    'no ruleset protects',
  ],
])('%s is refused', (_name, env, github, message) => {
  const { code, outputs, stderr } = check('v1.2.3', env, github ?? gh());
  expect([code, outputs]).toEqual([1, {}]);
  expect(stderr).toContain(message);
});

test('an annotated tag is peeled, a pattern of branches is listed', () => {
  expect(check('v1.2.3', {}, gh(`tag ${'e'.repeat(40)}`)).outputs.tag).toBe('v1.2.3');
  expect(check('v1.2.3', { RELEASE_BRANCHES: 'main release/*' }, gh(undefined, 'diverged')).stdout).toContain(
    'v1.2.3 on release/1.2',
  );
});
