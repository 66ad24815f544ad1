import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

const MAX_BYTES = 1024 * 1024;
const MAX_LIST = 64 * 1024 * 1024;
const SKIPPED = new Set(['.git', 'node_modules']);

/** The files of a repository, for reading: never outside of the root, never through a link that leaves it. */
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

  /**
   * Every file of the tree as a path from the root, sorted; what git ignores, `node_modules` and the packages that `go mod vendor`
   * copies are left out. Links are not followed.
   */
  public files(): readonly string[] {
    const found: string[] = [];
    const ignored = this.ignored();
    const walk = (folder: string): void => {
      const inside = entries(join(this.root, folder));
      if (folder.endsWith('vendor') && inside.some(({ name }) => name === 'modules.txt')) return;
      for (const entry of inside) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (ignored.has(path) || SKIPPED.has(entry.name)) continue;
        if (entry.isDirectory()) walk(path);
        else if (entry.isFile()) found.push(path);
      }
    };
    walk('');
    return found.sort();
  }

  /** What git ignores, whole folders as one; nothing where there is no git or no repository. */
  private ignored(): ReadonlySet<string> {
    const arguments_ = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
    const { status, stdout } = spawnSync('git', arguments_, { cwd: this.root, encoding: 'utf8', maxBuffer: MAX_LIST });
    return new Set(status === 0 ? stdout.split('\0').map((path) => path.replace(/\/$/, '')) : []);
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
