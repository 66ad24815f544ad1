import { createHash } from 'node:crypto';
import { type Bundle, type Claims, claimsOfBundle, claimsOfLegacy, type Envelope, paeOf } from './sigstore';

/** The type of a signature. */
export const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';

/** The registries behind their fronts: read without a login, by plain HTTP, without any tool that the release uses. */
const BACKENDS: Readonly<Record<string, string>> = {
  'ghcr.io': 'http://127.0.0.1:5001',
  'registry.example.com': 'http://127.0.0.1:5002',
};
/** The types of manifests that are read here. */
export const ACCEPT = ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'].join(
  ', ',
);

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

/** A manifest or an index. */
export interface Manifest {
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What somebody states about a digest, after its signature has been looked at. */
export interface Statement {
  /** A signature in the old format has no type of its own: it gets the one of a signature. */
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
  readonly subject: readonly string[];
  readonly claims: Claims;
}

/** Where a repository is behind its front. */
export function backendOf(reference: string): { base: string; name: string } {
  const [host = '', ...path] = reference.split('/');
  return { base: `${BACKENDS[host]}/v2/${path.join('/')}`, name: path.join('/') };
}

/** True where what refers to a digest is asked of the registry, and stands under no tag. */
export function hasReferrersApi(repository: string): boolean {
  return repository.startsWith('registry.example.com/');
}

/** All tags of a repository, sorted; none where there is no such repository. */
export async function tags(repository: string): Promise<readonly string[]> {
  const answer = await fetch(`${backendOf(repository).base}/tags/list`);
  return answer.ok ? [...(((await answer.json()) as { tags: string[] | null }).tags ?? [])].sort() : [];
}

/** The digest of a tag or digest, from the bytes that are there; `undefined` where there are none. */
export async function digestOf(repository: string, reference: string): Promise<string | undefined> {
  const bytes = await bytesOf(repository, reference);
  return bytes && sha256(bytes);
}

/** A manifest, parsed. */
export async function manifest(repository: string, reference: string): Promise<Manifest> {
  const bytes = await bytesOf(repository, reference);
  if (!bytes) throw new Error(`${repository} has no ${reference}`);
  return JSON.parse(bytes.toString('utf8')) as Manifest;
}

/** A blob's bytes. */
export async function blob(repository: string, digest: string): Promise<Buffer> {
  const answer = await fetch(`${backendOf(repository).base}/blobs/${digest}`);
  if (!answer.ok) throw new Error(`${repository} has no blob ${digest}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** What refers to a digest: by the referrers API where the registry has it, else by the fallback tag. */
export async function referrers(repository: string, digest: string): Promise<readonly Descriptor[]> {
  const answer = await fetch(`${backendOf(repository).base}/referrers/${digest}`);
  if (answer.ok) return ((await answer.json()) as Manifest).manifests;
  const fallback = await bytesOf(repository, digest.replace(':', '-'));
  return fallback ? (JSON.parse(fallback.toString('utf8')) as Manifest).manifests : [];
}

/** The statements about a digest in the format of bundles, each one checked here and with nobody's library. */
export async function statements(repository: string, digest: string): Promise<readonly Statement[]> {
  return Promise.all(
    (await referrers(repository, digest)).map(async (referrer) => {
      const { layers } = await manifest(repository, referrer.digest);
      const bundle = JSON.parse((await blob(repository, layers[0]?.digest ?? '')).toString('utf8')) as Bundle;
      return { ...inTotoOf(bundle.dsseEnvelope), claims: claimsOfBundle(bundle) };
    }),
  );
}

/** The statements about a digest in the old format: signatures below the tag `.sig`, attestations below `.att`. */
export async function legacyStatements(repository: string, digest: string): Promise<readonly Statement[]> {
  const found: Statement[] = [];
  for (const kind of ['sig', 'att'] as const) {
    const tag = `${digest.replace(':', '-')}.${kind}`;
    if ((await digestOf(repository, tag)) === undefined) continue;
    for (const { digest: layer, annotations = {} } of (await manifest(repository, tag)).layers) {
      const bytes = await blob(repository, layer);
      if (kind === 'att') {
        const envelope = JSON.parse(bytes.toString('utf8')) as Envelope;
        const claims = claimsOfLegacy(annotations, envelope.signatures[0]?.sig ?? '', paeOf(envelope));
        found.push({ ...inTotoOf(envelope), claims });
      } else {
        const { critical } = JSON.parse(bytes.toString('utf8')) as {
          critical: { image: Record<'docker-manifest-digest', string> };
        };
        found.push({
          predicateType: SIGNATURE,
          predicate: {},
          subject: [critical.image['docker-manifest-digest']],
          claims: claimsOfLegacy(annotations, annotations['dev.cosignproject.cosign/signature'] ?? '', bytes),
        });
      }
    }
  }
  return found;
}

function inTotoOf(envelope: Envelope | undefined): Omit<Statement, 'claims'> {
  const { predicateType, predicate, subject } = JSON.parse(
    Buffer.from(envelope?.payload ?? '', 'base64').toString('utf8'),
  ) as {
    predicateType: string;
    predicate?: Record<string, unknown>;
    subject: { digest: { sha256: string } }[];
  };
  return { predicateType, predicate: predicate ?? {}, subject: subject.map((one) => `sha256:${one.digest.sha256}`) };
}

async function bytesOf(repository: string, reference: string): Promise<Buffer | undefined> {
  const answer = await fetch(`${backendOf(repository).base}/manifests/${reference}`, { headers: { accept: ACCEPT } });
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
}

/** `sha256:` and the hash in hex. */
export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
