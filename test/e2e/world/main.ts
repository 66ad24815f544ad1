import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { body, type Handler, json, passTo } from './exchange';
import { GitHub } from './github';
import { Issuer } from './issuer';
import { certificateFrom, makeCertificates } from './pki';
import { start, until } from './processes';
import { type Fault, type NamespacePolicy, RegistryFront } from './registry-front';
import { type SigstorePorts, startSigstore } from './sigstore';
import { writeTufRepository } from './tuf';

// The world that a release meets, on loopback under its production names; it runs until it is killed.
// usage: main FOLDER TOOLS

const NAMES = [
  'ghcr.io',
  'registry.example.com',
  'api.github.com',
  'github.com',
  'uploads.github.com',
  'token.actions.githubusercontent.com',
  'other-issuer.example.com',
  // Where cosign signs in the old format: it reads no configuration then.
  'fulcio.sigstore.dev',
  'rekor.sigstore.dev',
];
const TOKEN = 'ghs-e2e';
const PORTS = { fulcio: 5555, ct: 6962, rekor: 3003, tsa: 5580, tuf: 8081, rekorV1: 3090 };
const EXPIRING_TUF = 8083;
const OTHER_PORTS = { fulcio: 5655, ct: 6972, rekor: 3103, tsa: 5580, tuf: 8082 };

async function main(folder: string): Promise<void> {
  const sub = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  const { ca, key, cert } = makeCertificates(sub('pki'), NAMES);
  // Mounts of this namespace: the names, and a CA that every program of the system trusts.
  writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n127.0.0.2 ${NAMES.join(' ')}\n`);
  execFileSync('mount', ['--bind', join(folder, 'hosts'), '/etc/hosts']);
  writeFileSync(join(folder, 'ca-bundle.crt'), readFileSync(ca));
  execFileSync('mount', ['--bind', join(folder, 'ca-bundle.crt'), '/etc/ssl/certs/ca-certificates.crt']);

  const github = new GitHub(TOKEN);
  const issuer = new Issuer();
  const other = new Issuer('https://other-issuer.example.com');
  const logins = { octocat: TOKEN, bot: 'robot-password' };
  const ghcr = new RegistryFront('ghcr.io', 5001, logins);
  const example = new RegistryFront('registry.example.com', 5002, logins);
  const hosts: Readonly<Record<string, Handler>> = {
    'ghcr.io': ghcr.handle,
    'registry.example.com': example.handle,
    'api.github.com': github.handle,
    'github.com': github.handle,
    'uploads.github.com': github.handle,
    'token.actions.githubusercontent.com': issuer.handle,
    'other-issuer.example.com': other.handle,
    'fulcio.sigstore.dev': passTo(PORTS.fulcio),
    'rekor.sigstore.dev': passTo(PORTS.rekorV1),
  };
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const handle = hosts[request.headers.host ?? ''];
    const url = new URL(request.url ?? '/', `https://${request.headers.host ?? 'nobody'}`);
    if (!handle) return json(response, { message: 'nobody lives here' }, 421);
    Promise.resolve(handle(request, response, url)).catch((error: unknown) => {
      process.stderr.write(`${request.method} ${url.href}: ${String(error)}\n`);
      response.destroy();
    });
  });
  // A client that was busy may send on a connection that was closed meanwhile.
  server.keepAliveTimeout = 0;
  server.listen(443, '127.0.0.2');

  const registry = sub('registry');
  writeFileSync(
    join(registry, 'config.yml'),
    `version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: ${registry}/data\n  delete:\n    enabled: true\nhttp:\n  addr: 127.0.0.1:5001\n  relativeurls: true\n`,
  );
  start('registry', ['serve', join(registry, 'config.yml')], registry);
  start('referrers-registry', ['127.0.0.1:5002'], registry);

  const buildkit = sub('buildkit');
  const socket = `unix://${buildkit}/buildkitd.sock`;
  writeFileSync(
    join(buildkit, 'buildkitd.toml'),
    `root = "${buildkit}/root"\n[grpc]\n  address = ["${socket}"]\n[worker.oci]\n  snapshotter = "native"\n  binary = "runc"\n[worker.containerd]\n  enabled = false\n`,
  );
  start('buildkitd', ['--config', join(buildkit, 'buildkitd.toml')], buildkit);

  const serveFiles = (root: string, port: number) =>
    createServer((request, response) => {
      const path = join(root, new URL(request.url ?? '/', 'http://localhost').pathname);
      const found = path.startsWith(`${root}/`) && existsSync(path);
      response.writeHead(found ? 200 : 404);
      response.end(found ? readFileSync(path) : '');
    }).listen(port, '127.0.0.1');
  const trust = async (path: string, port: number, cache: string) => {
    // Not synchronously: it is this process that answers.
    await promisify(execFile)(
      'cosign',
      ['initialize', '--mirror', `http://127.0.0.1:${port}`, '--root', join(path, 'tuf/root.json')],
      { env: { ...process.env, TUF_ROOT: cache } },
    );
    return cache;
  };
  const sigstore = async (name: string, ports: SigstorePorts) => {
    await startSigstore(sub(name), ports, start);
    serveFiles(join(folder, name, 'tuf'), ports.tuf);
    return trust(join(folder, name), ports.tuf, join(folder, `${name}-tuf-cache`));
  };

  const front = (host: string) => (host === 'ghcr.io' ? ghcr : example);
  let otherTuf: Promise<string> | undefined;
  const calls: Readonly<Record<string, (...args: never[]) => unknown>> = {
    addRepository: (slug: string, git: string) => github.add(slug, git),
    draft: (slug: string, release: object) => github.draft(slug, release),
    checks: (slug: string, checks: Record<string, string>) => {
      const repository = github.repository(slug);
      if (repository) repository.checks = checks;
    },
    tamper: (slug: string, tag: string, name: string, base64: string | null) =>
      github.tamper(slug, tag, name, base64 === null ? undefined : Buffer.from(base64, 'base64')),
    repository: (slug: string) => {
      const { releases = [], events = [], latest } = github.repository(slug) ?? {};
      return {
        events,
        latest: latest ?? null,
        releases: releases.map(({ assets, ...release }) => ({
          ...release,
          assets: assets.map(({ name, bytes }) => ({
            name,
            size: bytes.length,
            sha256: createHash('sha256').update(bytes).digest('hex'),
            base64: bytes.length < 1_000_000 ? bytes.toString('base64') : '',
          })),
        })),
      };
    },
    serve: (path: string, file: string) => github.serve(path, file),
    githubFault: (pattern: string, status: number | 'cut' | 'hold-after', times: number, skip = 0) =>
      void github.faults.push({ pattern, status, times, skip }),
    claims: (id: string, claims: Record<string, string>) => {
      issuer.set(id, claims);
      other.set(id, claims);
    },
    policy: (host: string, namespace: string, policy: NamespacePolicy) => front(host).policy(namespace, policy),
    publish: (host: string, namespace: string) => front(host).publish(namespace),
    fault: (host: string, fault: Fault) => void front(host).faults.push(fault),
    held: () => ghcr.held + example.held + github.held,
    noFaults: () => {
      for (const one of [ghcr, example, github]) one.held = 0;
      for (const list of [ghcr.faults, example.faults, github.faults]) list.splice(0);
    },
    requests: (since: number) =>
      [...ghcr.log, ...example.log, ...github.log].filter(({ at }) => at >= since).sort((a, b) => a.at - b.at),
    tokens: (id: string) => issuer.issued[id] ?? 0,
    certificates: async () => {
      const text = await (await fetch(`http://127.0.0.1:${PORTS.fulcio + 2}/metrics`)).text();
      return Number(/^fulcio_new_certs(?:_total)?(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1] ?? 0);
    },
    unknown: () => github.unknown,
    // A clock that is an hour slow sees certificates that are not valid yet. `0` makes them right again.
    certificatesFrom: (seconds: number) => {
      const made = seconds === 0 ? cert : certificateFrom(sub('pki'), new Date(Date.now() + seconds * 1000));
      server.setSecureContext({ key: readFileSync(key), cert: readFileSync(made) });
      server.closeAllConnections();
    },
    // The same Sigstore behind metadata that expires soon: what a clock sees that is fast. Returns a cache that trusts it.
    expiringSigstore: async (seconds: number) => {
      const path = sub('expiring-sigstore');
      const of = (name: string) => join(folder, 'sigstore', name);
      writeTufRepository(
        join(path, 'tuf'),
        { 'trusted_root.json': of('trusted-root.json'), 'signing_config.v0.2.json': of('signing-config.json') },
        new Date(Date.now() + seconds * 1000),
      );
      serveFiles(join(path, 'tuf'), EXPIRING_TUF);
      return trust(path, EXPIRING_TUF, join(path, 'cache'));
    },
    otherSigstore: () => {
      otherTuf ??= sigstore('other-sigstore', OTHER_PORTS);
      return otherTuf;
    },
  };
  const control = createServer((request, response) => {
    void body(request)
      .then(async (text) => {
        const { call, args } = JSON.parse(text.toString('utf8')) as { call: string; args: never[] };
        json(response, { value: (await calls[call]?.(...args)) ?? null });
      })
      .catch((error: unknown) => json(response, { error: String(error) }, 500));
  });
  control.keepAliveTimeout = 0;
  control.listen(8080, '127.0.0.1');

  const tufCache = await sigstore('sigstore', PORTS);
  const docker = join(sub('docker'), 'cli-plugins');
  mkdirSync(docker, { recursive: true });
  symlinkSync(execFileSync('which', ['buildx'], { encoding: 'utf8' }).trim(), join(docker, 'docker-buildx'));
  await until('BuildKit', async () => existsSync(join(buildkit, 'buildkitd.sock')));
  const world = { folder, tufCache, buildkit: socket, docker: join(folder, 'docker'), token: TOKEN, hosts: NAMES };
  writeFileSync(join(folder, 'up.json.tmp'), JSON.stringify(world));
  execFileSync('mv', [join(folder, 'up.json.tmp'), join(folder, 'up.json')]);
}

const [folder = ''] = process.argv.slice(2);
main(folder).catch((error: unknown) => {
  process.stderr.write(`e2e: the world did not start: ${String(error)}\n`);
  process.exit(3);
});
