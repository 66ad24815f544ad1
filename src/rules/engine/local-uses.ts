import { textOf } from '../../workflow/yaml-tree';
import { type FileView, inputOf, type JobView, type UsesView } from './view';

/** A use of something in the repository itself. */
export interface LocalUse {
  readonly uses: UsesView;
  /** The paths from the root of which one must be there; none where the use leads out of the repository. */
  readonly files: readonly string[];
  /** True where the job checks out, over these files, what a branch or a tag of another repository names. */
  readonly isOverlaid: boolean;
}

/**
 * The local actions and workflows that a file uses. A path is from the root of the repository, in a composite action too.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
 */
export function localUses(file: FileView): readonly LocalUse[] {
  const jobs = file.jobs.flatMap(({ uses }) => local(uses, undefined, (folder) => [folder.join('/')]));
  const steps = file.steps.flatMap(({ uses, job }) =>
    local(uses, job, (folder) => ['action.yml', 'action.yaml'].map((name) => [...folder, name].join('/'))),
  );
  return [...jobs, ...steps];
}

function local(
  uses: UsesView | undefined,
  job: JobView | undefined,
  filesIn: (folder: readonly string[]) => readonly string[],
): readonly LocalUse[] {
  if (uses?.parsed.kind !== 'local') return [];
  const folder = fromRoot(uses.parsed.path);
  if (folder === undefined) return [{ uses, files: [], isOverlaid: false }];
  const around = (job ? checkouts(job) : []).filter(({ into }) => into.every((segment, i) => segment === folder[i]));
  const own = around.find(({ of, into }) => of === 'this commit' && into.length > 0);
  const files = [...filesIn(folder), ...(own ? filesIn(folder.slice(own.into.length)) : [])];
  return [{ uses, files, isOverlaid: around.some(({ of }) => of === 'another repository') }];
}

interface Checkout {
  /** `a commit`: by its 40 digits, or another one of this repository. */
  readonly of: 'this commit' | 'a commit' | 'another repository';
  /** The folder, as segments. */
  readonly into: readonly string[];
}

/** What a job checks out, and into which folders. */
function checkouts(job: JobView): readonly Checkout[] {
  return job.steps.flatMap((step): Checkout[] => {
    const isCheckout =
      step.uses?.parsed.kind === 'action' && step.uses.parsed.action.toLowerCase() === 'actions/checkout';
    const into = fromRoot(`./${textOf(inputOf(step, 'path')) ?? ''}`);
    if (!isCheckout || into === undefined) return [];
    const repository = textOf(inputOf(step, 'repository'));
    if (repository === undefined) return [{ of: inputOf(step, 'ref') ? 'a commit' : 'this commit', into }];
    const isKnown =
      /^\$\{\{\s*github\.repository\s*\}\}$/.test(repository) ||
      /^[0-9a-f]{40}$/.test(textOf(inputOf(step, 'ref')) ?? '');
    return [{ of: isKnown ? 'a commit' : 'another repository', into }];
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
