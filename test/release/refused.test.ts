import { files } from '../../src/release/props';
import { problemsOf } from '../support/release';

/** What real projects do and a release must not, in the words that people would try: releases-in-the-wild, section 3, and the design's list. */
const ROWS: readonly (readonly [what: string, says: string, wayOut: string, tries: readonly unknown[]])[] = [
  [
    'a name that is moved from a branch',
    'both sign one name',
    'another image name',
    [{ floatingTags: { latest: 'branch' } }, { latestFromBranch: true }, { floatingTags: { edge: true } }],
  ],
  [
    'a version, tag or ref that is typed into a form',
    'typed in',
    'push the tag',
    [{ version: '1.2.3' }, { ref: 'main' }, { images: [{ name: 'gmc', version: '1' }] }],
  ],
  [
    'a dispatch',
    'whoever dispatches would choose the version',
    'push the tag',
    [{ dispatch: {} }, { workflowDispatch: {} }, { workflow_dispatch: {} }, { inputs: {} }],
  ],
  [
    'a tag for what a branch built',
    'what a branch built',
    'reproducible build',
    [{ retag: true }, { promoteFrom: 'main' }],
  ],
  [
    'another event than the push of a tag',
    'begins with a pushed tag',
    'App token',
    ['on', 'trigger', 'triggers', 'release', 'pullRequest', 'pull_request', 'issue_comment', 'schedule', 'push'].map(
      (prop) => ({ [prop]: {} }),
    ),
  ],
  [
    'a key in a secret',
    'can leak',
    'sign keylessly',
    ['key', 'signingKey', 'cosignKey', 'COSIGN_PRIVATE_KEY', 'staticKey', 'gpgKey'].map((prop) => ({ [prop]: 'X' })),
  ],
  ['a signature by tag', 'can be moved', 'by digest', [{ signByTag: true }]],
  [
    'slsa-github-generator',
    'must be called by a tag',
    "provenance: ['cosign']",
    [{ provenance: ['cosign', 'slsa-github-generator'] }, { slsaGenerator: true }],
  ],
  [
    'a build cache',
    'any pull request can write',
    'without a cache',
    ['cache', 'cacheFrom', 'cacheTo', 'cache_from', 'buildCache'].flatMap((prop) => [
      { [prop]: true },
      { images: [{ name: 'gmc', [prop]: 'type=gha' }] },
    ]),
  ],
  [
    'images of Windows and FreeBSD',
    "can't be built, listed or scanned",
    'a workflow of your own',
    [
      { platforms: ['windows/amd64'] },
      { images: [{ name: 'gmc', platforms: [{ platform: 'freebsd/amd64' }] }] },
      { images: [{ name: 'gmc', variants: [{ suffix: '-win', platforms: ['windows/arm64'] }] }] },
    ],
  ],
  [
    'an old version under its old tag',
    'the same bytes for ever',
    'next patch version',
    [{ rebuild: true }, { republish: 'v1.0.0' }, { overwrite: true }],
  ],
  ['MD5', 'one MD5', 'SHA256SUMS', [{ md5: true }, { assets: [files({ command: 'x', outputs: ['md5sums.txt'] })] }]],
];

describe.each(ROWS)('%s', (_what, says, wayOut, tries) => {
  test.each(tries.map((props) => [JSON.stringify(props), props] as const))('%s', (_title, props) => {
    expect(problemsOf(props)).toEqual([
      expect.objectContaining({
        code: 'refused',
        message: expect.stringContaining(says),
        fix: expect.stringContaining(wayOut),
      }),
    ]);
  });
});

test('a binary for Windows is not an image', () =>
  expect(
    problemsOf({ assets: [{ kind: 'binaries', command: 'x', output: 'x', platforms: ['windows/amd64'] }] }),
  ).toEqual([]));
