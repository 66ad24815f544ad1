import { createHash, verify, X509Certificate } from 'node:crypto';

/** The registries behind their fronts: read without a login, by plain HTTP, without any tool that the release uses. */
const BACKENDS: Readonly<Record<string, string>> = {
  'ghcr.io': 'http://127.0.0.1:5001',
  'registry.example.com': 'http://127.0.0.1:5002',
};
const ACCEPT = ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'].join(', ');

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

/** What a Sigstore bundle says, after its signature and certificate have been looked at. */
export interface Statement {
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
  readonly subject: readonly string[];
  /** The certificate's subject alternative name. */
  readonly identity: string;
  /** The certificate, for its extensions. */
  readonly certificate: X509Certificate;
}

/** Where a repository is behind its front. */
export function backendOf(reference: string): { base: string; name: string } {
  const [host = '', ...path] = reference.split('/');
  return { base: `${BACKENDS[host]}/v2/${path.join('/')}`, name: path.join('/') };
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

/** The statements about a digest. The signature of each is checked with its certificate, here and with nobody's library. */
export async function statements(repository: string, digest: string): Promise<readonly Statement[]> {
  return Promise.all(
    (await referrers(repository, digest)).map(async (referrer) => {
      const { layers } = await manifest(repository, referrer.digest);
      const bundle = JSON.parse((await blob(repository, layers[0]?.digest ?? '')).toString('utf8')) as Bundle;
      const certificate = new X509Certificate(Buffer.from(bundle.verificationMaterial.certificate.rawBytes, 'base64'));
      const { payload, payloadType, signatures } = bundle.dsseEnvelope;
      const body = Buffer.from(payload, 'base64');
      // https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md
      const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body]);
      if (!verify('sha256', signed, certificate.publicKey, Buffer.from(signatures[0]?.sig ?? '', 'base64'))) {
        throw new Error(`the signature of ${referrer.digest} is not one of its certificate's key`);
      }
      const statement = JSON.parse(body.toString('utf8')) as {
        predicateType: string;
        predicate: Record<string, unknown>;
        subject: { digest: { sha256: string } }[];
      };
      return {
        predicateType: statement.predicateType,
        predicate: statement.predicate ?? {},
        subject: statement.subject.map((one) => `sha256:${one.digest.sha256}`),
        identity: (certificate.subjectAltName ?? '').replace(/^URI:/, ''),
        certificate,
      };
    }),
  );
}

interface Bundle {
  readonly verificationMaterial: { readonly certificate: { readonly rawBytes: string } };
  readonly dsseEnvelope: {
    readonly payload: string;
    readonly payloadType: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
}

/** True if the certificate holds a text in one of its extensions, as Fulcio's do: the commit, the ref, the issuer. */
export function certificateHolds(certificate: X509Certificate, text: string): boolean {
  return certificate.raw.includes(Buffer.from(text));
}

async function bytesOf(repository: string, reference: string): Promise<Buffer | undefined> {
  const answer = await fetch(`${backendOf(repository).base}/manifests/${reference}`, { headers: { accept: ACCEPT } });
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
}

/** `sha256:` and the hash in hex. */
export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
