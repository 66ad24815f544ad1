import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { world } from './world';

/** What a certificate says of whoever signed. https://github.com/sigstore/fulcio/blob/v1.8.8/docs/oid-info.md */
export interface Claims {
  /** The subject alternative name. */
  readonly identity: string;
  readonly issuer: string;
  readonly workflow: string;
  readonly workflowCommit: string;
  readonly repository: string;
  readonly commit: string;
  readonly ref: string;
  readonly trigger: string;
}

/** A Sigstore bundle, as far as it is read here. https://github.com/sigstore/protobuf-specs/blob/v0.5.0/protos/sigstore_bundle.proto */
export interface Bundle {
  readonly verificationMaterial: {
    readonly certificate: { readonly rawBytes: string };
    readonly tlogEntries: readonly LogEntry[];
    readonly timestampVerificationData: { readonly rfc3161Timestamps: readonly { readonly signedTimestamp: string }[] };
  };
  readonly dsseEnvelope?: Envelope;
  readonly messageSignature?: { readonly signature: string };
}

/** https://github.com/secure-systems-lab/dsse/blob/v1.0.2/envelope.md */
export interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string }[];
}

interface LogEntry {
  readonly canonicalizedBody: string;
  readonly inclusionProof: {
    /** Neither a zero nor an empty list is written. */
    readonly logIndex?: string;
    readonly treeSize: string;
    readonly rootHash: string;
    readonly hashes?: readonly string[];
    readonly checkpoint: { readonly envelope: string };
  };
}

/**
 * Checks a bundle with Node's own cryptography: the signature is its certificate's, the certificate is Fulcio's and was valid when the timestamp
 * was made, and the signature stands in Rekor's log. Throws where one of them is not so. `content` is what was signed, where the bundle does
 * not hold it.
 */
export function claimsOfBundle(
  { verificationMaterial, dsseEnvelope, messageSignature }: Bundle,
  content?: Buffer,
): Claims {
  const certificate = new X509Certificate(Buffer.from(verificationMaterial.certificate.rawBytes, 'base64'));
  const text = dsseEnvelope?.signatures[0]?.sig ?? messageSignature?.signature ?? '';
  const signature = Buffer.from(text, 'base64');
  demand(
    verify('sha256', dsseEnvelope ? paeOf(dsseEnvelope) : (content ?? Buffer.of()), certificate.publicKey, signature),
    "a signature is not one of its certificate's key",
  );
  const { tlogEntries, timestampVerificationData } = verificationMaterial;
  demand(tlogEntries.length === 1, 'a signature does not stand in the log exactly once');
  for (const entry of tlogEntries) demandLogged(entry, text);
  const [{ signedTimestamp } = { signedTimestamp: '' }] = timestampVerificationData.rfc3161Timestamps;
  const stamp = Buffer.from(signedTimestamp, 'base64');
  demand(stamp.includes(hash(signature)), 'the timestamp is not of this signature');
  // https://www.rfc-editor.org/rfc/rfc3161#section-2.4.2: the one generalized time.
  const time =
    /\x18\x0f(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z/.exec(stamp.toString('latin1'))?.slice(1).map(Number) ?? [];
  const [year = 0, month = 0, ...rest] = time;
  demandIssued(certificate, Date.UTC(year, month - 1, ...rest));
  return claimsOf(certificate);
}

/**
 * Checks a signature in the old format in the same way, from the annotations of its layer: what stands in the log is promised by the first
 * version of Rekor, whose promise also says when. `text` is the signature, `signed` the bytes that it is of.
 */
export function claimsOfLegacy(annotations: Readonly<Record<string, string>>, text: string, signed: Buffer): Claims {
  const certificate = new X509Certificate(annotations['dev.sigstore.cosign/certificate'] ?? '');
  demand(
    verify('sha256', signed, certificate.publicKey, Buffer.from(text, 'base64')),
    "a signature is not one of its certificate's key",
  );
  const { SignedEntryTimestamp: promise, Payload: entry } = JSON.parse(
    annotations['dev.sigstore.cosign/bundle'] ?? '{}',
  ) as {
    SignedEntryTimestamp: string;
    Payload: { body: string; integratedTime: number; logIndex: number; logID: string };
  };
  const { body, integratedTime, logID, logIndex } = entry;
  const promised = Buffer.from(JSON.stringify({ body, integratedTime, logID, logIndex }));
  demand(
    verify('sha256', promised, keyOf('rekor-v1.pub'), Buffer.from(promise, 'base64')),
    "the log's promise is not one of the log's key",
  );
  demand(Buffer.from(body, 'base64').includes(text), 'the log holds another signature');
  demandIssued(certificate, integratedTime * 1000);
  return claimsOf(certificate);
}

/** What the signature of an envelope is of. https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md */
export function paeOf({ payload, payloadType }: Envelope): Buffer {
  const body = Buffer.from(payload, 'base64');
  return Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body]);
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

const ours = (name: string) => readFileSync(join(world().folder, 'sigstore', name));
const keyOf = (name: string) => createPublicKey(ours(name));
const hash = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** The certificate is one of this world's Fulcio, and was valid when it was used. */
function demandIssued(certificate: X509Certificate, at: number): void {
  const fulcio = new X509Certificate(ours('fulcio-chain.pem'));
  demand(certificate.checkIssued(fulcio) && certificate.verify(fulcio.publicKey), "a certificate is not Fulcio's");
  demand(
    Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo),
    `a certificate was not valid when it was used, at ${new Date(at).toISOString()}`,
  );
}

/** The entry is of this signature, and in the tree that the log has signed. https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2 */
function demandLogged({ canonicalizedBody, inclusionProof }: LogEntry, signature: string): void {
  const body = Buffer.from(canonicalizedBody, 'base64');
  demand(body.includes(signature), 'the log holds another signature');
  let index = Number(inclusionProof.logIndex ?? 0);
  let last = Number(inclusionProof.treeSize) - 1;
  let root = hash(Buffer.of(0), body);
  for (const text of inclusionProof.hashes ?? []) {
    const sibling = Buffer.from(text, 'base64');
    if (index % 2 === 1 || index === last) {
      root = hash(Buffer.of(1), sibling, root);
      for (; index % 2 === 0 && index !== 0; index /= 2) last = Math.floor(last / 2);
    } else root = hash(Buffer.of(1), root, sibling);
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  const { envelope } = inclusionProof.checkpoint;
  // https://github.com/C2SP/C2SP/blob/main/signed-note.md
  const end = envelope.indexOf('\n\n') + 1;
  const [, size, signedRoot] = envelope.slice(0, end).split('\n');
  demand(
    last === 0 && root.toString('base64') === inclusionProof.rootHash && signedRoot === inclusionProof.rootHash,
    'the entry is not in the tree of the log',
  );
  demand(size === inclusionProof.treeSize, 'the log has signed another tree');
  const signed = Buffer.from(/^— \S+ (\S+)$/m.exec(envelope.slice(end))?.[1] ?? '', 'base64').subarray(4);
  demand(
    verify('sha256', Buffer.from(envelope.slice(0, end)), keyOf('rekor.pub'), signed),
    'the log has not signed its tree',
  );
}

function claimsOf(certificate: X509Certificate): Claims {
  const extension = (number: number): string => {
    // 1.3.6.1.4.1.57264.1.<number>: an octet string that holds a string.
    const oid = Buffer.from([0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xbf, 0x30, 0x01, number]);
    const at = certificate.raw.indexOf(oid);
    return at < 0 ? '' : contentOf(contentOf(certificate.raw.subarray(at + oid.length))).toString('utf8');
  };
  return {
    identity: (certificate.subjectAltName ?? '').replace(/^URI:/, ''),
    issuer: extension(8),
    workflow: extension(9),
    workflowCommit: extension(10),
    repository: extension(12),
    commit: extension(13),
    ref: extension(14),
    trigger: extension(20),
  };
}

/** The content of the DER value that some bytes begin with. */
function contentOf(bytes: Buffer): Buffer {
  const first = bytes[1] ?? 0;
  const extra = first < 0x80 ? 0 : first - 0x80;
  const length = extra === 0 ? first : bytes.readUIntBE(2, extra);
  return bytes.subarray(2 + extra, 2 + extra + length);
}
