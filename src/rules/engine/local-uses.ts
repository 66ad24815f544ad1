import { textOf } from '../../workflow/yaml-tree';
import { type FileView, inputOf, type JobView, type UsesView } from './view';

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
  const jobs = file.jobs.flatMap(({ uses }) => local(uses, [], (folder) => [folder.join('/')]));
  const steps = file.steps.flatMap(({ uses, job }) =>
    local(uses, job ? ownCheckouts(job) : [], (folder) =>
      ['action.yml', 'action.yaml'].map((name) => [...folder, name].join('/')),
    ),
  );
  return [...jobs, ...steps];
}

function local(
  uses: UsesView | undefined,
  checkouts: readonly (readonly string[])[],
  filesIn: (folder: readonly string[]) => readonly string[],
): readonly LocalUse[] {
  if (uses?.parsed.kind !== 'local') return [];
  const folder = fromRoot(uses.parsed.path);
  if (folder === undefined) return [{ uses, files: [] }];
  const checkout = checkouts.find((path) => path.every((segment, i) => segment === folder[i]));
  return [{ uses, files: [...filesIn(folder), ...(checkout ? filesIn(folder.slice(checkout.length)) : [])] }];
}

/** The folders into which a job checks the running commit out, as segments. */
function ownCheckouts(job: JobView): readonly (readonly string[])[] {
  return job.steps.flatMap((step) => {
    const isCheckout =
      step.uses?.parsed.kind === 'action' && step.uses.parsed.action.toLowerCase() === 'actions/checkout';
    if (!isCheckout || inputOf(step, 'repository') || inputOf(step, 'ref')) return [];
    const path = textOf(inputOf(step, 'path'));
    const folder = path === undefined ? undefined : fromRoot(`./${path}`);
    return folder === undefined || folder.length === 0 ? [] : [folder];
  });
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
