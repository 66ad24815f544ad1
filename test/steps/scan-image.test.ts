import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

// Trivy and its database can't be had where the tests run: a program of that name answers with an exit code.
const scan = (mode: string, code: number, free = 10 * 1024 ** 3) => {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'leg-linux-amd64'));
  execFileSync('tar', ['-cf', join(temp, 'leg-linux-amd64/image.tar'), '-C', '/etc', 'hostname']);
  const trivy = `#!/bin/sh\necho "$@" > ${temp}/arguments\nprintf 'CVE-1 <b>\\033[31m\\n'\nexit ${code}\n`;
  const ran = runScript(script('scan-image'), {
    temp,
    path: [stubs({ trivy, df: `#!/bin/sh\necho Avail\necho ${free}\n` })],
    env: { KEY: 'app', PLATFORMS: 'linux/amd64', MODE: mode, SEVERITIES: 'HIGH,CRITICAL', ONLY_FIXED: 'true' },
  });
  const given = join(temp, 'arguments');
  return { ...ran, arguments: existsSync(given) ? readFileSync(given, 'utf8') : '' };
};
test('what is found stops a gate and not a report', () => {
  expect(scan('gate', 0).code).toBe(0);
  expect(scan('gate', 10).code).toBe(1);
  expect(scan('report', 10)).toMatchObject({ code: 0, stdout: expect.stringContaining('::warning::') });
});
test('a scanner that breaks down stops both', () => {
  expect(scan('gate', 1).code).toBe(1);
  expect(scan('report', 1).code).toBe(1);
});
test('a disk without room for the unpacked archive and the database stops it before it begins', () => {
  const { code, stderr, arguments: given } = scan('report', 0, 1024 ** 3);
  expect([code, given]).toEqual([1, '']);
  expect(stderr).toMatch(/this step needs room for 10737[0-9]{5} bytes, and 1073741824 are free/);
});
test('exactly these bytes, only what is fixed; the summary holds no Markdown and no escape of theirs', () => {
  const { arguments: given, summary } = scan('report', 10);
  expect(given).toMatch(/--input \S+\/scan-linux-amd64 .*--severity HIGH,CRITICAL .*--ignore-unfixed/);
  expect(summary).toContain('    CVE-1 <b>[31m');
  expect(summary).not.toContain('\u001b');
});
