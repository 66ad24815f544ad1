import {
  anything,
  canRun,
  isRefName,
  isReleaseTag,
  readCondition,
  type Situation,
  situationsFor,
  someBranch,
  someTag,
} from '../proof/situation';
import { compileFilter } from '../workflow/glob';
import { get, textOf, type YamlNode } from '../workflow/yaml-tree';
import { endangersRelease, releasePrivileges } from './engine/privileged';
import { defineRule } from './engine/rule';
import { type FileView, textsOf, triggersOf } from './engine/view';

const workflow = (on: string, condition: string) =>
  `on:\n${on}permissions: {}\njobs:\n  publish:\n${condition === '' ? '' : `    if: ${condition}\n`}    runs-on: ubuntu-24.04\n    permissions:\n      id-token: write\n      packages: write\n    steps: []\n`;
const TAGS = "  push:\n    tags: ['v[0-9]+.[0-9]+.[0-9]+']\n";
const GUARD = "github.event_name == 'push' && github.ref_type == 'tag' && startsWith(github.ref, 'refs/tags/v')";

export const tagsOnlyIdentity = defineRule({
  id: 'tags-only-identity',
  title: 'something other than a release tag can sign',
  why: 'A certificate says which ref it was made for; if a branch, a pull request or a dispatch can get one, so can whoever may push a branch.',
  fix: `give the job \`if: ${GUARD}\``,
  group: 'identity',
  exampleContext: { release: [{ workflow: '.github/workflows/publish.yml', tagPrefix: 'v', registrySecrets: [] }] },
  invalid: [
    { name: 'a push to any branch', yaml: workflow('  push:\n', ''), finds: 'publish' },
    {
      name: 'a branch that is named like a tag',
      yaml: workflow('  push:\n', "startsWith(github.ref_name, 'v')"),
      finds: "startsWith(github.ref_name, 'v')",
    },
    { name: 'a dispatch beside the tags', yaml: workflow(`${TAGS}  workflow_dispatch:\n`, ''), finds: 'publish' },
    {
      name: 'an alternative',
      yaml: workflow('  push:\n', `${GUARD} || github.actor == 'bot'`),
      finds: `${GUARD} || github.actor == 'bot'`,
    },
    { name: 'a condition that is always true', yaml: workflow('  push:\n', "'${{ false }} '"), finds: '${{ false }} ' },
    {
      name: 'an event that runs for a branch',
      yaml: workflow('  workflow_run:\n    workflows: [ci]\n', "github.event_name == 'workflow_run'"),
      finds: "github.event_name == 'workflow_run'",
    },
    {
      name: "a branch that nobody has named, in the release's own workflow",
      file: '.github/workflows/publish.yml',
      yaml: workflow(TAGS, "startsWith(github.ref, 'refs/heads/re') && endsWith(github.ref, '-x')"),
      finds: "startsWith(github.ref, 'refs/heads/re') && endsWith(github.ref, '-x')",
    },
    {
      name: "the release's own workflow trusting its trigger",
      file: '.github/workflows/publish.yml',
      yaml: workflow(TAGS, ''),
      finds: 'publish',
    },
    {
      name: 'a branch that only the trigger names',
      yaml: workflow("  push:\n    branches: ['dev']\n", ''),
      finds: 'publish',
    },
    {
      name: 'a workflow that is called: whoever calls it may have been started by a push',
      yaml: workflow('  workflow_call:\n', "github.event_name == 'push'"),
      finds: "github.event_name == 'push'",
    },
    { name: 'tags that are no release', yaml: workflow("  push:\n    tags: ['nightly-*']\n", ''), finds: 'publish' },
    {
      name: "other tags in the release's own workflow",
      file: '.github/workflows/publish.yml',
      yaml: workflow(
        TAGS,
        "github.event_name == 'push' && github.ref_type == 'tag' && startsWith(github.ref, 'refs/tags/nightly-') && endsWith(github.ref, '-x')",
      ),
      finds:
        "github.event_name == 'push' && github.ref_type == 'tag' && startsWith(github.ref, 'refs/tags/nightly-') && endsWith(github.ref, '-x')",
    },
    {
      name: 'an event that makes a tag',
      file: '.github/workflows/publish.yml',
      yaml: workflow(TAGS, "github.event_name == 'create' && github.ref_type == 'tag'"),
      finds: "github.event_name == 'create' && github.ref_type == 'tag'",
    },
    {
      name: 'a comparison that is true in spite of its looks',
      file: '.github/workflows/publish.yml',
      yaml: workflow(TAGS, "github.event_name == 'push' && '.5' == 0.5"),
      finds: "github.event_name == 'push' && '.5' == 0.5",
    },
  ],
  valid: [
    { name: 'the guard', yaml: workflow('  push:\n  workflow_dispatch:\n', GUARD) },
    { name: 'the guard in the release', file: '.github/workflows/publish.yml', yaml: workflow(TAGS, GUARD) },
    { name: 'tags alone', yaml: workflow(TAGS, '') },
  ],
  check(file, context) {
    const releases = context.release ?? [];
    const release = releases.find(({ workflow }) => workflow === file.path);
    // A workflow that is no release's own may run for the tags of any.
    const prefixes = release ? [release.tagPrefix] : releases.map(({ tagPrefix }) => tagPrefix);
    const proof = new Proof(file, prefixes.length > 0 ? prefixes : ['v'], release !== undefined);
    return file.jobs.flatMap((job) => {
      const privileges = releasePrivileges(file, job, context);
      if (privileges.length === 0) return [];
      const counterexample = proof.counterexample(job.condition && (textOf(job.condition) ?? ''));
      if (counterexample === undefined) return [];
      const message = `${counterexample} can reach the job \`${job.id}\` (${privileges.join(', ')})`;
      const severity = endangersRelease(file, privileges, context) ? { severity: 'error' as const } : {};
      return [{ at: job.condition ?? job.key, message, ...severity }];
    });
  },
});

/** Names in a filter or in a condition: nobody writes more, and each must be looked at. */
const MAX_NAMES = 200;

/** Looks for what can start the jobs of a workflow and is no release tag. */
class Proof {
  private readonly triggers: ReturnType<typeof triggersOf>;
  private readonly push: YamlNode | undefined;
  private readonly named: readonly string[];
  private readonly isTriggered: (situation: Situation) => boolean;

  constructor(
    file: FileView,
    private readonly prefixes: readonly string[],
    /** The release's own workflow can be started by everything, whatever its triggers say. */
    private readonly isRelease: boolean,
  ) {
    this.triggers = triggersOf(file);
    this.push = pushFilters(this.triggers);
    const globs = [...globsOf(this.push, 'branches'), ...globsOf(this.push, 'tags')];
    this.named = globs.filter((glob) => !hasPattern(glob));
    this.isTriggered = triggerFilter(this.triggers, this.push);
  }

  /** Says what can run a job with this condition; `undefined` where only a release tag can. */
  public counterexample(condition: string | undefined): string | undefined {
    const expression = readCondition(condition);
    const names = [...(expression?.literals ?? []), ...this.named];
    if (names.length > MAX_NAMES) return `one of ${names.length} names, too many to look at,`;
    return this.situations(names).find(
      (situation) => !isReleaseTag(situation, this.prefixes, this.named) && canRun(expression, situation) !== 'no',
    )?.says;
  }

  private situations(names: readonly string[]): readonly Situation[] {
    const all = situationsFor(this.prefixes, names);
    // What calls a workflow may itself be started by anything: `github.event_name` is the caller's.
    if (this.isRelease || this.triggers.has('workflow_call')) return [...all, ...anything(this.prefixes)];
    const others = [...this.triggers.keys()].filter((event) => event !== 'push');
    return [
      ...all.filter(this.isTriggered),
      ...anything(this.prefixes, others),
      ...(this.triggers.has('push') ? somePush(this.push, this.prefixes) : []),
    ];
  }
}

/** The pushes that no name stands for: of all branches and tags that the filters let through. */
function somePush(filters: YamlNode | undefined, prefixes: readonly string[]): readonly Situation[] {
  const has = (key: string) => filters !== undefined && get(filters, key) !== undefined;
  const beginnings = (key: string) =>
    globsOf(filters, key)
      .filter((glob) => !glob.startsWith('!') && (hasPattern(glob) || !isRefName(glob)))
      .map((glob) => (hasPattern(glob) ? glob.slice(0, glob.search(PATTERN)) : glob));
  const neither = !REF_FILTERS.some(has);
  const branches = has('branches') ? beginnings('branches') : has('branches-ignore') || neither ? [''] : [];
  const tags = has('tags') ? beginnings('tags') : has('tags-ignore') || neither ? [''] : [];
  return [
    ...branches.map((beginning) => someBranch('push', beginning)),
    ...tags.flatMap((beginning) => someTag('push', prefixes, beginning) ?? []),
  ];
}

/** Where a pattern begins in a glob: the character before a quantifier belongs to it. */
const PATTERN = /[*[\\]|.[?+]/;

function hasPattern(glob: string): boolean {
  return glob.startsWith('!') || PATTERN.test(glob);
}

function globsOf(filters: YamlNode | undefined, key: string): readonly string[] {
  const node = filters && get(filters, key);
  return node ? textsOf(node) : [];
}

const REF_FILTERS = ['branches', 'branches-ignore', 'tags', 'tags-ignore'];

/** The filters of `push`; `undefined` where one of them is empty: what GitHub makes of it is not known, so nothing is taken to be filtered. */
function pushFilters(triggers: ReturnType<typeof triggersOf>): YamlNode | undefined {
  const push = triggers.get('push');
  const isEmpty = (key: string) => push && get(push, key) && globsOf(push, key).length === 0;
  return REF_FILTERS.some(isEmpty) ? undefined : push;
}

function triggerFilter(
  triggers: ReturnType<typeof triggersOf>,
  push: YamlNode | undefined,
): (situation: Situation) => boolean {
  const filter = (key: string) => (push && get(push, key) ? compileFilter(globsOf(push, key)) : undefined);
  const of = (kind: 'branches' | 'tags') => ({ let: filter(kind), but: filter(`${kind}-ignore`) });
  const filters = { branch: of('branches'), tag: of('tags') };
  return ({ event, ref, refType }) => {
    if (!triggers.has(event)) return false;
    if (event !== 'push' || !push) return true;
    const name = String(ref).replace(/^refs\/(?:heads|tags)\//, '');
    const mine = filters[refType];
    const other = filters[refType === 'branch' ? 'tag' : 'branch'];
    if (mine.let) return mine.let(name);
    return mine.but ? !mine.but(name) : !other.let && !other.but;
  };
}
