import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { blocks } from '../support/markdown';
import { shellSyntaxErrors } from '../support/oracles';
import { orasReads, SIGNATURE, type Stated } from '../support/statements';
import { runnerTemp, runScript, stubs } from '../support/step';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const SHA = 'c'.repeat(40);
const FACTS = `chart app ghcr.io/acme/charts/app ${digest('4')}
image app ghcr.io/acme/app ${digest('1')}
image app registry.example.com/acme/app ${digest('1')}
platform app linux/amd64 ${digest('2')}
platform app linux/arm64 ${digest('3')}
sbom app linux/amd64 ${digest('5')}
sbom app linux/arm64 ${digest('6')}
`;

// The registry is programs that say what they are asked to: nothing is there, and everything can be signed.
function commit(
  facts: string,
  env: Readonly<Record<string, string>> = {},
  assets: Readonly<Record<string, string>> = {},
  committed: { readonly digest?: string; readonly stated?: readonly Stated[] } = {},
) {
  const temp = runnerTemp();
  for (const folder of ['manifest', 'assets']) mkdirSync(join(temp, folder));
  for (const [name, text] of Object.entries(assets)) writeFileSync(join(temp, 'assets', name), text);
  writeFileSync(
    join(temp, 'manifest/release.txt'),
    `release-manifest 1\nrepository acme/app\ntag v1.2.3\ncommit ${SHA}\n${facts}`,
  );
  const pushed = digest('9');
  const ran = runScript(script('commit-release'), {
    temp,
    path: [
      stubs({
        cosign: `#!/bin/sh\nprintf '%s\\n' "$*" >> ${temp}/cosign\ncase $1 in sign-blob) echo x > SHA256SUMS.sigstore.json ;; esac\n`,
        oras: `#!/usr/bin/env bash\ncase $1 in\n  push) echo 'Digest: ${pushed}'; : > ${temp}/pushed ;;${orasReads(committed.stated ?? [])}\nesac\n`,
        crane: `#!/bin/sh\ncase "$1 $2" in 'tag '*) : > ${temp}/tagged ;; 'digest '*:release-*) if [ -n '${committed.digest ?? ''}' ]; then echo '${committed.digest ?? ''}'; elif [ -e ${temp}/tagged ]; then echo ${pushed}; else echo 'Error: GET https://r/v2/x/manifests/x: MANIFEST_UNKNOWN: x' >&2; exit 1; fi ;; *) echo 'Error: GET https://r/v2/x/manifests/x: MANIFEST_UNKNOWN: x' >&2; exit 1 ;; esac\n`,
      }),
    ],
    env: {
      HAS_ASSETS: 'false',
      ASSETS_DIGEST: '',
      SBOM_ASSETS: '',
      INSTALL: 'app\tghcr.io/acme/charts/app\tapp.image.digest=app\n',
      RELEASE_FOLDER: 'release/api',
      NOTES_DIGEST: '',
      MANIFEST_REPOSITORY: 'ghcr.io/acme/app',
      IMMUTABLE: 'ghcr.io/acme/app v{version}\n',
      TAG: 'v1.2.3',
      VERSION: '1.2.3',
      EPOCH: '0',
      SIGNATURE_FORMAT: 'bundle',
      WORKFLOW_FILE: 'publish.yml',
      FIRST_RELEASE: '',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_SHA: SHA,
      ...env,
    },
  });
  return { ...ran, temp, notes: () => readFileSync(join(temp, 'commit/notes.md'), 'utf8') };
}

test('the notes: every digest with its platforms, how to verify, what is inside, how to install', async () => {
  const ran = commit(FACTS);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(ran.outputs).toEqual({ manifest: digest('9') });
  const notes = ran.notes();
  expect(notes).toContain(`| image \`app\` | \`ghcr.io/acme/app@${digest('1')}\` | linux/amd64, linux/arm64 |`);
  expect(notes).toContain(
    `| image \`app\` | \`registry.example.com/acme/app@${digest('1')}\` | linux/amd64, linux/arm64 |`,
  );
  expect(notes).toContain(`| chart \`app\` | \`ghcr.io/acme/charts/app@${digest('4')}\` |  |`);
  expect(notes).toContain('signed in the registry: `ghcr.io/acme/app:release-v1.2.3`');
  expect(notes).toContain('release/api/verify-release.sh v1.2.3\n');
  expect(notes).toContain('IDENTITY=https://github.com/acme/app/.github/workflows/publish.yml@refs/tags/v1.2.3\n');
  expect(notes).toContain(`(https://github.com/acme/app/blob/${SHA}/release/api/RUNBOOK.md)`);
  expect(notes).toContain(`COMMIT=${SHA}\n`);
  expect(notes).toMatch(
    new RegExp(`--type https://spdx.dev/Document [^|]*ghcr\\.io/acme/app@${digest('2')} \\|\\n {2}jq [^\\n]*\\n`),
  );
  expect(notes).toContain(
    `helm install app oci://ghcr.io/acme/charts/app@${digest('4')} \\\n  --set app.image.digest=${digest('1')}\n`,
  );
  // A signature is asked for by its type, for each artifact and registry once.
  expect(notes.match(/--type https:\/\/sigstore\.dev\/cosign\/sign\/v1 /g)).toHaveLength(3);
  expect(notes).not.toContain('SHA256SUMS');
  const commands = blocks(notes).filter(({ language }) => language === 'sh');
  expect(commands).toHaveLength(4);
  for (const { text } of commands) expect([text, await shellSyntaxErrors(text)]).toEqual([text, []]);
});

test('the notes of a release with files and nothing else', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const sums = `${sha256('tool\n')}  tool\n`;
  const env = { HAS_ASSETS: 'true', ASSETS_DIGEST: `sha256:${sha256(sums)}`, INSTALL: '' };
  const ran = commit(`file tool - sha256:${sha256('tool\n')}\n`, env, { tool: 'tool\n', SHA256SUMS: sums });
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(ran.notes()).toContain('SHA256SUMS && sha256sum --check --ignore-missing SHA256SUMS\n');
  expect(ran.notes()).not.toMatch(/helm|SBOM|The digest of|by digest|Pin/);
});

test('in the format from before bundles the commands ask for that format', () => {
  const notes = commit(FACTS, { SIGNATURE_FORMAT: 'legacy' }).notes();
  expect(notes.match(/^cosign verify --new-bundle-format=false \\$/gm)).toHaveLength(3);
  expect(notes).toContain('cosign verify-attestation --type https://spdx.dev/Document --new-bundle-format=false \\');
  expect(notes).not.toContain('https://sigstore.dev/cosign/sign/v1');
});

test.each([
  ['a command', `image app ghcr.io/acme/app$(id) ${digest('1')}\n`],
  ['Markdown', `image a\`](x) ghcr.io/acme/app ${digest('1')}\n`],
  ['a cell of the table', `image app ghcr.io/acme/app|x ${digest('1')}\n`],
  ['a digest that is none', `chart app ghcr.io/acme/charts/app sha256:1\n`],
  ['another kind', `script x - ${digest('1')}\n`],
])('a fact that holds %s stops the release before a word is written', (_, fact) => {
  const ran = commit(FACTS + fact);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('release.txt holds what is not a fact of a release');
  expect(ran.outputs).toEqual({});
});

test('a chart without a digest stops it', () => {
  expect(commit(FACTS.replace(/^chart.*\n/, '')).stderr).toContain('the release manifest has no chart app');
});

// A run that is lost after the commit point and of which only the failed jobs are run again comes here a second time.
test('what this workflow has committed already is the release: nothing is signed or pushed again', () => {
  const there = { digest: digest('8'), stated: [{ about: `*@${digest('8')}`, type: SIGNATURE }] };
  const ran = commit(FACTS, {}, {}, there);
  expect([ran.code, ran.outputs, ran.stderr]).toEqual([0, { manifest: digest('8') }, '']);
  expect(existsSync(join(ran.temp, 'pushed'))).toBe(false);
  expect(readFileSync(join(ran.temp, 'cosign'), 'utf8')).not.toMatch(/^(?:sign|attest)/m);
});

test('what somebody else has put there stops it', () => {
  const ran = commit(FACTS, {}, {}, { digest: digest('8') });
  expect([ran.code, ran.outputs]).toEqual([1, {}]);
  expect(ran.stderr).toContain(
    `ghcr.io/acme/app:release-v1.2.3 is ${digest('8')} already, which this workflow has not`,
  );
  expect(existsSync(join(ran.temp, 'pushed'))).toBe(false);
});

test('notes that GitHub would not take stop it before its commit point', () => {
  const images = Array.from({ length: 300 }, (_, i) => `image app${i} ghcr.io/acme/app${i} ${digest('1')}\n`);
  const ran = commit(FACTS + images.join(''));
  expect([ran.code, ran.outputs]).toEqual([1, {}]);
  expect(ran.stderr).toMatch(/bytes long; 60000 is the most/);
});
