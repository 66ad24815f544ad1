import type { FileView, UsesView } from './view';

/** A use of something in the repository itself. */
export interface LocalUse {
  readonly uses: UsesView;
  /** The paths from the root of which one must be there; none where the use leads out of the repository. */
  readonly files: readonly string[];
}

/**
 * The local actions and workflows that a file uses. A path is from the root of the repository, in a composite action too.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
 */
export function localUses(file: FileView): readonly LocalUse[] {
  const steps = file.steps.flatMap(({ uses }) => local(uses, ['action.yml', 'action.yaml']));
  const jobs = file.jobs.flatMap(({ uses }) => local(uses, ['']));
  return [...jobs, ...steps];
}

function local(uses: UsesView | undefined, names: readonly string[]): readonly LocalUse[] {
  if (uses?.parsed.kind !== 'local') return [];
  const folder = fromRoot(uses.parsed.path);
  const join = (name: string) => [...(folder ?? []), ...(name === '' ? [] : [name])].join('/');
  return [{ uses, files: folder === undefined ? [] : names.map(join) }];
}

/** The segments of a path from the root; `undefined` where it leads out. The runner takes `\` for `/`. */
function fromRoot(path: string): readonly string[] | undefined {
  const segments: string[] = [];
  for (const segment of path.slice(2).split(/[/\\]/)) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments;
}
