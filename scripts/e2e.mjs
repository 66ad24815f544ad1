// Runs the generated workflows from end to end: real tools, a whole Sigstore, a registry and GitHub's API on loopback, in namespaces of
// their own. Everything ends with this process: the namespaces are torn down by the kernel, the folder is removed here.
// usage: node scripts/e2e.mjs [--all] [jest arguments…]
// Exit codes: 0 all passed, 1 a test failed, 2 this machine can't, 3 a tool or a service could not be had, 130 interrupted.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inside = process.argv[2] === '--inside';
const NAMESPACES = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
await (inside ? run(process.argv.slice(3)) : enter(process.argv.slice(2)));

/** Outside: looks whether the machine can do it, installs the tools, enters the namespaces. */
async function enter(args) {
  const missing = [];
  if (process.platform !== 'linux') missing.push('Linux: the runs need its namespaces');
  else {
    if (process.getuid() !== 0) missing.push('root: run it with sudo, or in a container that has it');
    for (const program of ['unshare', 'ip', 'mount', 'openssl', 'git', 'bash', 'go', 'python3', 'docker', 'runc']) {
      if (spawnSync('which', [program]).status !== 0) missing.push(`${program}: install it`);
    }
    const probe = spawnSync('unshare', [...NAMESPACES, 'true'], { encoding: 'utf8' });
    if (missing.length === 0 && probe.status !== 0)
      missing.push(`namespaces: unshare says ${probe.stderr.trim()}; a container needs --privileged`);
  }
  const tools = process.env.SEALWRIGHT_TOOLS ?? join(homedir(), '.cache', 'sealwright-tools');
  // What Debian has is installed with the tools.
  const installable = missing.every((one) => /^(?:ip|docker|runc):/.test(one));
  if (missing.length > 0 && !installable) {
    process.stderr.write(
      `npm run e2e can't run here. What is missing:\n${missing.map((one) => `  ${one}\n`).join('')}`,
    );
    process.exit(2);
  }
  const installed = spawnSync(join(root, 'scripts/install-tools.sh'), [tools], { stdio: 'inherit' }).status;
  // What is wrong with this machine is said; everything else is fetched.
  if (installed !== 0) process.exit(installed === 2 ? 2 : 3);
  execFileSync('npx', ['projen', 'compile'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

  const folder = mkdtempSync(join(tmpdir(), 'sealwright-e2e-'));
  const self = fileURLToPath(import.meta.url);
  const child = spawn(
    'unshare',
    [
      ...NAMESPACES,
      'bash',
      '-c',
      'ip link set lo up && mount -t tmpfs none /run && "$@"; exit $?',
      'bash',
      process.execPath,
      self,
      '--inside',
      folder,
      tools,
      ...args,
    ],
    {
      stdio: 'inherit',
    },
  );
  // The first process of the namespace dies, and the kernel ends all others.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGKILL'));
  const code = await new Promise((done) => child.on('exit', (status) => done(status ?? 130)));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit(code);
}

/** Inside: the world first, then jest; when this ends everything does. */
async function run([folder, tools, ...args]) {
  const env = {
    ...process.env,
    PATH: `${tools}:${process.env.PATH}`,
    TMPDIR: folder,
    HOME: folder,
    SEALWRIGHT_TOOLS: tools,
    SEALWRIGHT_E2E_WORLD: join(folder, 'world', 'up.json'),
    SEALWRIGHT_E2E_ALL: args.includes('--all') ? '1' : '',
    PROJEN_DISABLE_POST: '1',
  };
  delete env.NODE_OPTIONS;
  const start = Date.now();
  execFileSync('mkdir', ['-p', join(folder, 'world')]);
  const world = spawn(
    process.execPath,
    [
      join(root, 'node_modules/ts-node/dist/bin.js'),
      '--swc',
      '-O',
      '{"module":"commonjs","moduleResolution":"node10","target":"es2022"}',
      join(root, 'test/e2e/world/main.ts'),
      join(folder, 'world'),
    ],
    {
      cwd: root,
      env,
      stdio: 'inherit',
    },
  );
  let ended;
  world.on('exit', (code) => {
    ended = code;
  });
  while (!existsSync(env.SEALWRIGHT_E2E_WORLD)) {
    if (ended !== undefined) process.exit(3);
    await new Promise((done) => setTimeout(done, 100));
  }
  JSON.parse(readFileSync(env.SEALWRIGHT_E2E_WORLD, 'utf8'));
  process.stderr.write(`the world is up after ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  const jest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      '--config',
      join(root, 'test/e2e/jest.config.json'),
      '--runInBand',
      '--ci',
      ...args.filter((one) => one !== '--all'),
    ],
    {
      cwd: root,
      env,
      stdio: 'inherit',
    },
  );
  const code = await new Promise((done) => jest.on('exit', (status) => done(status ?? 1)));
  const report = join(folder, 'world', 'report');
  if (existsSync(report)) process.stderr.write(`\n${readFileSync(report, 'utf8')}`);
  process.exit(ended === undefined ? code : 3);
}
