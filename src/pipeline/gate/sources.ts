import type { FileBase, Project } from 'projen';
import type { SourceText } from '../../rules';
import { isActionPath, isWorkflowPath } from '../../workflow/paths';
import { handwrittenFiles, readInside, withLocalActions } from '../handwritten-files';
import { describeFile, isGeneratedFile, manifestOf, pathFrom, samplesOf } from './projen-tree';
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
  const samples = new Map(samplesOf(root).map(({ path, text }) => [path, text]));
  const before = manifestOf(root);
  const read = (path: string): string | undefined => {
    const file = files.get(path);
    if (file) return file[1];
    return before.has(path) ? undefined : (samples.get(path) ?? readInside(root.outdir, path));
  };
  const begin = [...files.keys(), ...samples.keys(), ...handwrittenFiles(root.outdir)].filter(isReadByPath);
  const sources = withLocalActions([...begin, ...others], read).flatMap((path): SourceText[] => {
    const text = read(path);
    if (text === undefined) return [];
    const file = files.get(path)?.[0];
    if (!file) return [{ path, text, origin: 'foreign' }];
    return [{ path, text, origin: isGeneratedFile(file) ? 'generated' : 'foreign', construct: describeFile(file) }];
  });
  return { sources, has: (path) => read(path) !== undefined };
}

/** True for a file that the rules read because of where it is. */
export function isReadByPath(path: string): boolean {
  return isActionPath(path) || (path.startsWith('.github/') && isWorkflowPath(path));
}
