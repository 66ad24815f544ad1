import { rehearsalFile } from '../../release/folder';
import type { Gate } from '../../release/props';
import type { Release } from '../../release/release';
import { below, code, codes, list, sh, steps, table } from '../markdown';
import { type Chapter, inShell, type RunbookFacts, workflowPath } from './facts';

/** What is looked at before there is a tag. */
export function preflight({ release, scannedBranches }: RunbookFacts): Chapter {
  const [branch] = exampleBranch(release);
  const ownVersion = release.charts.filter(({ version }) => version === 'chart-yaml');
  const digestCharts = release.charts.filter(({ digestValues }) => Object.keys(digestValues).length > 0);
  return {
    heading: 'Before the tag',
    body: below(
      steps(
        `The checks of the commit are green. ${code('.github/workflows/security-scan.yml')} runs on every pull request, in the merge queue, and on every push to ${codes(scannedBranches)}. ${required(release)}The first command below lists them.`,
        `${code(`.github/workflows/${rehearsalFile(release)}`)} was green on the pull request that brought the commit: it runs on pull requests and in the merge queue, never on a push. The second command lists the checks of that pull request. A commit that was pushed without one has not been rehearsed.`,
        `Generated files are up to date: ${code('npm ci && npx projen')} changes nothing, and ${code('npx sealwright check')} finds nothing.`,
        `The version is chosen: a strict semantic version without build metadata, higher than the last one. ${code('0.x')} and everything with a hyphen is a prerelease.${suffixes(release)}`,
        ...release.gates.map(gateText),
        notes(release),
        ...ownVersion.map(
          ({ path }) =>
            `${code(`${path}/Chart.yaml`)} already has this version: the release takes it from there, and stops if the tag says another.`,
        ),
        ...digestCharts.map(({ path, digestValues, digestMode }) =>
          digestMode === 'stamp'
            ? `${code(`${path}/values.yaml`)} has empty digests (${codes(Object.values(digestValues))}): the release fills them in.`
            : `${code(`${path}/values.yaml`)} has empty digests (${codes(Object.values(digestValues))}), and they stay empty: an operator sets them when installing. A committed digest would be that of an earlier release.`,
        ),
      ),
      sh(
        `BRANCH=${branch}`,
        'git fetch origin "$BRANCH"',
        'HEAD_COMMIT=$(git rev-parse "origin/$BRANCH")',
        'gh api --paginate "repos/$REPOSITORY/commits/$HEAD_COMMIT/check-runs?per_page=100" \\',
        `  --jq '.check_runs[] | [.conclusion // .status, .name] | @tsv'`,
        'gh pr checks --repo "$REPOSITORY" "$(gh api "repos/$REPOSITORY/commits/$HEAD_COMMIT/pulls" --jq \'.[0].number\')"',
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
  return requireChecks.length === 0 ? '' : `The release stops unless these have succeeded: ${codes(requireChecks)}. `;
}

function suffixes({ images }: Release): string {
  const found = [...new Set(images.map(({ suffix }) => suffix).filter((suffix) => suffix !== ''))];
  return found.length === 0 ? '' : ` It must not end in ${codes(found)}: the tags of variants end that way.`;
}

function gateText(gate: Gate): string {
  return gate.kind === 'command'
    ? `The gate ${code(gate.name)} will pass. It runs for the first time with the real tag; its command is in ${code('.projenrc.ts')} and takes ${codes(['TAG', 'VERSION'])} from the environment.`
    : `One line of ${code(gate.path)} is ${code(inShell(gate.pattern))}, or the gate stops the release.`;
}

function notes({ notes: source }: Release): string {
  switch (source.kind) {
    case 'generated':
      return 'No notes to write: GitHub lists the merged pull requests, and the release adds its digests. An existing draft is kept and extended.';
    case 'file':
      return `The notes are committed as ${code(inShell(source.path))}.`;
    case 'existing-draft':
      return `A draft of the release holds the notes: ${code('gh release create "$TAG" --repo "$REPOSITORY" --draft --title "$TAG" --generate-notes')} creates one to edit. Without it the release stops.`;
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
        `The last line pushes only if the tag is on the commit you checked. ${code('git tag')} refuses a name that already exists: a tag left over from another day would release another commit. Delete one that was never pushed: ${code('git tag --delete "$TAG"')}.`,
        others
          ? `A release may come from ${codes(release.releaseBranches)}: set ${code('BRANCH')} to the one that you release from.`
          : undefined,
        'Push one tag at a time: GitHub starts no workflow when more than three are pushed together, and none for a tag that a workflow pushed with its own token.',
        `${code('git tag --sign')} instead of ${code('--annotate')} works just as well.`,
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
          ? `Nobody has to approve. The summary of the job ${code('manifest')} lists every digest that will be signed.`
          : `The run asks once for the approval of the environment ${code(release.environment)}, when everything is ${release.images.length > 0 ? 'built and scanned' : 'prepared'}. The summary of the job ${code('manifest')} lists every digest that will be signed: read it, then approve.`,
        `${code('publish')} copies, signs, attests and verifies digest by digest. Its last step pushes the signed release manifest: from there on the release exists, and nothing has a tag yet.`,
        `${code('promote')} sets the tags${release.visibility === 'public' ? ', publishes the GitHub Release and pulls everything without a login' : ' and publishes the GitHub Release'}. The summary of the run then shows every digest and how to install it.`,
      ),
    ),
  };
}

/** A run that ended early. */
export function failedRun({ release }: RunbookFacts): Chapter {
  return {
    heading: 'When a run fails',
    body: below(
      sh(
        `RUN=$(gh run list --repo "$REPOSITORY" --workflow ${release.workflowFile} --branch "$TAG" --limit 1 --json databaseId --jq '.[0].databaseId')`,
        'gh run view --repo "$REPOSITORY" "$RUN" --log-failed',
        'gh run rerun --repo "$REPOSITORY" "$RUN" --failed',
      ),
      list(
        'Run the failed jobs again, as above: that is right at every point. Running all jobs again (without `--failed`) also ends in one complete release; it only takes longer.',
        'Before the release manifest is pushed, a run can be repeated as often as needed: existing signatures are found, and nothing is signed twice.',
        'After that, a run only promotes, whether all of it runs again or a part. Nothing is built or signed again: the first signed release manifest wins.',
        'What the jobs hand to each other is kept for 30 days, as long as GitHub allows a run to be repeated.',
        'If the code is wrong, running it again does not help: [supersede the tag](#superseding-a-bad-tag).',
      ),
      table(['the message contains', 'what to do'], messages(release)),
      `The message is the last line of the failed step. The scripts are in ${code(workflowPath(release))}.`,
    ),
  };
}

const AGAIN = 'Run the failed job again.';
const INCIDENT =
  'Treat it as an incident: find out who or what did it before you release anything. Then release a higher version.';

/** The messages that a maintainer may meet, in the order of the run. Each stands in a script of the release. */
function messages(release: Release): readonly (readonly [string, string])[] {
  const { images, charts, notes: source, gates, visibility } = release;
  const gitHub = release.registries.some(({ login }) => login.kind === 'github-token');
  const secrets = release.registries.some(({ login }) => login.kind === 'secret');
  const versions = gates.some(({ kind }) => kind === 'version-file');
  const row = (applies: boolean, message: string, action: string) => (applies ? [[message, action] as const] : []);
  return [
    ...row(
      true,
      'could not be asked',
      `The registry, GitHub or Sigstore gave no answer. Nothing is wrong with the release. ${AGAIN}`,
    ),
    ...row(
      true,
      "can't be seen",
      gitHub
        ? `The registry did not say whether the tag exists. With "denied" or 403: give this repository access to the package; for the very first tag see ${code('firstRelease')} [above](#once-before-the-first-release). With anything else: run the failed job again.`
        : 'The registry did not say whether the tag exists. With "unauthorized" or "denied": check the account, its secret, and that the repository exists. With anything else: run the failed job again.',
    ),
    ...row(true, 'GitHub does not', `GitHub's API gave no answer. ${AGAIN}`),
    ...row(true, 'could not be downloaded from', `A tool could not be fetched. ${AGAIN}`),
    ...row(
      true,
      'the bytes from',
      'A tool is not what its checksum says. Do not run it again until you know why: the checksum is right, the download is not.',
    ),
    ...row(
      secrets,
      'could not log in to',
      'With "unauthorized", "denied" or "incorrect": replace the secret in the environment of the job. Then, and with anything else: run the failed job again.',
    ),
    ...row(
      true,
      'was moved',
      'The tag names another commit than when the run began. Find out who moved it; [supersede it](#superseding-a-bad-tag).',
    ),
    ...row(
      true,
      'is on none of the release branches',
      `The commit is not on ${codes(release.releaseBranches)}. Merge it, and tag the merged commit with a higher version.`,
    ),
    ...row(
      release.requireProtectedTag,
      'no ruleset protects',
      `Create the ruleset for ${code(`refs/tags/${release.tag.prefix}*`)}, then run the failed job again.`,
    ),
    ...row(
      release.requireChecks.length > 0,
      'required checks have not succeeded',
      'Wait for the checks, or fix them on this commit. Then run the failed job again.',
    ),
    ...row(
      versions,
      'no line of',
      'The file does not name this version. Change it in a pull request, and release a higher version.',
    ),
    ...row(
      source.kind === 'file',
      'there are no notes for this release',
      'The notes are not in the tagged commit. Commit them, and release a higher version.',
    ),
    ...row(
      true,
      'there is no release manifest of',
      'Something else has pushed tags of this version. Find out what, and release a higher version.',
    ),
    ...row(
      true,
      'which this workflow has not signed',
      `The release manifest is of another commit or another signer. ${INCIDENT}`,
    ),
    ...row(
      images.length > 0,
      'this step needs room for',
      'The runner has too little disk: see [what large images cost](#what-large-images-cost).',
    ),
    ...row(
      images.some(({ scan }) => scan === 'gate') && release.scan.command === undefined,
      'has vulnerabilities',
      'Fix them in a pull request, and release a higher version.',
    ),
    ...row(
      charts.length > 0,
      'does not render',
      'The chart is broken. Fix it in a pull request, and release a higher version.',
    ),
    ...row(
      true,
      'a hand-off is missing or malformed',
      'An earlier job succeeded but handed nothing over. Run all jobs again.',
    ),
    ...row(
      true,
      'holds what does not belong there',
      `A job that runs your code prepared an archive that could harm the job that signs. ${INCIDENT}`,
    ),
    ...row(
      true,
      'has other bytes',
      `What a job handed over is not what the release manifest lists. Run all jobs again; if it comes back, treat it as an incident.`,
    ),
    ...row(
      true,
      'could not be copied to',
      `The registry did not take the artifact. ${gitHub ? 'Check that the package lets this repository write. ' : ''}${AGAIN}`,
    ),
    ...row(
      true,
      'cosign sign',
      `Sigstore or the registry gave no answer; the same goes for ${code('cosign attest')}. ${AGAIN}`,
    ),
    ...row(
      true,
      'does not verify',
      `Something was signed and the signature can't be found or is not accepted. ${AGAIN} If it comes back, treat it as an incident.`,
    ),
    ...row(true, 'is already', `Something else has pushed this tag. ${INCIDENT}`),
    ...row(true, 'a tag never moves', `A tag of this version names another digest. ${INCIDENT}`),
    ...row(
      source.kind === 'existing-draft',
      'there is no draft of',
      `Write the draft ([before the tag](#before-the-tag)). ${AGAIN}`,
    ),
    ...row(true, 'there are several releases of', `Delete the drafts that are not meant. ${AGAIN}`),
    ...row(
      true,
      'is public already, and does not name',
      'Somebody published a GitHub Release of this tag by hand. Its files and tag can no longer be changed: release a higher version.',
    ),
    ...row(true, 'could not be uploaded', `GitHub did not take the files. ${AGAIN}`),
    ...row(visibility === 'public', 'nobody can pull', `Make the packages that it names public. ${AGAIN}`),
  ];
}
