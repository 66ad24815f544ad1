/** Something that people write and that is refused on purpose: why, and the way out. */
export interface Refusal {
  readonly why: string;
  readonly fix: string;
}

const CACHE = {
  why: 'any pull request can write a build cache, and a release that restores one signs it',
  fix: 'remove it: releases are built without a cache',
};
const KEY = {
  why: 'a key in a secret can leak, and its signature names no tag',
  fix: 'sign keylessly, which is the default; set `sigstore` for your own instance',
};
const DISPATCH = {
  why: 'the certificate would name a branch, and whoever dispatches would choose the version',
  fix: 'push the tag; to repeat a release, re-run the run of its tag',
};
const TYPED_VERSION = {
  why: 'a version or ref that is typed in can name something else than what is built; the tag that is pushed says both',
  fix: 'remove it and push the tag; `tag.git` says what tags look like',
};
const TRIGGER = {
  why: 'a release event, a merged pull request or a comment can be changed or made by others afterwards, and a branch is no version; a release begins with a pushed tag',
  fix: 'push the tag, or let a bot push it with an App token, under a tag ruleset',
};
const RETAG = {
  why: 'what a branch built was built by a run that signs nothing',
  fix: 'build at the tag: a reproducible build makes it the same',
};
const SIGN_BY_TAG = {
  why: 'a tag can be moved between the push and the signature, so the wrong bytes would be signed',
  fix: 'remove it: everything is signed by digest',
};
const REBUILD = {
  why: 'a version stands for the same bytes for ever',
  fix: 'release the next patch version, or a tag of its own such as `v1.2.3-1`',
};
const SLSA_GENERATOR = {
  why: 'slsa-github-generator must be called by a tag, which can be moved',
  fix: "use `provenance: ['cosign']`: it signs the same predicate",
};
const FROM_BRANCH = {
  why: 'the release and the branch would both sign one name',
  fix: 'use `floatingTags: { latest: true }`, which a release moves; publish previews under another image name from another workflow',
};
const MD5 = {
  why: 'two files can be made with one MD5, and a bucket without a signature proves nothing',
  fix: 'remove it: every release has SHA256SUMS, and its signature',
};
const OTHER_SYSTEM = {
  why: "Windows and FreeBSD images can't be built, listed or scanned on GitHub's Linux runners",
  fix: 'build them in a workflow of your own, under another image name',
};

/** By the prop's name in small letters, without `_` and `-`. */
const PROPS: ReadonlyMap<string, Refusal> = new Map(
  (
    [
      [['cache', 'cacheFrom', 'cacheTo', 'buildCache', 'noCache'], CACHE],
      [
        [
          'key',
          'signingKey',
          'privateKey',
          'staticKey',
          'cosignKey',
          'cosignPrivateKey',
          'cosignPassword',
          'keySecret',
          'gpgKey',
        ],
        KEY,
      ],
      [['dispatch', 'workflowDispatch', 'repositoryDispatch', 'inputs'], DISPATCH],
      [['version', 'ref', 'tagInput', 'versionInput'], TYPED_VERSION],
      [
        [
          'on',
          'trigger',
          'triggers',
          'event',
          'events',
          'release',
          'releaseEvent',
          'pullRequest',
          'issueComment',
          'comment',
          'push',
          'branches',
          'schedule',
          'nightly',
        ],
        TRIGGER,
      ],
      [['retag', 'promoteFrom', 'promoteImage'], RETAG],
      [['signByTag', 'signTag', 'signTags'], SIGN_BY_TAG],
      [['rebuild', 'rebuildOf', 'republish', 'overwrite', 'force'], REBUILD],
      [['slsa', 'slsaGenerator', 'slsaGithubGenerator'], SLSA_GENERATOR],
      [['latestFromBranch', 'edge', 'preview', 'canary'], FROM_BRANCH],
      [['md5', 'md5sum', 'md5sums'], MD5],
    ] as const
  ).flatMap(([names, refusal]) => names.map((name): [string, Refusal] => [plain(name), refusal])),
);

/** Why there is no such prop, where it was left out on purpose. */
export function refusedProp(name: string): Refusal | undefined {
  return PROPS.get(plain(name));
}

/** Why a value is not taken, where it was left out on purpose. `path` is the prop's, e.g. `floatingTags.latest`. */
export function refusedValue(path: string, value: unknown): Refusal | undefined {
  if (typeof value !== 'string') return undefined;
  if (/(?:^|\.)platforms\[\d+\](?:\.platform)?$/.test(path) && /^(?:windows|freebsd)\//.test(value))
    return OTHER_SYSTEM;
  if (path.startsWith('provenance[') && /slsa/i.test(value)) return SLSA_GENERATOR;
  if (/^floatingTags\.(?:latest|major|minor)$/.test(path) && /branch|main|master|push|edge|nightly/i.test(value))
    return FROM_BRANCH;
  return undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}
