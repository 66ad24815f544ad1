import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { orasReads, PROVENANCE, SIGNATURE, type Stated } from '../support/statements';
import { runnerTemp, runScript, stubs } from '../support/step';

const D = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const SHA = 'c'.repeat(40);
const HEADER = `release-manifest 1\nrepository acme/app\ntag v1.2.3\ncommit ${SHA}\n`;
const FACTS = `chart app r/charts/app ${D}\nimage app r/app ${D}\n`;

const ENV = {
  MANIFEST: D,
  MANIFEST_REPOSITORY: 'r/app',
  ARTIFACTS: 'image app r/app -\nchart app r/charts/app -\n',
  IMAGE_PREFIX: 'v',
  LATEST: 'false',
  MAJOR: 'false',
  MINOR: 'false',
  ALIASES: '',
  TAG: 'v1.2.3',
  VERSION: '1.2.3',
  PRERELEASE: 'false',
  SIGNATURE_FORMAT: 'bundle',
  WORKFLOW_FILE: 'publish.yml',
  FIRST_RELEASE: '',
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_SHA: SHA,
};

interface World {
  readonly manifest?: string;
  /** What each tag names now. */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - a signature and a provenance of everything */
  readonly stated?: readonly Stated[];
  readonly env?: Readonly<Record<string, string>>;
}

const STATED: readonly Stated[] = [SIGNATURE, PROVENANCE].flatMap((type) =>
  ['r/app@*', 'r/charts/app@*'].map((about) => ({ about, type })),
);
const without = (type: string, about: string) => STATED.filter((one) => one.type !== type || one.about !== about);
const PULL = (temp: string) => `
  pull) while (($#)); do [[ $1 != --output ]] || cp ${temp}/manifest.txt "$2/release.txt"; shift; done ;;`;

// The registry is a folder of tags; cosign says yes. The whole with real tools is in publish.real.test.ts.
function promote({ manifest = HEADER + FACTS, tags = {}, stated = STATED, env = {} }: World) {
  const temp = runnerTemp();
  writeFileSync(join(temp, 'manifest.txt'), manifest);
  writeFileSync(
    join(temp, 'tags'),
    Object.entries(tags)
      .map(([tag, digest]) => `${tag} ${digest}\n`)
      .join(''),
  );
  writeFileSync(join(temp, 'set'), '');
  const crane = `#!/usr/bin/env bash
case $1 in
  digest) digest=$(awk -v tag="$2" '$1 == tag { d = $2 } END { print d }' ${temp}/tags)
    if [[ -n $digest ]]; then echo "$digest"; else echo 'Error: GET https://r/v2/app/manifests/x: MANIFEST_UNKNOWN: no' >&2; exit 1; fi ;;
  ls) awk -v repository="$2:" 'index($1, repository) == 1 { print substr($1, length(repository) + 1) }' ${temp}/tags ;;
  tag) echo "\${2%@*}:$3 \${2#*@}" >> ${temp}/tags; echo "\${2%@*}:$3" >> ${temp}/set ;;
esac
`;
  const oras = `#!/usr/bin/env bash\ncase $1 in${orasReads(stated)}${PULL(temp)}\nesac\n`;
  const cosign = '#!/bin/sh\n';
  const ran = runScript(script('promote-tags'), {
    temp,
    path: [stubs({ crane, oras, cosign })],
    env: { ...ENV, ...env },
  });
  return { ...ran, set: readFileSync(join(temp, 'set'), 'utf8').split('\n').filter(Boolean) };
}

test('the tag, the pointer of the commit, and the version of the chart', () => {
  expect(promote({}).set).toEqual(['r/app:v1.2.3', 'r/charts/app:1.2.3', `r/app:sha-${SHA}`]);
});

test('again: nothing is set twice', () => {
  expect(promote({ tags: { 'r/app:v1.2.3': D, 'r/charts/app:1.2.3': D, [`r/app:sha-${SHA}`]: D } })).toMatchObject({
    code: 0,
    set: [],
  });
});

test('the pointer to the commit: a candidate leaves it to a final version, a final version takes it, also of 0.x', () => {
  const pointer = `r/app:sha-${SHA}`;
  const again = (version: string) => ({
    manifest: (HEADER + FACTS).replace('v1.2.3', `v${version}`),
    tags: { [pointer]: OTHER },
    env: { TAG: `v${version}`, VERSION: version, PRERELEASE: 'true' },
  });
  expect(promote(again('0.2.0-rc.1')).set).not.toContain(pointer);
  expect(promote(again('0.2.0')).set).toContain(pointer);
});

const floating = { LATEST: 'true', MAJOR: 'true', MINOR: 'true', ALIASES: 'stable' };
test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, readonly string[]]>([
  ['the highest of all moves them all', {}, {}, ['latest', 'stable', 'v1', 'v1.2']],
  ['a backport moves its own line', { 'r/app:v1.3.0': OTHER }, {}, ['v1.2']],
  ['an older patch moves none', { 'r/app:v1.2.10': OTHER }, {}, []],
  ['an older major moves its own', { 'r/app:v2.0.0': OTHER }, {}, ['v1', 'v1.2']],
  ['a candidate of the next does not count', { 'r/app:v1.3.0-rc.1': OTHER }, {}, ['latest', 'stable', 'v1', 'v1.2']],
  ['a prerelease moves none', {}, { PRERELEASE: 'true' }, []],
])('floating tags: %s', (_name, tags, env, expected) => {
  const { set } = promote({ tags, env: { ...floating, ...env } });
  expect(
    set
      .filter((tag) => /:(?:latest|stable|v1|v1\.2)$/.test(tag))
      .map((tag) => tag.slice(6))
      .sort(),
  ).toEqual(expected);
});

test('another version that is promoted at the same moment keeps what is its own', () => {
  const temp = runnerTemp();
  writeFileSync(join(temp, 'manifest.txt'), HEADER + FACTS);
  writeFileSync(join(temp, 'tags'), '');
  // The higher version comes after the tags were listed, and is listed when they are looked at again.
  const crane = `#!/usr/bin/env bash
case $1 in
  digest) digest=$(awk -v tag="$2" '$1 == tag { d = $2 } END { print d }' ${temp}/tags)
    if [[ -n $digest ]]; then echo "$digest"; else echo 'Error: GET https://r/v2/app/manifests/x: MANIFEST_UNKNOWN: no' >&2; exit 1; fi ;;
  ls) awk '/^r\\/app:/ { print substr($1, 7) }' ${temp}/tags; grep -q ' ${OTHER}' ${temp}/tags || printf '%s\\n' 'r/app:v1.2.4 ${OTHER}' 'r/app:latest ${OTHER}' >> ${temp}/tags ;;
  tag) echo "\${2%@*}:$3 \${2#*@}" >> ${temp}/tags ;;
esac
`;
  const { code } = runScript(script('promote-tags'), {
    temp,
    path: [
      stubs({
        crane,
        oras: `#!/usr/bin/env bash\ncase $1 in${orasReads(STATED)}${PULL(temp)}\nesac\n`,
        cosign: '#!/bin/sh\n',
      }),
    ],
    env: { ...ENV, LATEST: 'true' },
  });
  expect(code).toBe(0);
  const now = new Map(
    readFileSync(join(temp, 'tags'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  expect([now.get('r/app:v1.2.3'), now.get('r/app:latest')]).toEqual([D, OTHER]);
});

test.each<[string, World, string]>([
  ['a manifest that is not signed', { stated: without(SIGNATURE, 'r/app@*') }, 'is not signed by this workflow'],
  ['a chart without provenance', { stated: without(PROVENANCE, 'r/charts/app@*') }, 'has no provenance'],
  ['a chart that is not signed', { stated: without(SIGNATURE, 'r/charts/app@*') }, 'is not signed by this workflow'],
  [
    'a chart whose signature is not answered',
    { stated: [...STATED, { about: 'r/charts/app@*', type: SIGNATURE, answer: 'Error: response status code 429' }] },
    "can't be seen: Error: response status code 429",
  ],
  [
    'a manifest of another tag',
    { manifest: HEADER.replace('v1.2.3', 'v1.2.4') + FACTS },
    'another repository, tag or commit',
  ],
  [
    'a manifest of another commit',
    { manifest: HEADER.replace(SHA, 'd'.repeat(40)) + FACTS },
    'another repository, tag or commit',
  ],
  ['an artifact that is missing', { manifest: `${HEADER}image app r/app ${D}\n` }, 'other artifacts than the model'],
  ['an artifact too many', { manifest: `${HEADER + FACTS}image evil r/evil ${D}\n` }, 'other artifacts than the model'],
  [
    'a version that is something else already',
    { tags: { 'r/charts/app:1.2.3': OTHER } },
    `is ${OTHER} already, and this release is ${D}`,
  ],
])('%s: nothing is set', (_name, world, message) => {
  const { code, set, stderr } = promote(world);
  expect([code, set]).toEqual([1, []]);
  expect(stderr).toContain(message);
});

test('a version that somebody sets while all are looked at is not moved', () => {
  const temp = runnerTemp();
  writeFileSync(join(temp, 'manifest.txt'), HEADER + FACTS);
  // Absent the first time, something else the second.
  const crane = `#!/usr/bin/env bash
case $1 in
  digest) if [[ -e ${temp}/seen-\${2//[^a-z0-9]/-} ]]; then echo sha256:${'e'.repeat(64)}; else : > "${temp}/seen-\${2//[^a-z0-9]/-}"; echo 'Error: GET https://r/v2/app/manifests/x: MANIFEST_UNKNOWN: no' >&2; exit 1; fi ;;
  tag) : > ${temp}/set ;;
esac
`;
  const oras = `#!/usr/bin/env bash\ncase $1 in${orasReads(STATED)}${PULL(temp)}\nesac\n`;
  const { code, stderr } = runScript(script('promote-tags'), {
    temp,
    path: [stubs({ crane, oras, cosign: '#!/bin/sh\n' })],
    env: ENV,
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining('a tag never moves')]);
  expect(existsSync(join(temp, 'set'))).toBe(false);
});
