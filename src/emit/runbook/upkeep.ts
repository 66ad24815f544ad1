import { rehearsalFile } from '../../release/folder';
import type { Release } from '../../release/release';
import type { ToolName } from '../../release/tool-ledger.generated';
import { below, code, codes, list, sh, table } from '../markdown';
import { type Chapter, hasDigestValues, type RunbookFacts, workflowPath } from './facts';

/** What is done before a change is merged, and what only by a release. */
export function whereItRuns({ release }: RunbookFacts): Chapter {
  const { images, charts, assets, vendor, govulncheck } = release;
  const row = (what: string, ...where: readonly boolean[]) => [what, ...where.map((here) => (here ? 'yes' : 'no'))];
  return {
    heading: 'What runs where',
    body: below(
      table(
        [
          'stage',
          `change: ${code('.github/workflows/security-scan.yml')}`,
          `rehearsal: ${code(`.github/workflows/${rehearsalFile(release)}`)}`,
          `release tag: ${code(workflowPath(release))}`,
        ],
        [
          ...(images.length > 0
            ? [
                row('build each image for each platform', true, true, true),
                row(
                  images.some(({ scan }) => scan !== 'none')
                    ? 'write the SBOMs and scan the images'
                    : 'write the SBOMs',
                  true,
                  true,
                  true,
                ),
              ]
            : []),
          ...(charts.length > 0
            ? [
                row('lint and render the charts', true, true, true),
                row('check what they render against the schemas of Kubernetes', true, false, false),
                row('package the charts', false, true, true),
              ]
            : []),
          ...(assets.length > 0 ? [row('build the files', false, true, true)] : []),
          ...release.gates.map((gate) =>
            row(
              gate.kind === 'command'
                ? `the gate ${code(gate.name)}`
                : `the gate that looks for the version in ${code(gate.path)}`,
              false,
              false,
              true,
            ),
          ),
          ...(release.notes.kind === 'file' ? [row('read the notes', false, false, true)] : []),
          row('check that the tag is on a release branch and was not released before', false, false, true),
          ...(release.requireProtectedTag ? [row('check that a ruleset protects the tag', false, false, true)] : []),
          ...(release.requireChecks.length > 0
            ? [row(`check that ${codes(release.requireChecks)} have succeeded`, false, false, true)]
            : []),
          ...(vendor.length > 0
            ? [row(`derive ${codes(vendor.map(({ path }) => path))} again`, true, false, false)]
            : []),
          ...(govulncheck.length > 0 ? [row('govulncheck', true, false, false)] : []),
          row('lint the workflows', true, false, false),
          ['push', 'no', 'to a registry on loopback', 'yes'],
          ['sign and attest', 'no', 'with a key that is thrown away', 'with the identity of the tag'],
          ['set tags', 'no', 'in the registry on loopback', 'yes'],
          row('publish the GitHub Release', false, false, true),
        ],
      ),
      `What a pull request can show, it shows before the merge. ${release.gates.length > 0 ? 'The gates, the' : 'The'} checks of the tag, the certificate of its identity, the real registry and the GitHub Release are first seen with a real tag; that is why every release is [verified](#verify).`,
    ),
  };
}

/** How actions, tools and base images are brought up to date. */
export function bumps({ release, ledger, dependabot }: RunbookFacts): Chapter {
  const tools = toolsOf(release).map((name) => release.tools[name]);
  const dockerfiles = [
    ...new Set(release.images.flatMap(({ source }) => (source.kind === 'dockerfile' ? [source.dockerfile] : []))),
  ];
  return {
    heading: 'Pins and tools',
    body: below(
      list(
        `**Actions.** ${code(ledger)} is the one place for the commits of actions. ${
          dependabot
            ? 'Dependabot opens one pull request that bumps it and every workflow together. Merge it when it is green: the next synth finds nothing to change.'
            : 'No Dependabot looks after it here: bump it by hand, as below.'
        }`,
        `**By hand.** Ask for the commit of a version, set it in ${code('.projenrc.ts')} as ${code("pins: { 'actions/checkout': pin(version, commit) }")}, and run ${code('npx projen')}. It is written to the ledger and to every generated workflow, with its version after it.`,
      ),
      sh('gh api repos/actions/checkout/commits/v7.0.1 --jq .sha'),
      list(
        `**Tools.** Each is fetched by version and SHA-256, and a version without a checksum is refused. New versions come with a new version of sealwright: ${code('npm update sealwright && npx projen')}, then read the diff. ${code("tools: { cosign: 'v3.1.3' }")} chooses another version from its ledger; a version that is not in it needs its addresses and checksums. The release and its verifier use the same versions.`,
        dockerfiles.length === 0
          ? undefined
          : `**Base images.** Each ${code('FROM')} in ${codes(dockerfiles)} should name a digest after its tag.${dependabot ? ' Dependabot bumps both.' : ''} A newer base image reaches people only with a new version.`,
        release.images.some(({ source }) => source.kind === 'dockerfile')
          ? '**BuildKit** is pinned by digest; a new one comes with a new version of sealwright.'
          : undefined,
      ),
      table(
        ['tool', 'version'],
        tools.map(({ name, version }) => [code(name), version]),
      ),
    ),
  };
}

/** The tools that the workflows of a release run. */
export function toolsOf({ images, charts, renderedCharts, scan }: Release): readonly ToolName[] {
  const scanned = images.some((image) => image.scan !== 'none') && scan.command === undefined;
  return [
    'cosign',
    'crane',
    'oras',
    ...(charts.length > 0 || renderedCharts.length > 0 ? (['helm'] as const) : []),
    ...(charts.length > 0 ? (['kubeconform'] as const) : []),
    ...(images.length > 0 ? (['syft'] as const) : []),
    ...(scanned ? (['trivy'] as const) : []),
    'actionlint',
  ];
}

/** What the size of the images costs. */
export function costs({ release }: RunbookFacts): Chapter | undefined {
  if (release.images.length === 0) return undefined;
  const legs = release.images.reduce((sum, { legs: own }) => sum + own.length, 0);
  const most = Math.max(...release.images.map(({ legs: own }) => own.length));
  const copies = Math.max(...release.images.map(({ repositories }) => repositories.length));
  const unpacked = release.scan.command === undefined && release.images.some(({ scan }) => scan !== 'none');
  const times = unpacked ? 4 : 3;
  return {
    heading: 'What large images cost',
    body: below(
      'The archive of each image and platform is moved between jobs four times: its build uploads it, the job of its image downloads it and uploads it again as part of the index, and `publish` downloads that.',
      table(
        ['', 'for each archive', `here, with ${legs} archives of 500 MB`],
        [
          ['uploads', '2 × its size', gigabytes(2 * legs)],
          ['downloads', '2 × its size', gigabytes(2 * legs)],
          ['kept for 30 days', '2 × its size', gigabytes(2 * legs)],
          ...(copies > 1 ? [['pushes to registries', `${copies} × its size`, gigabytes(copies * legs)]] : []),
        ],
      ),
      'The disks of the runners, of which GitHub promises 14 GB:',
      list(
        'A build holds its archive and everything that BuildKit unpacks.',
        `The job of an image holds each of its archives ${unpacked ? 'four' : 'three'} times: as downloaded, in the layout of the index, in the index archive${unpacked ? ', and unpacked for the scan' : ''}. With ${most} ${most === 1 ? 'platform' : 'platforms'} of 500 MB that is ${gigabytes(times * most)}.`,
        `${code('publish')} holds every index archive of the release at once: ${legs} × 500 MB = ${gigabytes(legs)}. One of them may hold 10 GB at most.`,
        'Each of these jobs measures the free room before its first download, and stops with both numbers, needed and free, if there is too little. Then give them a larger one that GitHub hosts (`runner`, and `platforms[].runner` for a build), make the image smaller, or split the release into units.',
      ),
    ),
  };
}

function gigabytes(archives: number): string {
  return `${(archives * 0.5).toFixed(1)} GB`;
}

/** What keeps the pipeline itself honest. */
export function integrity({ release, ledger }: RunbookFacts): Chapter {
  const { vendor, trustedSteps, scan, images } = release;
  const gated = images.filter((image) => image.scan === 'gate').map(({ key }) => key);
  const reported = images.filter((image) => image.scan === 'report').map(({ key }) => key);
  return {
    heading: 'What keeps the pipeline honest',
    body: list(
      `**No action changes by itself.** Every action is named by its commit, every commit is in ${code(ledger)}, and a synth that finds another one writes nothing.`,
      '**No tool changes by itself.** What is downloaded is compared with its SHA-256 before it is unpacked or run, and a mismatch is never retried.',
      `**Only the tag signs.** The conditions are proven before ${code(workflowPath(release))} is written, a step repeats them, and a verifier accepts one workflow file, one tag and one commit.`,
      '**The job that signs runs none of your code.** Checkout, build, scan and your own commands run in jobs without identity. The job that signs copies, signs, attests and verifies.',
      trustedSteps.length === 0
        ? undefined
        : `**Steps of yours that are trusted nevertheless**: ${trustedSteps.map(({ job, name, reason }) => `${code(name)} in ${code(job)} (${reason})`).join('; ')}.`,
      '**A prepared archive is treated as hostile.** It is not unpacked; every document that is read is hashed, and every key in it must be on a list. Two jobs agree on a digest, never on a name.',
      images.length === 0
        ? undefined
        : '**No cache.** A release is built without a cache: whatever a pull request put into one would be signed.',
      images.length === 0
        ? undefined
        : `**What is scanned is what is signed**: the same archive, byte for byte. ${
            scan.command === undefined
              ? `The scan looks for ${scan.severities.join(' and ')} vulnerabilities${scan.onlyFixed ? ' that have a fix' : ''}.`
              : "The scanner is this repository's own."
          }${gated.length > 0 ? ` A finding stops ${codes(gated)}.` : ''}${reported.length > 0 ? ` It is only reported for ${codes(reported)}.` : ''}`,
      vendor.length === 0
        ? undefined
        : `**Vendored trees are derived again**: ${vendor.map(({ path, command }) => `${code(path)} by ${code(command.trim())}`).join(', ')}. A difference stops the change before it can be compiled into an image.`,
      hasDigestValues(release)
        ? '**No digest of a release is committed** into the values of a chart; the checks refuse it.'
        : undefined,
      `**Generated files are not edited.** A file that differs from what ${code('.projenrc.ts')} says is written again, or stops the synth.`,
    ),
  };
}
