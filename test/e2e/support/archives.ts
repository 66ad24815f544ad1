import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Entry, tar } from '../../support/tar';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Takes an OCI archive apart and writes it again with other entries: what somebody does who can replace an artifact. */
export function repack(file: string, change: (entries: Entry[]) => Entry[]): void {
  const names = execFileSync('tar', ['--list', `--file=${file}`], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const entries = names.map(
    (name): Entry =>
      name.endsWith('/')
        ? { name, type: '5' }
        : {
            name,
            content: execFileSync('tar', ['--extract', '--to-stdout', `--file=${file}`, name], { maxBuffer: 1 << 28 }),
          },
  );
  writeFileSync(file, tar(change(entries)));
}

/** Changes a JSON document of an archive and everything that names it by digest, up to index.json. */
export function rewrite(file: string, change: (document: { [key: string]: unknown }, name: string) => boolean): void {
  repack(file, (entries) => {
    const replaced = new Map<string, { digest: string; size: number }>();
    const blobs = new Map(
      entries.filter(({ type }) => type !== '5').map(({ name, content }) => [name, Buffer.from(content ?? '')]),
    );
    for (let again = true; again; ) {
      again = false;
      for (const [name, bytes] of [...blobs]) {
        if (bytes[0] !== 0x7b) continue;
        const document = JSON.parse(bytes.toString('utf8')) as { [key: string]: unknown };
        let changed = change(document, name);
        for (const one of descriptors(document)) {
          const to = replaced.get(String(one.digest));
          if (to && one.digest !== to.digest) {
            Object.assign(one, to);
            changed = true;
          }
        }
        if (!changed) continue;
        const next = Buffer.from(JSON.stringify(document));
        if (next.equals(bytes)) continue;
        again = true;
        blobs.delete(name);
        const digest = sha256(next);
        blobs.set(name.startsWith('blobs/') ? `blobs/sha256/${digest}` : name, next);
        if (name.startsWith('blobs/'))
          replaced.set(`sha256:${name.slice('blobs/sha256/'.length)}`, {
            digest: `sha256:${digest}`,
            size: next.length,
          });
      }
    }
    return [...entries.filter(({ type }) => type === '5'), ...[...blobs].map(([name, content]) => ({ name, content }))];
  });
}

function descriptors(value: unknown): { [key: string]: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'digest' in value ? [value as { [key: string]: unknown }] : [];
  return [...own, ...Object.values(value).flatMap(descriptors)];
}

/** The text of a file, for a comparison. */
export function textOf(file: string): string {
  return readFileSync(file, 'latin1');
}
