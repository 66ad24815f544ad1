import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

const YAML = /\.ya?ml$/;
const ACTION = /^action\.ya?ml$/;
const MAX_DEPTH = 6;

/** The workflows, actions and other files of a repository that the rules read, as paths from the root, sorted. */
export function handwrittenFiles(root: string, others: readonly string[]): readonly string[] {
  const found = [
    ...names(root, '.').filter((name) => ACTION.test(name)),
    ...names(root, '.github/workflows')
      .filter((name) => YAML.test(name))
      .map((name) => `.github/workflows/${name}`),
    ...actionsBelow(root, '.github/actions', MAX_DEPTH),
    ...others,
  ];
  return [...new Set([...found, ...localActions(root, found)])].sort();
}

/** A use of an action in the repository itself. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax */
const LOCAL_USE = /\buses:[ \t]*["']?(?:\.|\$)\/([A-Za-z0-9._/-]{1,200})/g;

/** The local actions that some files use, and those that they use, wherever in the repository they are. */
function localActions(root: string, files: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const queue = [...files]; queue.length > 0; ) {
    for (const [, used = ''] of readText(join(root, queue.pop() ?? '')).matchAll(LOCAL_USE)) {
      const folder = normalize(used).replace(/\/$/, '');
      if (folder.startsWith('..')) continue;
      for (const path of [`${folder}/action.yml`, `${folder}/action.yaml`]) {
        if (found.has(path) || !isFile(join(root, path))) continue;
        found.add(path);
        queue.push(path);
      }
    }
  }
  return [...found];
}

/** Links are not followed: what they name is not in the repository. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readText(path: string): string {
  return isFile(path) ? readFileSync(path, 'utf8').slice(0, 1024 * 1024) : '';
}

function actionsBelow(root: string, folder: string, depth: number): readonly string[] {
  if (depth === 0) return [];
  return names(root, folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (ACTION.test(name)) return [path];
    return lstatSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()
      ? actionsBelow(root, path, depth - 1)
      : [];
  });
}

function names(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder));
  } catch {
    return [];
  }
}
