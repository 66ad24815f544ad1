import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Runs `body` in a fresh folder that holds these files; the folder is gone afterwards. */
export function inFolder<T>(files: Readonly<Record<string, string>>, body: (root: string) => T): T {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sealwright-')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  try {
    return body(root);
  } finally {
    execFileSync('chmod', ['-R', 'u+w', root]);
    rmSync(root, { recursive: true, force: true });
  }
}

/** Every path below a folder with its kind, mode and content: two equal ones mean that nothing was touched. */
export function snapshot(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) {
        found[`${path}/`] = '';
        walk(path);
      } else {
        const content = stat.isSymbolicLink() ? readlinkSync(join(root, path)) : readFileSync(join(root, path));
        found[path] = `${stat.mode.toString(8)} ${createHash('sha256').update(content).digest('hex')}`;
      }
    }
  };
  walk('');
  return found;
}

/** Copies a folder without what is installed into it. */
export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !path.includes('node_modules') });
}
