import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { orasReads, PROVENANCE, SIGNATURE, type Stated } from '../support/statements';
import { runnerTemp, runScript, stubs } from '../support/step';

const D = `sha256:${'a'.repeat(64)}`;

interface Registry {
  readonly stated?: readonly Stated[];
  readonly listing?: string;
  /** What happens to `cosign sign` and `cosign attest`, as shell. @default - nothing is wrong */
  readonly signing?: string;
}

// One chart, and a registry that holds statements. The whole with real tools is in publish.real.test.ts.
function publish({ stated = [], listing, signing = '' }: Registry) {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'manifest'));
  writeFileSync(join(temp, 'signed'), '');
  const cosign = `#!/usr/bin/env bash
case $1 in
  sign | attest) printf '%s\\n' "$1" >> ${temp}/signed
    ${signing} ;;
  verify-attestation) printf '{"payload":"%s"}' "$(jq --slurp --raw-output '{predicate: .[0]} | tojson | @base64' ${temp}/tmp.*/provenance.json)" ;;
esac
`;
  // What is written while the test runs is read from then on.
  const later = [{ about: `$([[ -e ${temp}/written ]] && echo '*')`, type: SIGNATURE }];
  const ran = runScript(script('publish-artifact'), {
    temp,
    path: [
      stubs({
        cosign,
        oras: `#!/usr/bin/env bash\ncase $1 in\n  cp) ;;${orasReads([...stated, ...later], listing)}\nesac\n`,
      }),
    ],
    env: {
      KIND: 'chart',
      KEY: 'app',
      FOLDER: temp,
      FILE: 'chart.tar',
      DIGEST: D,
      REPOSITORIES: 'r/charts/app',
      PLATFORMS: '',
      CYCLONEDX: 'false',
      TAG: 'v1.2.3',
      SIGNATURE_FORMAT: 'bundle',
      WORKFLOW_FILE: 'publish.yml',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_SHA: 'c'.repeat(40),
    },
  });
  return { ...ran, signed: readFileSync(join(temp, 'signed'), 'utf8').split('\n').filter(Boolean), temp };
}

test('what nobody has stated is signed and attested, each once', () => {
  expect(publish({})).toMatchObject({ code: 0, signed: ['sign', 'attest'] });
});

test('what this workflow has signed is not signed again', () => {
  expect(publish({ stated: [{ about: '*', type: SIGNATURE }] })).toMatchObject({ code: 0, signed: ['attest'] });
});

test('a provenance that says something else is not ours', () => {
  expect(publish({ stated: [{ about: '*', type: PROVENANCE }] }).signed).toEqual(['sign', 'attest']);
});

test.each<[string, Registry]>([
  ['the list', { listing: 'Error: response status code 429: Too Many Requests' }],
  ['a statement', { stated: [{ about: '*', type: SIGNATURE, answer: 'Error: response status code 500' }] }],
])('nothing is signed where %s can not be seen', (_name, registry) => {
  const { code, signed, stderr } = publish(registry);
  expect([code, signed]).toEqual([1, []]);
  expect(stderr).toMatch(/can't be seen: Error: response status code \d+/);
});

test('an attempt that fails is made again, five times at most', () => {
  const once = publish({ signing: '[[ $(grep -c . "$RUNNER_TEMP/signed") -gt 1 ]] || { echo busy >&2; exit 1; }' });
  expect([once.code, once.signed]).toEqual([0, ['sign', 'sign', 'attest']]);
  const always = publish({ signing: 'echo busy >&2; exit 1' });
  expect([always.code, always.signed]).toEqual([1, ['sign', 'sign', 'sign', 'sign', 'sign']]);
  expect(always.stderr).toContain(`cosign sign r/charts/app@${D}: busy`);
});

test('a signature whose answer was lost is there, and is not made again', () => {
  const signing = '[[ $1 != sign ]] || { : > "$RUNNER_TEMP/written"; echo cut >&2; exit 1; }';
  expect(publish({ signing })).toMatchObject({ code: 0, signed: ['sign', 'attest'] });
});
