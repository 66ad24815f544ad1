import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Entry, tar } from '../../support/tar';

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

/** Adds a file that is one hole to an archive: it claims any size, and the archive can be read to its end. */
export function addHole(file: string, name: string, bytes: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'hole-'));
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), '');
  truncateSync(join(folder, name), bytes);
  const hole = execFileSync('tar', ['--create', '--sparse', '--format=gnu', `--directory=${folder}`, '--file=-', name]);
  repack(file, (entries) => entries);
  // Without the two empty blocks at the end of the first.
  writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, -1024), hole]));
}
