import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

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
  return [...new Set(found)].sort();
}

function actionsBelow(root: string, folder: string, depth: number): readonly string[] {
  if (depth === 0) return [];
  return names(root, folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (ACTION.test(name)) return [path];
    return statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()
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
