import {
  anything,
  canRun,
  isReleaseTag,
  literalsOf,
  type Situation,
  situationsFor,
  someBranch,
  someTag,
} from '../proof/situation';
import { filterMatches } from '../workflow/glob';
import { get, textOf, type YamlNode } from '../workflow/yaml-tree';
import { endangersRelease, releasePrivileges } from './engine/privileged';
import { defineRule } from './engine/rule';
import { type FileView, type JobView, textsOf, triggersOf } from './engine/view';

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
    const release = context.release?.find(({ workflow }) => workflow === file.path);
    const prefix = release?.tagPrefix ?? context.release?.[0]?.tagPrefix ?? 'v';
    return file.jobs.flatMap((job) => {
      const privileges = releasePrivileges(file, job, context);
      if (privileges.length === 0) return [];
      const counterexample = situations(file, job, prefix, release !== undefined).find(
        (situation) => !isReleaseTag(situation, prefix) && canRun(conditionOf(job), situation) !== 'no',
      );
      if (!counterexample) return [];
      const message = `${counterexample.says} can reach the job \`${job.id}\` (${privileges.join(', ')})`;
      const severity = endangersRelease(file, privileges, context) ? { severity: 'error' as const } : {};
      return [{ at: job.condition ?? job.key, message, ...severity }];
    });
  },
});

function conditionOf(job: JobView): string | undefined {
  return job.condition === undefined ? undefined : (textOf(job.condition) ?? '');
}

/** What can start the job: in the release's own workflow everything, whatever its triggers say; else what the triggers let through. */
function situations(file: FileView, job: JobView, prefix: string, isRelease: boolean): readonly Situation[] {
  const triggers = triggersOf(file);
  const push = triggers.get('push');
  const named = push ? [...globsOf(push, 'branches'), ...globsOf(push, 'tags')] : [];
  const all = situationsFor(prefix, [...literalsOf(conditionOf(job)), ...named.filter((glob) => !hasPattern(glob))]);
  if (isRelease) return [...all, ...anything(prefix)];
  const others = [...triggers.keys()].filter((event) => event !== 'push');
  return [
    ...all.filter((situation) => isTriggered(triggers, situation)),
    ...anything(prefix, others),
    ...(triggers.has('push') ? somePush(push, prefix) : []),
  ];
}

/** The pushes that no name stands for: of all branches and tags that the filters let through. */
function somePush(filters: YamlNode | undefined, prefix: string): readonly Situation[] {
  const has = (key: string) => filters !== undefined && get(filters, key) !== undefined;
  const beginnings = (key: string) =>
    globsOf(filters, key)
      .filter((glob) => hasPattern(glob) && !glob.startsWith('!'))
      .map((glob) => glob.slice(0, glob.search(PATTERN)));
  const neither = !['branches', 'branches-ignore', 'tags', 'tags-ignore'].some(has);
  const branches = has('branches') ? beginnings('branches') : has('branches-ignore') || neither ? [''] : [];
  const tags = has('tags') ? beginnings('tags') : has('tags-ignore') || neither ? [''] : [];
  return [
    ...branches.map((beginning) => someBranch('push', beginning)),
    ...tags.flatMap((beginning) => someTag('push', prefix, beginning) ?? []),
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

function isTriggered(triggers: ReturnType<typeof triggersOf>, situation: Situation): boolean {
  if (!triggers.has(situation.event)) return false;
  const filters = triggers.get(situation.event);
  if (situation.event !== 'push' || !filters) return true;
  const branches = globsOf(filters, 'branches');
  const tags = globsOf(filters, 'tags');
  const noBranches = get(filters, 'branches-ignore');
  const noTags = get(filters, 'tags-ignore');
  const name = String(situation.ref).replace(/^refs\/(?:heads|tags)\//, '');
  if (situation.refType === 'branch') {
    if (branches.length > 0) return filterMatches(branches, name);
    return noBranches ? !filterMatches(textsOf(noBranches), name) : tags.length === 0 && !noTags;
  }
  if (tags.length > 0) return filterMatches(tags, name);
  return noTags ? !filterMatches(textsOf(noTags), name) : branches.length === 0 && !noBranches;
}
