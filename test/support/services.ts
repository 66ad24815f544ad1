import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toolPath } from './tools';

/** A program that runs for a test and ends with it. */
export interface Service {
  stop(): void;
}

/** A registry on loopback without a password; it keeps what it is given in a folder that is gone afterwards. */
export async function startRegistry(): Promise<Service & { readonly host: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'registry-')));
  const port = await freePort();
  writeFileSync(
    join(folder, 'config.yml'),
    `version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: ${folder}/data\n  delete:\n    enabled: true\nhttp:\n  addr: 127.0.0.1:${port}\n`,
  );
  const server = start('registry', ['serve', join(folder, 'config.yml')], folder);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/v2/`)).ok);
  return { host: `localhost:${port}`, stop: () => end(server, folder) };
}

/** BuildKit as root on this machine, and a Docker client configuration whose builder it is. */
export async function startBuildKit(): Promise<Service & { readonly env: Readonly<Record<string, string>> }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'buildkit-')));
  const socket = `unix://${folder}/buildkitd.sock`;
  writeFileSync(
    join(folder, 'buildkitd.toml'),
    `root = "${folder}/root"\n[grpc]\n  address = ["${socket}"]\n[worker.oci]\n  snapshotter = "native"\n  binary = "runc"\n[worker.containerd]\n  enabled = false\n`,
  );
  const server = start('buildkitd', ['--config', join(folder, 'buildkitd.toml')], folder);
  const config = join(folder, 'docker');
  mkdirSync(join(config, 'cli-plugins'), { recursive: true });
  symlinkSync(which('buildx'), join(config, 'cli-plugins', 'docker-buildx'));
  const env = { DOCKER_CONFIG: config, BUILDX_BUILDER: 'ci', BUILDX_CONFIG: join(folder, 'buildx') };
  await until(
    async () =>
      run('docker', ['buildx', 'create', '--name', 'ci', '--driver', 'remote', socket], env) &&
      run('docker', ['buildx', 'inspect', 'ci', '--bootstrap'], env),
  );
  return { env, stop: () => end(server, folder) };
}

/**
 * A `cosign` that signs and verifies with a throw-away key: the scripts have no key mode, so a program of that name stands before the real
 * one and exchanges the arguments for an identity by a key. What this does not prove: Fulcio's certificate and the identity in it.
 */
export function keyedCosign(): { readonly folder: string; readonly log: () => readonly string[] } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cosign-')));
  const real = which('cosign');
  spawnSync(real, ['generate-key-pair'], { cwd: folder, env: { ...process.env, COSIGN_PASSWORD: '' } });
  writeFileSync(
    join(folder, 'cosign'),
    `#!/usr/bin/env bash
set -euo pipefail
printf '%s\\n' "$*" >> ${folder}/log
export COSIGN_PASSWORD=
command=$1
shift
arguments=()
identity=
while (($#)); do
  case $1 in
    --certificate-oidc-issuer | --certificate-github-workflow-sha) shift ;;
    --certificate-identity) identity=$2 && shift ;;
    --use-signing-config=false) ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
case $command in
  sign | attest | sign-blob) exec ${real} "$command" --key ${folder}/cosign.key --tlog-upload=false --use-signing-config=false "\${arguments[@]}" ;;
  verify | verify-attestation | verify-blob | verify-blob-attestation)
    [[ $identity == https://github.com/acme/app/.github/workflows/publish.yml@refs/tags/v* ]] || exit 1
    exec ${real} "$command" --key ${folder}/cosign.pub --insecure-ignore-tlog "\${arguments[@]}"
    ;;
  *) exec ${real} "$command" "\${arguments[@]}" ;;
esac
`,
    { mode: 0o755 },
  );
  return { folder, log: () => readFileSync(join(folder, 'log'), 'utf8').split('\n').filter(Boolean) };
}

function start(program: string, args: readonly string[], cwd: string): ChildProcess {
  return spawn(which(program), args, {
    cwd,
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, PATH: toolPath(), OTEL_TRACES_EXPORTER: 'none' },
  });
}

function end(server: ChildProcess, folder: string): void {
  if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): boolean {
  return spawnSync(program, args, { env: { ...process.env, PATH: toolPath(), ...env } }).status === 0;
}

function which(program: string): string {
  const { stdout } = spawnSync('bash', ['-c', 'command -v "$1"', 'bash', program], {
    encoding: 'utf8',
    env: { ...process.env, PATH: toolPath() },
  });
  if (stdout.trim() === '')
    throw new Error(`${program} is not on ${toolPath().split(delimiter).slice(0, 2).join(' or ')}`);
  return stdout.trim();
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await ready().catch(() => false)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('a service did not start within ten seconds');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
