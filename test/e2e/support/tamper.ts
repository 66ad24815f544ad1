import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backendOf, manifest, referrers } from './registry';
import type { ScratchRepository } from './repository';
import { ask, world } from './world';

const INDEX = 'application/vnd.oci.image.index.v1+json';

/** Writes a manifest under a tag or digest, past every guard. */
export async function put(repository: string, reference: string, bytes: string, type = INDEX): Promise<void> {
  const { base } = backendOf(repository);
  const answer = await fetch(`${base}/manifests/${reference}`, {
    method: 'PUT',
    body: bytes,
    headers: { 'content-type': type },
  });
  if (!answer.ok) throw new Error(`${repository}:${reference}: ${answer.status} ${await answer.text()}`);
}

/** The bytes and type of a manifest. */
export async function get(repository: string, reference: string): Promise<{ bytes: string; type: string }> {
  const { base } = backendOf(repository);
  const accept = `${INDEX}, application/vnd.oci.image.manifest.v1+json`;
  const answer = await fetch(`${base}/manifests/${reference}`, { headers: { accept } });
  return { bytes: await answer.text(), type: answer.headers.get('content-type') ?? INDEX };
}

/** Sets a tag to what another reference names. */
export async function moveTag(repository: string, tag: string, to: string): Promise<void> {
  const { bytes, type } = await get(repository, to);
  await put(repository, tag, bytes, type);
}

/** Takes away what refers to a digest, as far as its predicate type matches. */
export async function strip(repository: string, digest: string, predicate: RegExp): Promise<void> {
  const kept = [];
  for (const one of await referrers(repository, digest)) {
    const { annotations } = await manifest(repository, one.digest);
    if (!predicate.test(annotations?.['dev.sigstore.bundle.predicateType'] ?? '')) kept.push(one);
  }
  await put(
    repository,
    digest.replace(':', '-'),
    JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: kept }),
  );
}

/** How a signature differs from an honest one. */
export interface Signer {
  readonly claims?: Readonly<Record<string, string>>;
  readonly issuer?: string;
  readonly tufRoot?: string;
}

/** Runs cosign with the token that a run of the repository's workflow at a tag would get, or with another. */
export async function cosignAs(
  repository: ScratchRepository,
  tag: string,
  signer: Signer,
  args: readonly string[],
): Promise<void> {
  const id = `sign-${Math.random().toString(36).slice(2)}`;
  const commit = repository.git('rev-parse', `${tag}^{commit}`);
  await ask('claims', id, { ...repository.claims(`refs/tags/${tag}`, commit), ...signer.claims });
  execFileSync('cosign', [...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      DOCKER_CONFIG: login(),
      TUF_ROOT: signer.tufRoot ?? world().tufCache,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${signer.issuer ?? 'https://token.actions.githubusercontent.com'}/token/${id}?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
      GITHUB_ACTIONS: 'true',
    },
  });
}

/** The claims of a workflow somewhere else. */
export function elsewhere(workflowRef: string): Readonly<Record<string, string>> {
  const slug = workflowRef.split('/').slice(0, 2).join('/');
  return {
    workflow_ref: workflowRef,
    job_workflow_ref: workflowRef,
    repository: slug,
    ref: workflowRef.slice(workflowRef.indexOf('@') + 1),
  };
}

/** Writes a text to a file of its own. */
export function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'file-')), 'file.json');
  writeFileSync(path, text);
  return path;
}

/**
 * Puts another release manifest in the place of the honest one, signed with the honest identity: what only somebody can do who has the
 * identity. Shows that the verifier compares with the model and with what is there.
 */
export async function replaceReleaseManifest(
  repository: ScratchRepository,
  at: string,
  tag: string,
  change: (facts: string) => string,
): Promise<void> {
  const { layers } = await manifest(at, `release-${tag}`);
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DOCKER_CONFIG: login() },
    });
  run('oras', 'pull', '--no-tty', `${at}:release-${tag}`);
  const { readFileSync } = await import('node:fs');
  writeFileSync(join(folder, 'release.txt'), change(readFileSync(join(folder, 'release.txt'), 'utf8')));
  const files = layers.map(
    ({ annotations, mediaType }) => `${annotations?.['org.opencontainers.image.title']}:${mediaType}`,
  );
  const pushed = run(
    'oras',
    'push',
    '--no-tty',
    at,
    '--artifact-type',
    'application/vnd.sealwright.release.v1',
    ...files,
  );
  const digest = /^Digest: (\S+)$/m.exec(pushed)?.[1] ?? '';
  await cosignAs(repository, tag, {}, ['sign', '--yes', `${at}@${digest}`]);
  await moveTag(at, `release-${tag}`, digest);
}

/** Keeps what stands in a repository, tags and what refers to each digest, and puts it back. */
export async function snapshot(repositories: readonly string[]): Promise<() => Promise<void>> {
  const kept: [string, string, string, string][] = [];
  for (const repository of repositories) {
    const answer = await fetch(`${backendOf(repository).base}/tags/list`);
    for (const tag of ((await answer.json()) as { tags: string[] }).tags) {
      const { bytes, type } = await get(repository, tag);
      kept.push([repository, tag, bytes, type]);
    }
  }
  return async () => {
    for (const [repository, tag, bytes, type] of kept) {
      if ((await get(repository, tag)).bytes !== bytes) await put(repository, tag, bytes, type);
    }
  };
}

let config: string | undefined;

/** A login to ghcr.io, as a person who may push has it. */
function login(): string {
  if (config === undefined) {
    config = mkdtempSync(join(tmpdir(), 'docker-'));
    const auth = Buffer.from(`octocat:${world().token}`).toString('base64');
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { 'ghcr.io': { auth } } }));
  }
  return config;
}
