import type { FileBase, Project } from 'projen';
import { contentOf } from '../render';
import { filesOf } from './projen-tree';

/** Everything that a synth would write, as it is when the rules read it; `undefined` for a file that projen removes. */
export type Rendered = ReadonlyMap<FileBase, string | undefined>;

/** Renders every file of the tree; nothing is written. */
export function render(root: Project): Rendered {
  return new Map(filesOf(root).map((file) => [file, contentOf(file)]));
}
