import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const text = `release-manifest 1\nrepository acme/app\ntag v1.2.3\ncommit ${'c'.repeat(40)}\n`;
const check = (content: string, digestOf = content) => {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'manifest'));
  writeFileSync(join(temp, 'manifest/release.txt'), content);
  const digest = `sha256:${require('node:crypto').createHash('sha256').update(digestOf).digest('hex')}`;
  return runScript(script('check-manifest'), {
    temp,
    env: { DIGEST: digest, TAG: 'v1.2.3', GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'c'.repeat(40) },
  }).code;
};
test('the one that was made', () => expect(check(text)).toBe(0));
test.each([
  [`${text}x\n`, text],
  [text.replace('acme/app', 'acme/evil'), undefined],
  [text.replace('v1.2.3', 'v1.2.4'), undefined],
  [text.replace('cc', 'dd'), undefined],
])('%j is refused', (content, digestOf) => expect(check(content, digestOf)).toBe(1));
