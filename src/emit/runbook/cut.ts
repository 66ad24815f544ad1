import { rehearsalFile } from '../../release/folder';
import type { Gate } from '../../release/props';
import type { Release } from '../../release/release';
import { below, code, codes, list, sh, steps, table } from '../markdown';
import { type Chapter, type RunbookFacts, workflowPath } from './facts';

/** What is looked at before there is a tag. */
export function preflight({ release }: RunbookFacts): Chapter {
  const [branch] = exampleBranch(release);
  const ownVersion = release.charts.filter(({ version }) => version === 'chart-yaml');
  const digestCharts = release.charts.filter(({ digestValues }) => Object.keys(digestValues).length > 0);
  return {
    heading: 'Before the tag',
    body: below(
      steps(
        `Every check of the commit is green, those of ${code('.github/workflows/security-scan.yml')} and ${code(`.github/workflows/${rehearsalFile(release)}`)} among them. ${required(release)}The commands below list them.`,
        `What is generated is current: ${code('npm ci && npx projen')} changes nothing, and ${code('npx sealwright check')} finds nothing.`,
        `The version is chosen: a strict semantic version without build metadata, higher than the last one. ${code('0.x')} and everything with a hyphen is a prerelease.${suffixes(release)}`,
        ...release.gates.map(gateText),
        notes(release),
        ...ownVersion.map(
          ({ path }) =>
            `${code(`${path}/Chart.yaml`)} says this version already: the release takes it from there, and stops if the tag says another.`,
        ),
        ...digestCharts.map(({ path, digestValues, digestMode }) =>
          digestMode === 'stamp'
            ? `${code(`${path}/values.yaml`)} has empty digests (${codes(Object.values(digestValues))}): the release fills them in.`
            : `${code(`${path}/values.yaml`)} has empty digests (${codes(Object.values(digestValues))}), and they stay empty: an operator pins them when installing. A committed digest would be yesterday's.`,
        ),
      ),
      sh(
        `BRANCH=${branch}`,
        'git fetch origin "$BRANCH"',
        'gh api --paginate "repos/$REPOSITORY/commits/$(git rev-parse "origin/$BRANCH")/check-runs?per_page=100" \\',
        `  --jq '.check_runs[] | [.conclusion // .status, .name] | @tsv'`,
      ),
    ),
  };
}

/** A branch that a release may come from, as an example, and what it stands for. */
function exampleBranch({ releaseBranches }: Release): readonly [string, string] {
  const [first = 'main'] = releaseBranches;
  return first.endsWith('*') ? [`${first.slice(0, -1)}1`, first] : [first, first];
}

function required({ requireChecks }: Release): string {
  return requireChecks.length === 0
    ? ''
    : `The release itself demands that these have succeeded: ${codes(requireChecks)}. `;
}

function suffixes({ images }: Release): string {
  const found = [...new Set(images.map(({ suffix }) => suffix).filter((suffix) => suffix !== ''))];
  return found.length === 0 ? '' : ` It does not end in ${codes(found)}: that is how the tags of variants end.`;
}

function gateText(gate: Gate): string {
  return gate.kind === 'command'
    ? `The gate ${code(gate.name)} will pass: its command stands in ${code('.projenrc.ts')} and takes ${codes(['TAG', 'VERSION'])} from the environment.`
    : `One line of ${code(gate.path)} is ${code(gate.pattern.replaceAll('{version}', '$VERSION'))}, or the gate stops the release.`;
}

function notes({ notes: source }: Release): string {
  switch (source.kind) {
    case 'generated':
      return 'The notes need nothing: GitHub lists the merged pull requests, and the release adds its digests. A draft that is there already is kept, and ours is added to it.';
    case 'file':
      return `The notes are committed as ${code(source.path.replaceAll('{tag}', '$TAG').replaceAll('{version}', '$VERSION'))}.`;
    case 'existing-draft':
      return `A draft of the release holds the notes: ${code('gh release create "$TAG" --repo "$REPOSITORY" --draft --title "$TAG" --generate-notes')} makes one to edit. Without it the release stops.`;
  }
}

/** The tag, and the look at its commit before it is pushed. */
export function setTag({ release }: RunbookFacts): Chapter {
  const [branch, pattern] = exampleBranch(release);
  const others = release.releaseBranches.length > 1 || pattern !== branch;
  return {
    heading: 'Set the tag',
    body: below(
      sh(
        `BRANCH=${branch}`,
        'git fetch origin "$BRANCH"',
        'git tag --annotate "$TAG" --message "$TAG" "origin/$BRANCH"',
        'test "$(git rev-parse "$TAG^{commit}")" = "$(git rev-parse "origin/$BRANCH")" && git push origin "refs/tags/$TAG"',
      ),
      list(
        `The last line pushes only if the tag is on the commit that was looked at. ${code('git tag')} refuses a name that exists, and a tag that was left over from another day would release another commit. One that was never pushed may go: ${code('git tag --delete "$TAG"')}.`,
        others ? `A release may come from ${codes(release.releaseBranches)}: set that one.` : undefined,
        'Push one tag alone: GitHub starts nothing for more than three at once, and nothing for a tag that a workflow pushed with its own token.',
        `${code('git tag --sign')} in place of ${code('--annotate')} works just as well.`,
      ),
    ),
  };
}

/** The run, from the tag to the GitHub Release. */
export function watch({ release }: RunbookFacts): Chapter {
  return {
    heading: 'Watch the run',
    body: below(
      sh(
        `RUN=$(gh run list --repo "$REPOSITORY" --workflow ${release.workflowFile} --branch "$TAG" --limit 1 --json databaseId --jq '.[0].databaseId')`,
        'gh run watch --repo "$REPOSITORY" --exit-status "$RUN"',
      ),
      list(
        release.environment === undefined
          ? `Nobody is asked in between. The summary of the job ${code('manifest')} lists every digest that will be signed.`
          : `The run asks once for the approval of the environment ${code(release.environment)}, when everything is built and scanned. The summary of the job ${code('manifest')} lists every digest that will be signed: look at it, then approve.`,
        `${code('publish')} copies, signs, attests and verifies digest by digest. Its last step pushes the signed release manifest: from there on the release exists, and nothing has a tag yet.`,
        `${code('promote')} sets the tags, makes the GitHub Release${release.visibility === 'public' ? ' and pulls everything without a login' : ''}. The summary of the run then shows every digest and how to install it.`,
      ),
    ),
  };
}

/** A run that ended early. */
export function failedRun({ release }: RunbookFacts): Chapter {
  const packages = release.registries.some(({ login }) => login.kind === 'github-token');
  return {
    heading: 'When a run fails',
    body: below(
      sh(
        `RUN=$(gh run list --repo "$REPOSITORY" --workflow ${release.workflowFile} --branch "$TAG" --limit 1 --json databaseId --jq '.[0].databaseId')`,
        'gh run view --repo "$REPOSITORY" "$RUN" --log-failed',
        'gh run rerun --repo "$REPOSITORY" "$RUN" --failed',
      ),
      list(
        'Before the release manifest is pushed a run may be repeated as often as it takes: what is signed already is found, and is not signed twice.',
        'After that a run, whole or in part, only promotes: nothing is built or signed again, and the first signed set wins.',
        'What the jobs hand to each other is kept for seven days. Later, run all jobs again.',
        'If the code is wrong, no second run helps: [supersede the tag](#superseding-a-bad-tag).',
      ),
      table(
        ['the message', 'what to do'],
        [
          [
            'the tag was moved',
            'The tag names another commit than when the run began. Find out who moved it; supersede it.',
          ],
          [
            'is on none of the release branches',
            `The commit is not on ${codes(release.releaseBranches)}. Merge it; tag the merged commit with a higher version.`,
          ],
          ...(release.requireProtectedTag
            ? [['no ruleset protects', `Make the ruleset for ${code(`refs/tags/${release.tag.prefix}*`)}; run again.`]]
            : []),
          ...(release.requireChecks.length > 0
            ? [['required checks have not succeeded', 'Wait for them or repair them on this commit; run again.']]
            : []),
          [
            "can't be seen",
            packages
              ? `The registry does not let this repository read the package. Give it access; for the very first tag see ${code('firstRelease')} [above](#once-before-the-first-release).`
              : 'The registry refused to answer. Look at the account and its secret.',
          ],
          [
            'there is no release manifest of',
            'Something else has written tags of this version. Find out what; release a higher version.',
          ],
          [
            'which this workflow has not signed',
            'The release manifest is of another commit or another signer. Treat it as an incident; release a higher version.',
          ],
          ...(release.visibility === 'public'
            ? [['nobody can pull', 'Make the packages that it names public; run the failed job again.']]
            : []),
        ],
      ),
      `Every message is the last line of the step that failed. The whole is in ${code(workflowPath(release))}, script by script.`,
    ),
  };
}
