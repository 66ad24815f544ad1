import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const D = `sha256:${'a'.repeat(64)}`;
const EXPECTED = 'image app ghcr.io/acme/app\nplatform app linux/amd64\nfile ctl-{tag} -\n';
const FACTS = `image app ghcr.io/acme/app ${D}\nplatform app linux/amd64 ${D}`;

function write(facts: readonly string[], temp = runnerTemp()) {
  const needs = Object.fromEntries(facts.map((text, i) => [`job-${i}`, { outputs: { facts: text } }]));
  const env = {
    NEEDS: JSON.stringify({ ...needs, gate: { outputs: {} } }),
    EXPECTED,
    TAG: 'v1.2.3',
    VERSION: '1.2.3',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_SHA: 'c'.repeat(40),
  };
  return runScript(script('write-manifest'), { temp, env });
}

test('one fact a line, sorted, under a header', () => {
  const temp = runnerTemp();
  const { code, outputs, summary } = write([FACTS, `file ctl-v1.2.3 - ${D}`], temp);
  expect(code).toBe(0);
  expect(outputs.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(readFileSync(join(temp, 'out/release.txt'), 'utf8')).toBe(
    `release-manifest 1\nrepository acme/app\ntag v1.2.3\ncommit ${'c'.repeat(40)}\nfile ctl-v1.2.3 - ${D}\n${FACTS}\n`,
  );
  expect(summary).toContain(`    image app ghcr.io/acme/app ${D}`);
});

test.each<[string, readonly string[], string]>([
  ['a fact that is missing', [FACTS], '< file ctl-v1.2.3 -'],
  ['a fact too many', [FACTS, `file ctl-v1.2.3 - ${D}`, `file evil - ${D}`], '> file evil -'],
  ['a fact twice', [FACTS, `file ctl-v1.2.3 - ${D}`, `file ctl-v1.2.3 - ${D}`], '> file ctl-v1.2.3 -'],
  [
    'a platform too many',
    [FACTS, `file ctl-v1.2.3 - ${D}`, `platform app linux/arm64 ${D}`],
    '> platform app linux/arm64',
  ],
  ['a line that is no fact', [FACTS, '::set-output name=x::y'], 'not a fact'],
  ['a digest that is none', [FACTS, 'file ctl-v1.2.3 - sha256:x'], 'not a fact'],
  ['nothing', [], '< image app'],
])('%s stops the release', (_name, facts, message) => {
  const { code, outputs, stderr } = write(facts);
  expect([code, outputs]).toEqual([1, {}]);
  expect(stderr).toContain(message);
  expect(stderr.split('\n').filter((line) => line.startsWith('::'))).toEqual([expect.stringContaining('::error::')]);
});
