import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

const MAX_BYTES = 1024 * 1024;
const MAX_ENTRIES = 20_000;
const MAX_DEPTH = 8;
const SKIPPED = new Set(['.git', 'node_modules', 'vendor', 'dist', 'lib', 'target', 'testdata', '.projen']);

/** The files of a repository, for reading: never outside of the root, never through a link that leaves it, bounded. */
export class SourceTree {
  private readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** The text of a file; `undefined` where there is none, it is larger than 1 MiB, or it lies outside of the root. */
  public readText(path: string): string | undefined {
    const absolute = this.inside(path);
    if (absolute === undefined) return undefined;
    let file: number;
    try {
      file = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch {
      return undefined;
    }
    try {
      const stat = fstatSync(file);
      return stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(file, 'utf8') : undefined;
    } finally {
      closeSync(file);
    }
  }

  /** What stands at a path; `undefined` where there is nothing, something else, or what lies outside of the root. */
  public kindOf(path: string): 'file' | 'folder' | undefined {
    const absolute = this.inside(path);
    const stat = absolute === undefined ? undefined : statSync(absolute, { throwIfNoEntry: false });
    return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'folder' : undefined;
  }

  /** Every file of the tree as a path from the root, sorted; build products and dependencies are left out. */
  public files(): readonly string[] {
    const found: string[] = [];
    const walk = (folder: string, depth: number): void => {
      if (depth > MAX_DEPTH || found.length >= MAX_ENTRIES) return;
      for (const entry of entries(join(this.root, folder))) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!SKIPPED.has(entry.name)) walk(path, depth + 1);
        } else if (entry.isFile()) found.push(path);
      }
    };
    walk('', 0);
    return found.slice(0, MAX_ENTRIES).sort();
  }

  private inside(path: string): string | undefined {
    try {
      const real = realpathSync(resolve(this.root, path));
      return real.startsWith(realpathSync(this.root) + sep) ? real : undefined;
    } catch {
      return undefined;
    }
  }
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
