import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { installTools } from '../../src/steps';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const PROGRAM = '#!/bin/sh\necho installed\n';
const sha = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** Installs from a `curl` that answers with these bytes. */
function install(tools: string, bytes: string | Buffer, code = 0) {
  const temp = runnerTemp();
  writeFileSync(join(temp, 'bytes'), bytes);
  const curl = `#!/usr/bin/env bash\nprintf '%s\\n' "$*" > ${temp}/arguments\nwhile (($#)); do [[ $1 != --output ]] || cp ${temp}/bytes "$2"; shift; done\nexit ${code}\n`;
  const ran = runScript(script('install-tools'), { temp, path: [stubs({ curl })], env: { TOOLS: tools } });
  const bin = join(temp, 'sealwright-bin');
  return { ...ran, temp, installed: existsSync(bin) ? readdirSync(bin) : [], bin };
}

test('a plain program with the right checksum is installed and on the path', () => {
  const { code, installed, bin, path, temp } = install(
    `tool v1 linux/${arch} ${sha(PROGRAM)} https://example.com/tool -\n`,
    PROGRAM,
  );
  expect([code, installed, path.trim()]).toEqual([0, ['tool'], bin]);
  expect(execFileSync(join(bin, 'tool'), { encoding: 'utf8' })).toBe('installed\n');
  expect(readFileSync(join(temp, 'arguments'), 'utf8')).toContain('--proto =https');
});

test('one member of an archive is installed, and nothing else is unpacked', () => {
  const temp = runnerTemp();
  writeFileSync(join(temp, 'tool'), PROGRAM);
  writeFileSync(join(temp, 'other'), 'x');
  const archive = gzipSync(execFileSync('tar', ['-C', temp, '-cf', '-', 'tool', 'other']));
  const { code, installed } = install(
    `tool v1 linux/${arch} ${sha(archive)} https://example.com/tool.tar.gz tool\n`,
    archive,
  );
  expect([code, installed]).toEqual([0, ['tool']]);
});

test.each([
  ['other bytes', `tool v1 linux/${arch} ${sha('x')} https://example.com/tool -\n`, 'the bytes from'],
  ['no checksum', `tool v1 linux/${arch} - https://example.com/tool -\n`, 'has no checksum'],
  ['plain http', `tool v1 linux/${arch} ${sha(PROGRAM)} http://example.com/tool -\n`, 'not at an https address'],
  ['another platform', `tool v1 linux/s390x ${sha(PROGRAM)} https://example.com/tool -\n`, 'has no single file'],
  [
    'two files',
    `tool v1 linux/${arch} ${sha(PROGRAM)} https://example.com/a -\ntool v1 linux/${arch} ${sha(PROGRAM)} https://example.com/b -\n`,
    'has no single file',
  ],
  [
    'a name that leads elsewhere',
    `../tool v1 linux/${arch} ${sha(PROGRAM)} https://example.com/tool -\n`,
    "not a tool's name",
  ],
  [
    'a member that leads elsewhere',
    `tool v1 linux/${arch} ${sha(PROGRAM)} https://example.com/tool ../../x\n`,
    'not a member',
  ],
  ['nothing', '', 'names no tool'],
])('%s installs nothing', (_name, tools, message) => {
  const { code, installed, stderr, path } = install(tools, PROGRAM);
  expect([code, installed, path]).toEqual([1, [], '']);
  expect(stderr).toContain(message);
});

test('a download that breaks off installs nothing', () => {
  const { code, installed, stderr } = install(
    `tool v1 linux/${arch} ${sha(PROGRAM)} https://example.com/tool -\n`,
    PROGRAM,
    18,
  );
  expect([code, installed]).toEqual([1, []]);
  expect(stderr).toContain('could not be downloaded');
});

test('the step names both platforms of every tool', () => {
  const asset = { url: 'https://x/y', sha256: sha('x'), member: undefined };
  const step = installTools([
    {
      name: 'oras',
      version: 'v1',
      assets: { 'linux/amd64': asset, 'linux/arm64': { ...asset, member: 'oras' }, 'darwin/arm64': asset },
    },
  ]);
  expect(step.env?.TOOLS).toBe(
    `oras v1 linux/amd64 ${sha('x')} https://x/y -\noras v1 linux/arm64 ${sha('x')} https://x/y oras\n`,
  );
});
