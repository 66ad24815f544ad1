import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What stands at a path, links not followed; `undefined` where there is nothing, or a file stands on the way. */
export function lstatIfThere(path: string): Stats | undefined {
  return orNothing(() => lstatSync(path, { throwIfNoEntry: false }));
}

/** The text of a file; `undefined` where there is none, or something that is not a file. */
export function readIfThere(path: string): string | undefined {
  return orNothing(() =>
    statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : undefined,
  );
}

/** Writes a file whole or not at all: a temporary file beside it is renamed over it, so a link there is replaced, not followed. */
export function writeFileAtomic(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryIn(dirname(path));
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Why a text can't be written into a folder; `undefined` where it can. Leaves nothing behind. */
export function writeProblem(folder: string, text: string): string | undefined {
  const probe = temporaryIn(folder);
  try {
    writeFileSync(probe, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).message).replace(/,.*/s, '');
  } finally {
    rmSync(probe, { force: true });
  }
}

/** The first part of the way from the root to a path that `isIt` accepts, as a path from the root; `undefined` where there is none. */
export function firstOnTheWay(root: string, path: string, isIt: (stat: Stats) => boolean): string | undefined {
  const parts = relative(root, path).split(sep);
  for (let i = 1; i <= parts.length; i++) {
    const stat = lstatIfThere(join(root, ...parts.slice(0, i)));
    if (!stat) return undefined;
    if (isIt(stat)) return parts.slice(0, i).join('/');
  }
  return undefined;
}

function temporaryIn(folder: string): string {
  return join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
}

/** Nothing, too, where a file or a circle of links is on the way: Node throws for those whatever `throwIfNoEntry` says. */
function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}
