import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a static TUF repository that serves the named files: one throw-away key for every role. https://theupdateframework.github.io/specification/v1.0.33/ */
export function writeTufRepository(
  folder: string,
  files: Readonly<Record<string, string>>,
  end = new Date(Date.now() + 864e5),
): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const key = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: point } };
  const keyid = sha256(Buffer.from(canonical(key)));
  const expires = end.toISOString().replace(/\.\d+Z/, 'Z');
  const signed = (type: string, fields: object): Buffer => {
    const content = { _type: type, spec_version: '1.0', version: 1, expires, ...fields };
    const signature = sign(null, Buffer.from(canonical(content)), privateKey).toString('hex');
    return Buffer.from(JSON.stringify({ signatures: [{ keyid, sig: signature }], signed: content }));
  };
  const put = (path: string, bytes: Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  const describe = (bytes: Buffer) => ({ version: 1, length: bytes.length, hashes: { sha256: sha256(bytes) } });
  const role = { keyids: [keyid], threshold: 1 };
  const roles = { root: role, timestamp: role, snapshot: role, targets: role };
  const root = signed('root', { consistent_snapshot: true, keys: { [keyid]: key }, roles });
  const listed = Object.entries(files).map(([name, path]) => {
    const bytes = readFileSync(path);
    const { length, hashes } = describe(bytes);
    put(`targets/${hashes.sha256}.${name}`, bytes);
    return [name, { length, hashes }];
  });
  const targets = signed('targets', { targets: Object.fromEntries(listed) });
  const snapshot = signed('snapshot', { meta: { 'targets.json': describe(targets) } });
  put('root.json', root);
  put('1.root.json', root);
  put('1.targets.json', targets);
  put('1.snapshot.json', snapshot);
  put('timestamp.json', signed('timestamp', { meta: { 'snapshot.json': describe(snapshot) } }));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The form of JSON that TUF signs. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${canonical(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
