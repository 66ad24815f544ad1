import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const MANIFEST = `sha256:${'a'.repeat(64)}`;

function summary(env: Readonly<Record<string, string>> = {}) {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'release'));
  writeFileSync(join(temp, 'release/notes.md'), 'notes\n');
  writeFileSync(join(temp, 'release/release.txt'), 'fact\n');
  return runScript(script('write-summary'), {
    temp,
    env: {
      MANIFEST,
      MANIFEST_REPOSITORY: 'ghcr.io/acme/app',
      RELEASE_FOLDER: 'release',
      TAG: 'operator/v1.2.3',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_SHA: 'c0ffee',
      ...env,
    },
  });
}

test('the summary says where the release and its manifest are, how to verify them, and holds notes and manifest', () => {
  expect(summary().summary).toMatch(/operator\/v1\.2\.3 is released[\s\S]*notes[\s\S]* {4}fact/);
  expect(summary().summary).toContain('(https://github.com/acme/app/releases/tag/operator%2Fv1.2.3)');
  expect(summary().summary).toContain(`\`ghcr.io/acme/app@${MANIFEST}\``);
  expect(summary().summary).toContain('release/verify-release.sh operator/v1.2.3 --commit c0ffee\n');
});

test('a manifest that is no digest stops it', () => {
  const ran = summary({ MANIFEST: 'latest' });
  expect([ran.code, ran.summary]).toEqual([1, '']);
});
