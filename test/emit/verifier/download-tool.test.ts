import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadToolText } from '../../../src/emit/verifier/verifier';
import type { Tool } from '../../../src/release/release';
import { runnerTemp, stubs } from '../../support/step';
import { describeReal, toolPath } from '../../support/tools';

const TOOL = '#!/bin/sh\necho tool\n';
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** A curl that copies a file, and refuses what is not https. */
const CURL = `#!/bin/sh
for url in "$@"; do :; done
echo "$url" >> "$FAKE/calls"
case " $* " in *" --proto =https "*) ;; *) exit 1 ;; esac
while [ "$1" != --output ]; do shift; done
cat "$FAKE/served" > "$2"
exit "$(cat "$FAKE/code")"
`;

const APPLETS = 'awk chmod cut gzip mkdir mktemp mv rm sha256sum tar'.split(' ');

describe.each([['dash'], ['busybox sh']])('download-tool.sh under %s', (shell) => {
  const [program = '', ...shellArguments] = shell.split(' ');
  describeReal(program)('', () => {
    function world(
      sha: string,
      {
        member,
        served = TOOL,
        code = 0,
        platform = 'linux/amd64',
      }: {
        member?: string;
        served?: string | Buffer;
        code?: number;
        platform?: string;
      } = {},
    ) {
      const folder = runnerTemp();
      const text = downloadToolText({
        name: 'cosign',
        version: 'v9.9.9',
        assets: { [platform]: { url: 'https://example.com/cosign', sha256: sha, member } },
      } satisfies Tool);
      writeFileSync(join(folder, 'download.sh'), text);
      writeFileSync(join(folder, 'served'), served);
      writeFileSync(join(folder, 'code'), String(code));
      const path = stubs({
        curl: CURL,
        uname: '#!/bin/sh\ncase $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac\n',
      });
      if (program === 'busybox') {
        const busybox = spawnSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).stdout.trim();
        for (const applet of APPLETS) symlinkSync(busybox, join(path, applet));
      }
      const run = (...args: string[]) =>
        spawnSync(program, [...shellArguments, join(folder, 'download.sh'), ...args], {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: [path, toolPath()].join(delimiter), FAKE: folder, HOME: folder },
        });
      const cache = join(folder, '.cache/sealwright');
      const calls = () => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '');
      return { folder, cache, run, calls, there: () => (existsSync(cache) ? readdirSync(cache) : []) };
    }

    test('installs the pinned version under its name, and fetches it once', () => {
      const { cache, run, calls, there } = world(sha256(TOOL));
      const first = run();
      expect([first.status, first.stdout, first.stderr]).toEqual([0, `${cache}/cosign-v9.9.9\n`, '']);
      expect(readFileSync(join(cache, 'cosign-v9.9.9'), 'utf8')).toBe(TOOL);
      expect(statSync(join(cache, 'cosign-v9.9.9')).mode & 0o111).toBe(0o111);
      expect(run().status).toBe(0);
      expect([calls(), there()]).toEqual(['https://example.com/cosign\n', ['cosign-v9.9.9']]);
    });

    test('what is there with other bytes is fetched again', () => {
      const { cache, run, calls } = world(sha256(TOOL));
      mkdirSync(cache, { recursive: true });
      writeFileSync(join(cache, 'cosign-v9.9.9'), '#!/bin/sh\necho evil\n', { mode: 0o755 });
      expect(run().status).toBe(0);
      expect(readFileSync(join(cache, 'cosign-v9.9.9'), 'utf8')).toBe(TOOL);
      expect(calls()).not.toBe('');
    });

    test('a folder of the own choice', () => {
      const { folder, run } = world(sha256(TOOL));
      expect(run('tools').stdout).toBe(`${folder}/tools/cosign-v9.9.9\n`);
    });

    test('other bytes than pinned: exit code 1, both checksums, nothing is left', () => {
      const { run, there } = world(sha256('other'));
      const { status, stdout, stderr } = run();
      expect([status, stdout, there()]).toEqual([1, '', []]);
      expect(stderr).toContain(sha256(TOOL));
      expect(stderr).toContain(sha256('other'));
    });

    test.each([
      [18, 3, /could not be fetched/],
      [6, 3, /could not be fetched/],
      [22, 3, /the server refused/],
      [23, 2, /is the disk full\?/],
      [60, 3, /clock/],
    ])('curl ends with %s: nothing is installed, exit code %s', (code, status, message) => {
      // The bytes are even the right ones: what curl calls a failure is not used.
      const { run, there } = world(sha256(TOOL), { code });
      const ran = run();
      expect([ran.status, there()]).toEqual([status, []]);
      expect(ran.stderr).toMatch(message);
    });

    test.each([
      ['a platform without a checksum', sha256(TOOL), 'darwin/arm64'],
      ['a version without a checksum', '', 'linux/amd64'],
    ])('%s: exit code 2, nothing is fetched', (_name, sha, platform) => {
      const { run, calls } = world(sha, { platform });
      const ran = run();
      expect([ran.status, calls()]).toEqual([2, '']);
      expect(ran.stderr).toContain('no checksum is pinned for linux/amd64');
    });

    test('the program of an archive is unpacked each time from the checked archive', () => {
      const archive = runnerTemp();
      writeFileSync(join(archive, 'crane'), TOOL);
      spawnSync('tar', ['-czf', join(archive, 'a.tar.gz'), '-C', archive, 'crane']);
      const served = readFileSync(join(archive, 'a.tar.gz'));
      const { cache, run, there, calls } = world(sha256(served), { member: 'crane', served });
      expect(run().stdout).toBe(`${cache}/cosign-v9.9.9\n`);
      writeFileSync(join(cache, 'cosign-v9.9.9'), 'evil');
      expect(run().status).toBe(0);
      expect(readFileSync(join(cache, 'cosign-v9.9.9'), 'utf8')).toBe(TOOL);
      expect(there()).toEqual(['cosign-v9.9.9', 'cosign-v9.9.9.tar.gz']);
      expect(calls()).toBe('https://example.com/cosign\n');
    });

    test.each([
      [['--help'], 0],
      [['--nothing'], 2],
      [['a', 'b'], 2],
    ])('%j is no folder: the usage, exit code %s, and nothing is made', (args, code) => {
      const { folder, run, calls } = world(sha256(TOOL));
      const before = readdirSync(folder);
      const { status, stdout, stderr } = run(...args);
      expect([status, stdout + stderr]).toEqual([code, expect.stringContaining('usage: download-cosign.sh [FOLDER]')]);
      expect([readdirSync(folder), calls()]).toEqual([before, '']);
    });
  });
});
