import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '../../scripts/e2e.mjs');
const start = (options: object) => spawnSync(process.execPath, [SCRIPT, 'none'], { encoding: 'utf8', ...options });

/** A path with these programs of the machine and no other. */
function pathOf(...programs: readonly string[]): string {
  const bin = mkdtempSync(join(tmpdir(), 'bin-'));
  for (const name of programs) {
    symlinkSync(spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim(), join(bin, name));
  }
  return bin;
}

const PROGRAMS = [
  'which',
  'unshare',
  'ip',
  'mount',
  'openssl',
  'git',
  'bash',
  'go',
  'python3',
  'docker',
  'runc',
  'true',
];

describe('a machine that can not run it', () => {
  test('nobody: says that it needs root', () => {
    const { status, stderr } = start({ uid: 65534, gid: 65534 });
    expect([status, stderr]).toEqual([
      2,
      "npm run e2e can't run here. What is missing:\n  root: run it with sudo, or in a container that has it\n",
    ]);
  });

  test.each(['unshare', 'go', 'python3'])('without %s: says so', (missing) => {
    const PATH = pathOf(...PROGRAMS.filter((one) => one !== missing));
    const { status, stderr } = start({ env: { ...process.env, PATH } });
    expect([status, stderr]).toEqual([2, `npm run e2e can't run here. What is missing:\n  ${missing}: install it\n`]);
  });

  test('no namespaces: says what unshare says', () => {
    // Without the right to make one, as in a container without --privileged.
    const { status, stderr } = spawnSync(
      'unshare',
      [
        '--user',
        '--map-root-user',
        'sh',
        '-c',
        'echo 0 > /proc/sys/user/max_mnt_namespaces && exec "$@"',
        'sh',
        process.execPath,
        SCRIPT,
      ],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/ {2}namespaces: unshare says unshare: .+; a container needs --privileged\n$/),
    ]);
  });

  test('tools that can not be had: exit code 3, and no folder is left', () => {
    const TMPDIR = mkdtempSync(join(tmpdir(), 'tools-'));
    const env = { ...process.env, TMPDIR, SEALWRIGHT_TOOLS: join(TMPDIR, 'tools'), GOPROXY: 'off', GOFLAGS: '' };
    const { status, stderr } = start({ env });
    expect([status, stderr]).toEqual([3, expect.stringMatching(/module lookup disabled by GOPROXY=off/)]);
    expect(readdirSync(TMPDIR)).toEqual(['tools']);
  });
});

test('interrupted while the world starts, it leaves nothing behind', async () => {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'interrupted-'));
  const run = spawn(process.execPath, [SCRIPT, 'none'], { env: { ...process.env, TMPDIR }, stdio: 'ignore' });
  const ended = new Promise<number | null>((done) => run.on('exit', done));
  const processes = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => textOf(`/proc/${pid}/cmdline`))
      .filter((line) => line.includes(TMPDIR));
  for (let i = 0; i < 1200 && !processes().some((line) => line.includes('fulcio')); i++) {
    await new Promise((done) => setTimeout(done, 100));
  }
  expect(processes().some((line) => line.includes('buildkitd'))).toBe(true);
  run.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(readdirSync(TMPDIR)).toEqual([]);
  // The kernel ends a namespace after its first process.
  for (let i = 0; i < 50 && processes().length > 0; i++) await new Promise((done) => setTimeout(done, 100));
  expect(processes()).toEqual([]);
  expect(textOf('/proc/mounts')).not.toContain(TMPDIR);
});

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
