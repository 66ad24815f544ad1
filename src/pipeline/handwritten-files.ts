import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { localUses } from '../rules/engine/local-uses';
import { viewOf } from '../rules/engine/view';
import { isActionPath, isWorkflowPath } from '../workflow/paths';
import { lstatIfThere } from './safe-write';

const MAX_DEPTH = 6;
const MAX_BYTES = 1024 * 1024;

/** The workflows and actions that stand where GitHub looks for them, as paths from the root. */
export function handwrittenFiles(root: string): readonly string[] {
  return [
    ...names(root, '.').filter(isActionPath),
    ...names(root, '.github/workflows')
      .map((name) => `.github/workflows/${name}`)
      .filter(isWorkflowPath),
    ...actionsBelow(root, '.github/actions', MAX_DEPTH),
  ];
}

/** These files and the local actions that they use, and those that these use, wherever they are; sorted. `read` gives a file's text. */
export function withLocalActions(
  paths: readonly string[],
  read: (path: string) => string | undefined,
): readonly string[] {
  const found = new Set(paths);
  for (const path of found) {
    const text = isWorkflowPath(path) || isActionPath(path) ? read(path) : undefined;
    if (text === undefined) continue;
    const used = localUses(viewOf({ path, text, origin: 'foreign' })).flatMap(({ files }) => files);
    // What is added is visited too.
    for (const file of used) if (isActionPath(file) && read(file) !== undefined) found.add(file);
  }
  return [...found].sort();
}

/**
 * The text of a regular file in the repository; `undefined` for anything else. A link is followed as long as it stays inside, as the
 * runner does. One byte past the limit of the rules is read, so that a larger file is seen to be larger.
 */
export function readInside(root: string, path: string): string | undefined {
  try {
    const real = realpathSync(join(root, path));
    const inside = relative(realpathSync(root), real);
    if (inside.startsWith('..') || !lstatIfThere(real)?.isFile()) return undefined;
    return readFileSync(real)
      .subarray(0, MAX_BYTES + 1)
      .toString('utf8');
  } catch {
    return undefined;
  }
}

function actionsBelow(root: string, folder: string, depth: number): readonly string[] {
  if (depth === 0) return [];
  return names(root, folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (isActionPath(path)) return [path];
    return lstatIfThere(join(root, path))?.isDirectory() ? actionsBelow(root, path, depth - 1) : [];
  });
}

function names(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder));
  } catch {
    return [];
  }
}
