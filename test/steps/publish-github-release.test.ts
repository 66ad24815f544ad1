import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const MANIFEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

interface GithubRelease {
  readonly tag_name: string;
  readonly draft: boolean;
  readonly prerelease?: boolean;
  readonly body?: string;
  readonly assets?: readonly string[];
}

// GitHub's API is a program named `gh` that answers from a list and writes down what it is asked to do.
function publish(releases: readonly GithubRelease[], env: Readonly<Record<string, string>> = {}) {
  const temp = runnerTemp();
  const folder = join(temp, 'release');
  mkdirSync(folder);
  writeFileSync(join(folder, 'release.txt'), `release-manifest 1\nfile ctl - ${MANIFEST}\n`);
  for (const name of ['ctl', 'SHA256SUMS', 'SHA256SUMS.sigstore.json']) writeFileSync(join(folder, name), 'x');
  writeFileSync(join(folder, 'notes.md'), 'our digests\n');
  writeFileSync(join(folder, 'maintainer-notes.md'), 'what a maintainer wrote\n');
  writeFileSync(
    join(temp, 'github-releases'),
    releases.map((one, id) => JSON.stringify({ id, prerelease: false, body: '', assets: [], ...one })).join('\n'),
  );
  writeFileSync(join(temp, 'calls'), '');
  const gh = `#!/usr/bin/env bash
case "$1 $2" in
  'api --paginate') cat ${temp}/github-releases ;;
  'api --method') if [[ -n \${LIST-} ]]; then for i in {1..20000}; do printf 'change é\\n'; done; else printf 'made by GitHub\\n'; fi ;;
  *)
    printf '%s\\n' "$*" >> ${temp}/calls
    while (($#)); do [[ $1 != --notes-file ]] || cp "$2" ${temp}/body; shift; done
    ;;
esac
`;
  const ran = runScript(script('publish-github-release'), {
    temp,
    path: [stubs({ gh })],
    env: {
      MANIFEST,
      NOTES: 'generated',
      TAG: 'v1.2.3',
      VERSION: '1.2.3',
      TAG_PREFIX: 'v',
      PRERELEASE: 'false',
      GH_TOKEN: 't',
      GITHUB_REPOSITORY: 'acme/app',
      ...env,
    },
  });
  const calls = readFileSync(join(temp, 'calls'), 'utf8').split('\n').filter(Boolean);
  return { ...ran, calls, body: calls.length > 0 ? readFileSync(join(temp, 'body'), 'utf8') : '' };
}

const last = ({ calls }: { readonly calls: readonly string[] }) => calls.at(-1) ?? '';

test('a draft first, then the files, then public', () => {
  const { calls, body } = publish([]);
  expect(calls.map((call) => call.split(' ').slice(0, 3).join(' '))).toEqual([
    'release create v1.2.3',
    'release upload v1.2.3',
    'release edit v1.2.3',
  ]);
  expect(calls[0]).toContain('--draft --verify-tag');
  expect(calls[1]).toMatch(/-- release\.txt SHA256SUMS SHA256SUMS\.sigstore\.json ctl$/);
  expect(calls[2]).toContain('--draft=false --prerelease=false --latest=true');
  expect(body).toBe(`made by GitHub\n<!-- sealwright ${MANIFEST} -->\nour digests\n<!-- /sealwright -->\n`);
});

test.each<[string, readonly GithubRelease[], Readonly<Record<string, string>>, string]>([
  ['a backport', [{ tag_name: 'v1.3.0', draft: false }], {}, '--latest=false'],
  [
    'higher than all',
    [
      { tag_name: 'v1.2.2', draft: false },
      { tag_name: 'v1.10.0', draft: true },
    ],
    {},
    '--latest=true',
  ],
  [
    'ten is more than nine',
    [{ tag_name: 'v1.10.0', draft: false }],
    { TAG: 'v1.9.0', VERSION: '1.9.0' },
    '--latest=false',
  ],
  [
    'beside a candidate of the next',
    [{ tag_name: 'v2.0.0-rc.1', draft: false, prerelease: true }],
    {},
    '--latest=true',
  ],
  ['beside another unit', [{ tag_name: 'web-v9.0.0', draft: false }], {}, '--latest=true'],
  ['a prerelease', [], { PRERELEASE: 'true' }, '--prerelease=true --latest=false'],
])('latest is the highest stable version: %s', (_name, releases, env, expected) =>
  expect(last(publish(releases, env))).toContain(expected),
);

test("a maintainer's draft keeps its text, also around ours from an attempt before", () => {
  expect(publish([{ tag_name: 'v1.2.3', draft: true, body: 'mine\r\n' }], { NOTES: 'existing-draft' }).body).toBe(
    `mine\n<!-- sealwright ${MANIFEST} -->\nour digests\n<!-- /sealwright -->\n`,
  );
  const before = `above\n<!-- sealwright ${OTHER} -->\nold\n<!-- /sealwright -->\nbelow`;
  expect(publish([{ tag_name: 'v1.2.3', draft: true, body: before }]).body).toBe(
    `above\n\n<!-- sealwright ${MANIFEST} -->\nour digests\n<!-- /sealwright -->\nbelow\n`,
  );
});

test('files of an attempt before are replaced', () => {
  const ran = publish([{ tag_name: 'v1.2.3', draft: true, assets: ['ctl', 'release.txt'] }]);
  expect([ran.code, ran.calls.length]).toEqual([0, 3]);
});

test("GitHub's own list of changes is cut at a line end where it is too long", () => {
  const ran = publish([], { LIST: 'yes' });
  expect(ran.code).toBe(0);
  expect(ran.body.length).toBeLessThanOrEqual(125_000);
  expect(ran.body).toMatch(/change é\n\nThe list is longer than GitHub takes\.\n<!-- sealwright /);
  expect(ran.body).not.toContain('\ufffd');
});

test('the notes of the tagged commit', () =>
  expect(publish([], { NOTES: 'file' }).body).toMatch(/^what a maintainer wrote\n/));

test('a release that is public and names this manifest is left as it is', () => {
  expect(publish([{ tag_name: 'v1.2.3', draft: false, body: `<!-- sealwright ${MANIFEST} -->` }])).toMatchObject({
    code: 0,
    calls: [],
  });
});

test.each<[string, readonly GithubRelease[], Readonly<Record<string, string>>, string]>([
  [
    'one that is public and names another manifest',
    [{ tag_name: 'v1.2.3', draft: false, body: `<!-- sealwright ${OTHER} -->` }],
    {},
    'is public already',
  ],
  [
    'one that somebody made public before',
    [{ tag_name: 'v1.2.3', draft: false, body: 'hello' }],
    {},
    'is public already',
  ],
  [
    'two drafts',
    [
      { tag_name: 'v1.2.3', draft: true },
      { tag_name: 'v1.2.3', draft: true },
    ],
    {},
    'several releases',
  ],
  ['no draft where one is expected', [], { NOTES: 'existing-draft' }, 'there is no draft'],
  [
    'a draft with files of its own, which would become public',
    [{ tag_name: 'v1.2.3', draft: true, assets: ['ctl', 'left-over.pdf', 'evil\n.sh'] }],
    {},
    'holds files that this release does not have: left-over.pdf, evil, .sh',
  ],
  [
    'a draft that is longer than GitHub takes',
    [{ tag_name: 'v1.2.3', draft: true, body: 'x'.repeat(124_500) }],
    { NOTES: 'existing-draft' },
    "make the draft's shorter",
  ],
])('stops at %s', (_name, releases, env, message) => {
  const { code, calls, stderr } = publish(releases, env);
  expect([code, calls]).toEqual([1, []]);
  expect(stderr).toContain(message);
});

test("a text that only looks like our marker is the maintainer's", () => {
  const body = 'Before.\n<!-- sealwright is what we use -->\nAfter.\n';
  const ran = publish([{ tag_name: 'v1.2.3', draft: true, body }]);
  expect(ran.body).toContain('Before.\n<!-- sealwright is what we use -->\nAfter.');
});
