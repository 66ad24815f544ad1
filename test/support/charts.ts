import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from './services';
import { runnerTemp, stubs } from './step';
import { toolPath } from './tools';

/** Where the dependencies of a chart come from: an index behind TLS and a registry, both on loopback. Each chart has version 1.2.3. */
export interface ChartSources extends Service {
  /** The index; it holds `indexed`, and under the name `impostor` the same archive. */
  readonly index: string;
  /** The SHA-256 of the archive of `indexed`. */
  readonly digest: string;
  /** The registry; it holds `pushed`. */
  readonly registry: string;
  /** The index's own certificate. */
  readonly certificate: string;
  /** A folder with a `helm` that fetches from a registry without TLS. */
  readonly plainHelm: string;
  /** Writes a chart whose one template names it. */
  write(folder: string, name: string, more?: string): void;
  /** Makes Chart.lock, and leaves no archive behind. */
  lock(folder: string): void;
}

export async function startChartSources(): Promise<ChartSources> {
  const folder = runnerTemp();
  const certificate = join(folder, 'cert.pem');
  const env = { ...process.env, PATH: toolPath(), SSL_CERT_FILE: certificate, ...homes(join(folder, 'helm')) };
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
  const write = (at: string, name: string, more = '') => {
    mkdirSync(join(at, 'templates'), { recursive: true });
    writeFileSync(
      join(at, 'Chart.yaml'),
      `apiVersion: v2\nname: ${name}\nversion: 1.2.3\nicon: https://example.com/x.svg\n${more}`,
    );
    writeFileSync(join(at, 'values.yaml'), '{}\n');
    writeFileSync(
      join(at, 'templates/x.yaml'),
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  from: {{ .Chart.Name }} {{ .Chart.Version }}\n`,
    );
  };

  run(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=index',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
  );
  for (const name of ['indexed', 'pushed']) {
    write(join(folder, name), name);
    run('helm', 'package', name);
  }
  const packed = join(folder, 'indexed-1.2.3.tgz');
  const digest = createHash('sha256').update(readFileSync(packed)).digest('hex');
  mkdirSync(join(folder, 'index'));
  copyFileSync(packed, join(folder, 'index/indexed-1.2.3.tgz'));
  const entry = (name: string) => ({
    [name]: [{ apiVersion: 'v2', name, version: '1.2.3', urls: ['indexed-1.2.3.tgz'], digest }],
  });
  writeFileSync(
    join(folder, 'index/index.yaml'),
    JSON.stringify({ apiVersion: 'v1', entries: { ...entry('indexed'), ...entry('impostor') } }),
  );

  const https = await listening('node', ['-e', SERVER, 'index'], folder, /port (\d+)/);
  const registry = await listening(
    'crane',
    ['registry', 'serve', '--address', '127.0.0.1:0'],
    folder,
    /serving on port (\d+)/,
  );
  run('helm', 'push', 'pushed-1.2.3.tgz', `oci://127.0.0.1:${registry.port}/charts`, '--plain-http');
  const helm = run('bash', '-c', 'command -v helm').trim();
  return {
    index: `https://127.0.0.1:${https.port}`,
    digest,
    registry: `oci://127.0.0.1:${registry.port}/charts`,
    certificate,
    plainHelm: stubs({
      helm: `#!/bin/bash\n[[ $1 != dependency ]] || set -- "$@" --plain-http\nexec ${helm} "$@"\n`,
    }),
    write,
    lock: (at) => {
      run('helm', 'dependency', 'update', at, '--plain-http');
      for (const file of readdirSync(join(at, 'charts'))) if (file.endsWith('.tgz')) rmSync(join(at, 'charts', file));
    },
    stop: () => {
      for (const { server } of [https, registry]) server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Serves the files of a folder; a process of its own, because a test that runs a script waits for it. */
const SERVER = `const { readFileSync } = require('node:fs');
const server = require('node:https').createServer({ key: readFileSync('key.pem'), cert: readFileSync('cert.pem') }, ({ url }, answer) => {
  try { answer.end(readFileSync(process.argv[1] + url)); } catch { answer.writeHead(404).end(); }
});
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));`;

/** Helm's folders, away from those of the machine. */
function homes(folder: string): Readonly<Record<string, string>> {
  return {
    HELM_CACHE_HOME: join(folder, 'cache'),
    HELM_CONFIG_HOME: join(folder, 'config'),
    HELM_DATA_HOME: join(folder, 'data'),
  };
}

/** A server that says on which port it listens. */
function listening(
  program: string,
  args: readonly string[],
  cwd: string,
  says: RegExp,
): Promise<{ readonly server: ChildProcess; readonly port: string }> {
  const server = spawn(program, args, { cwd, env: { ...process.env, PATH: toolPath() } });
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const port = says.exec(text)?.[1];
      if (port !== undefined) resolve({ server, port });
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('exit', () => reject(new Error(`${program} ended: ${text}`)));
  });
}
