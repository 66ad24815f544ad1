import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The text of a file; `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : undefined;
}

/** Writes a file whole or not at all: a temporary file beside it is renamed over it, so a link there is replaced, not followed. */
export function writeFileAtomic(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The first symbolic link on the way from the root to a path, as a path from the root; `undefined` where there is none. */
export function symlinkOnTheWay(root: string, path: string): string | undefined {
  const parts = relative(root, path).split(sep);
  for (let i = 1; i <= parts.length; i++) {
    const part = join(root, ...parts.slice(0, i));
    const stat = lstatSync(part, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (stat.isSymbolicLink()) return parts.slice(0, i).join('/');
  }
  return undefined;
}
