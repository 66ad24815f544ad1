import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Start, until } from './processes';
import { writeTufRepository } from './tuf';

/** Fulcio's configuration for GitHub's tokens: which claim fills which extension of a certificate. */
const FULCIO = `oidc-issuers:
  https://token.actions.githubusercontent.com:
    issuer-url: https://token.actions.githubusercontent.com
    client-id: sigstore
    type: ci-provider
    ci-provider: github-workflow
    contact: e2e@example.com
    description: GitHub on loopback
ci-issuer-metadata:
  github-workflow:
    default-template-values:
      url: "https://github.com"
      environment: ""
    extension-templates:
      github-workflow-trigger: "event_name"
      github-workflow-sha: "sha"
      github-workflow-name: "workflow"
      github-workflow-repository: "repository"
      github-workflow-ref: "ref"
      build-signer-uri: "{{ .url }}/{{ .job_workflow_ref }}"
      build-signer-digest: "job_workflow_sha"
      runner-environment: "runner_environment"
      source-repository-uri: "{{ .url }}/{{ .repository }}"
      source-repository-digest: "sha"
      source-repository-ref: "ref"
      source-repository-identifier: "repository_id"
      source-repository-owner-uri: "{{ .url }}/{{ .repository_owner }}"
      source-repository-owner-identifier: "repository_owner_id"
      build-config-uri: "{{ .url }}/{{ .workflow_ref }}"
      build-config-digest: "workflow_sha"
      build-trigger: "event_name"
      run-invocation-uri: "{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}"
      source-repository-visibility-at-signing: "repository_visibility"
      deployment-environment: "environment"
    subject-alternative-name-template: "{{ .url }}/{{ .job_workflow_ref }}"
`;
/** A second issuer that Fulcio believes: its certificates are real, and name another issuer. */
const OTHER_ISSUER = `  https://other-issuer.example.com:
    issuer-url: https://other-issuer.example.com
    client-id: sigstore
    type: ci-provider
    ci-provider: github-workflow
    contact: e2e@example.com
    description: another issuer
`;

/** Where each part of one Sigstore answers, on 127.0.0.1. */
export interface SigstorePorts {
  readonly fulcio: number;
  readonly ct: number;
  readonly rekor: number;
  readonly tsa: number;
  readonly tuf: number;
  /** The first version of Rekor, where signatures in the old format are logged. @default - there is none */
  readonly rekorV1?: number;
}

/**
 * Starts a whole Sigstore: Fulcio, its certificate transparency log, Rekor, a timestamp authority; writes its TUF repository to `tuf`, and
 * a cosign cache that trusts it to `tuf-cache`.
 */
export async function startSigstore(folder: string, ports: SigstorePorts, start: Start): Promise<void> {
  mkdirSync(join(folder, 'tuf'), { recursive: true });
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at('ct.key'));
  openssl('ec', '-in', at('ct.key'), '-pubout', '-out', at('ct.pub'));
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-out', at('rekor.key'));
  openssl('pkey', '-in', at('rekor.key'), '-pubout', '-out', at('rekor.pub'));
  writeFileSync(at('fulcio.yaml'), FULCIO.replace('ci-issuer-metadata:', `${OTHER_ISSUER}ci-issuer-metadata:`));
  const url = (port: number, path = '') => `http://127.0.0.1:${port}${path}`;

  start(
    'fulcio',
    [
      'serve',
      '--host',
      '127.0.0.1',
      '--port',
      String(ports.fulcio),
      '--grpc-host',
      '127.0.0.1',
      '--grpc-port',
      String(ports.fulcio + 1),
      '--metrics-port',
      String(ports.fulcio + 2),
      '--legacy-unix-domain-socket',
      `@fulcio-${ports.fulcio}`,
      '--ca',
      'ephemeralca',
      `--ct-log-url=${url(ports.ct)}`,
      '--ct-log-public-key-path',
      at('ct.pub'),
      '--config-path',
      at('fulcio.yaml'),
    ],
    folder,
  );
  // A second Sigstore has the first one's: two of them can't run here, each wants the same port for its metrics.
  if (!(await fetch(url(ports.tsa, '/ping')).catch(() => undefined))) {
    start(
      'timestamp-server',
      [
        'serve',
        '--host',
        '127.0.0.1',
        '--port',
        String(ports.tsa),
        '--timestamp-signer',
        'memory',
        '--disable-ntp-monitoring',
        '--include-chain-in-response',
      ],
      folder,
    );
  }
  start(
    'rekor-server',
    [
      'serve',
      '--http-address',
      '127.0.0.1',
      '--http-port',
      String(ports.rekor),
      '--grpc-address',
      '127.0.0.1',
      '--grpc-port',
      String(ports.rekor + 1),
      '--http-metrics-port',
      String(ports.rekor + 2),
      '--hostname',
      'rekor-local',
      '--storage-dir',
      at('rekor-data'),
      '--signer-filepath',
      at('rekor.key'),
      '--checkpoint-interval',
      '100ms',
      '--batch-max-age',
      '10ms',
    ],
    folder,
  );
  if (ports.rekorV1 !== undefined) startRekorV1(folder, ports.rekorV1, start);
  await until('Fulcio', async () => (await fetch(url(ports.fulcio, '/api/v2/trustBundle'))).ok);
  const bundle = (await (await fetch(url(ports.fulcio, '/api/v2/trustBundle'))).json()) as {
    chains: { certificates: string[] }[];
  };
  writeFileSync(at('fulcio-chain.pem'), bundle.chains[0]?.certificates.join('\n') ?? '');
  start(
    'tesseract',
    [
      '-private_key',
      at('ct.key'),
      '-origin',
      'tesseract',
      '-storage_dir',
      at('ctlog'),
      '-roots_pem_file',
      at('fulcio-chain.pem'),
      '-ext_key_usages',
      'CodeSigning',
      '-http_endpoint',
      `127.0.0.1:${ports.ct}`,
      '-checkpoint_interval',
      '500ms',
      '-batch_max_age',
      '50ms',
    ],
    folder,
  );
  await until(
    'the certificate transparency log',
    async () => (await fetch(url(ports.ct, '/ct/v1/get-roots'))).status < 500,
  );
  await until('Rekor', async () => (await fetch(url(ports.rekor, '/'))).status < 500);
  await until('the timestamp authority', async () => (await fetch(url(ports.tsa, '/api/v1/timestamp/certchain'))).ok);
  if (ports.rekorV1 !== undefined) {
    const key = url(ports.rekorV1, '/api/v1/log/publicKey');
    await until('the first version of Rekor', async () => (await fetch(key)).ok);
    writeFileSync(at('rekor-v1.pub'), await (await fetch(key)).text());
  }
  writeFileSync(at('tsa-chain.pem'), await (await fetch(url(ports.tsa, '/api/v1/timestamp/certchain'))).text());

  const since = `start-time=${new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z/, 'Z')}`;
  const cosign = (...args: string[]) => execFileSync('cosign', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  cosign(
    'signing-config',
    'create',
    `--fulcio=url=${url(ports.fulcio)},api-version=1,${since},operator=e2e`,
    `--rekor=url=${url(ports.rekor)},api-version=2,${since},operator=e2e`,
    '--rekor-config=ANY',
    `--oidc-provider=url=https://token.actions.githubusercontent.com,api-version=1,${since},operator=e2e`,
    `--tsa=url=${url(ports.tsa, '/api/v1/timestamp')},api-version=1,${since},operator=e2e`,
    '--tsa-config=ANY',
    '--out',
    at('signing-config.json'),
  );
  cosign(
    'trusted-root',
    'create',
    `--fulcio=url=${url(ports.fulcio)},certificate-chain=${at('fulcio-chain.pem')},${since}`,
    `--rekor=url=http://rekor-local,public-key=${at('rekor.pub')},${since},origin=rekor-local`,
    ...(ports.rekorV1 === undefined
      ? []
      : [`--rekor=url=https://rekor.sigstore.dev,public-key=${at('rekor-v1.pub')},${since}`]),
    `--ctfe=url=${url(ports.ct)},public-key=${at('ct.pub')},${since}`,
    `--tsa=url=${url(ports.tsa, '/api/v1/timestamp')},certificate-chain=${at('tsa-chain.pem')},${since}`,
    '--out',
    at('trusted-root.json'),
  );
  writeTufRepository(at('tuf'), {
    'trusted_root.json': at('trusted-root.json'),
    'signing_config.v0.2.json': at('signing-config.json'),
  });
}

/** Starts the first version of Rekor over Trillian in memory. Its index for searches, which nobody asks, would want a Redis. */
function startRekorV1(folder: string, port: number, start: Start): void {
  start('trillian', [`127.0.0.1:${port + 1}`], folder);
  start(
    'rekor-v1-server',
    [
      'serve',
      '--rekor_server.address',
      '127.0.0.1',
      '--port',
      String(port),
      '--trillian_log_server.port',
      String(port + 1),
      '--rekor_server.hostname',
      'rekor.sigstore.dev',
      '--enabled_api_endpoints',
      'getLogInfo,getPublicKey,getLogProof,createLogEntry,getLogEntryByIndex,getLogEntryByUUID',
    ],
    folder,
  );
}
