import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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
