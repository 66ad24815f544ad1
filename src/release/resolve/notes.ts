import { shown } from '../errors';
import * as grammar from '../grammar';
import { filled } from '../placeholders';
import type { ReleasePipelineProps } from '../props';
import type { Problems } from './problems';

/** Checks where the text of the GitHub Release comes from. */
export function checkNotes({ notes }: ReleasePipelineProps, problems: Problems): void {
  if (notes?.kind !== 'file') return;
  const plain = filled(notes.path);
  if (!grammar.PATH.test(plain)) {
    problems.add(
      'bad-value',
      'notes.path',
      `${shown(notes.path)} is not a path below the root`,
      'write e.g. `docs/releases/{tag}.md`',
    );
  } else if (plain === notes.path) {
    problems.add(
      'bad-value',
      'notes.path',
      `${shown(notes.path)} is the same file for every release`,
      'put `{tag}` or `{version}` into it',
    );
  }
}
