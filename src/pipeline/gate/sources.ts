import type { FileBase, Project } from 'projen';
import type { SourceText } from '../../rules';
import { isActionPath, isWorkflowPath } from '../../workflow/paths';
import { handwrittenFiles, readInside, withLocalActions } from '../handwritten-files';
import { describeFile, isGeneratedFile, orphans, pathFrom, samplesOf } from './projen-tree';
import type { Rendered } from './rendered';

/** The repository as it will be after the synth. */
export interface NextTree {
  /** What the rules read. */
  readonly sources: readonly SourceText[];
  /** True if a file will be there. */
  has(path: string): boolean;
}

/** Puts what is rendered over what is on disk. `others`: files that the rules read besides workflows and actions, as paths from the root. */
export function nextTree(root: Project, rendered: Rendered, others: readonly string[]): NextTree {
  const files = new Map<string, readonly [FileBase, string | undefined]>(
    [...rendered].map(([file, text]) => [pathFrom(root, file.absolutePath), [file, text]]),
  );
  const allSamples = samplesOf(root);
  const samples = new Map(allSamples.map(({ path, text }) => [path, text]));
  const isOrphan = orphans(root);
  const onDisk = (path: string) => (isOrphan(path) ? undefined : readInside(root.outdir, path));
  // Where a sample and a file share a path, projen may keep the file or delete it and write the sample: both are read.
  const rendering = (read: (path: string) => string | undefined) => (path: string) => {
    const file = files.get(path);
    return file ? file[1] : read(path);
  };
  const kept = rendering((path) => onDisk(path) ?? samples.get(path));
  const replaced = rendering((path) => samples.get(path) ?? onDisk(path));
  const begin = [...files.keys(), ...samples.keys(), ...handwrittenFiles(root.outdir)].filter(isReadByPath);
  const sourcesOf = (read: (path: string) => string | undefined) =>
    withLocalActions([...begin, ...others], read).flatMap((path): SourceText[] => {
      const text = read(path);
      if (text === undefined) return [];
      const file = files.get(path)?.[0];
      if (!file) return [{ path, text, origin: 'foreign' }];
      return [{ path, text, origin: isGeneratedFile(file) ? 'generated' : 'foreign', construct: describeFile(file) }];
    });
  const sources = sourcesOf(kept);
  const read = new Map(sources.map(({ path, text }) => [path, text]));
  const more = samples.size === 0 ? [] : sourcesOf(replaced).filter(({ path, text }) => read.get(path) !== text);
  // Of two samples at one path projen writes one: both are read.
  const hidden = allSamples
    .filter(({ path, text }) => isReadByPath(path) && text !== samples.get(path))
    .map(({ path, text }): SourceText => ({ path, text, origin: 'foreign' }));
  return { sources: [...sources, ...more, ...hidden], has: (path) => kept(path) !== undefined };
}

/** True for a file that the rules read because of where it is. */
export function isReadByPath(path: string): boolean {
  return isActionPath(path) || (path.startsWith('.github/') && isWorkflowPath(path));
}
