import type { Release } from '../../release/release';
import { below, block, code, codes, list, table, words } from '../markdown';
import { releaseGraph } from '../release-graph';
import { type Chapter, imageTag, inShell, type RunbookFacts, workflowPath } from './facts';

/** What there is after a release that was not there before. */
export function produces({ release, workflow }: RunbookFacts): Chapter {
  const images = release.images.map((image) => [
    `image ${code(image.key)}`,
    image.repositories.map(code).join(', '),
    codes([imageTag(release, image), `sha-$COMMIT${image.suffix}`]),
    image.legs.map(({ platform }) => platform).join(', '),
  ]);
  const charts = release.charts.map(({ name, repositories }) => [
    `chart ${code(name)}`,
    repositories.map((repository) => code(`oci://${repository}`)).join(', '),
    code('$VERSION'),
    '',
  ]);
  const manifest = ['release manifest', code(release.manifestRepository), code('release-$TAG'), ''];
  const github = [
    'GitHub Release',
    code(release.slug),
    code('$TAG'),
    `${codes(files(release))}${release.sbom.asset && release.images.length > 0 ? ', and every SBOM' : ''}`,
  ];
  const subjects = [...(images.length > 0 ? ['index'] : []), ...(charts.length > 0 ? ['chart'] : [])];
  return {
    heading: 'What a release produces',
    body: below(
      `A release is the tag ${code('$TAG')} on one commit, and what ${code(workflowPath(release))} makes of it:`,
      table(['what', 'where', 'tags', 'platforms or files'], [...images, ...charts, manifest, github]),
      list(
        'Every digest above is signed with cosign and without a stored key: the certificate names the workflow file, the tag and the commit.',
        release.images.length === 0
          ? undefined
          : 'An image is an index and one image per platform. The index and each of those images are signed. People pin the digest of the index.',
        release.images.length === 0
          ? undefined
          : `The image of each platform carries its own SBOM (SPDX${release.sbom.cyclonedx ? ', and CycloneDX as well' : ''}) as a signed attestation.`,
        subjects.length === 0
          ? undefined
          : `Each ${words(subjects)} carries SLSA provenance as a signed attestation${release.provenance.includes('github') && release.images.length > 0 ? ", and each index GitHub's own as well" : ''}.`,
        release.assets.length === 0 ? undefined : `${code('SHA256SUMS')} lists every file, and is signed as a file.`,
        'The release manifest lists every digest of the release, one fact per line. Only what a signed release manifest lists is released: an aborted attempt may leave signed digests behind, but no manifest names them.',
        floating(release),
        release.signatureFormat === 'bundle'
          ? undefined
          : release.signatureFormat === 'both'
            ? 'Signatures and attestations are stored in the bundle format and in the older one.'
            : 'Signatures and attestations are stored in the older format, without bundles.',
      ),
      'The jobs and their dependencies (transitive ones left out):',
      block('mermaid', releaseGraph(workflow)),
    ),
  };
}

function files(release: Release): readonly string[] {
  const names = release.assets.map(inShell);
  return ['release.txt', ...(names.length > 0 ? ['SHA256SUMS', 'SHA256SUMS.sigstore.json'] : []), ...names];
}

function floating({ floatingTags: { latest, major, minor, aliases }, tag: { imagePrefix }, images }: Release) {
  const tags = [
    ...(latest ? ['latest'] : []),
    ...(major ? [`${imagePrefix}1`] : []),
    ...(minor ? [`${imagePrefix}1.2`] : []),
    ...aliases,
  ];
  if (tags.length === 0 || images.length === 0) return undefined;
  return `Tags that move: ${codes(tags)}${major || minor ? ' (for version 1.2.3)' : ''}. Each moves only when a new highest stable version of its line is released, and never back. No other tag ever moves.`;
}

/** What is done once, before the first release. */
export function firstTime({ release }: RunbookFacts): Chapter {
  const secrets = release.registries.flatMap(({ host, login }) => (login.kind === 'secret' ? [{ host, login }] : []));
  return {
    heading: 'Once, before the first release',
    body: list(
      visibility(release),
      permissions(release),
      ...secrets.map(
        ({ host, login }) =>
          `**The secret for ${host}.** ${code(login.secret)} holds the password of ${code(login.username)}. Store it in the ${environments(release).length === 1 ? 'environment' : 'environments'} ${codes(environments(release))}, not in the repository, where any workflow could read it.`,
      ),
      environment(release),
      release.registryEnvironment === undefined || release.registryEnvironment === release.environment
        ? undefined
        : `**The environment ${code(release.registryEnvironment)}.** The jobs that log in but do not sign run in it: give it the same tag rule and the same secrets, but no reviewers.`,
      `**A ruleset for tags** on ${code(`refs/tags/${release.tag.prefix}*`)}: restrict creations, updates and deletions, and let only maintainers bypass the restriction on creations. ${
        release.requireProtectedTag
          ? 'A release stops if no ruleset protects its tag.'
          : `Without one a release is not stopped; ${code('requireProtectedTag: true')} in ${code('.projenrc.ts')} stops it.`
      }`,
      '**Immutable releases.** In the settings of the repository, under Releases: Enable release immutability. After that the files and the tag of a published release are fixed; its title and notes can still be changed.',
      '**Actions by commit.** In the settings of the repository, under Actions, General: require actions to be pinned to a full-length commit SHA. All generated workflows already comply.',
      newPackage(release),
      newRepository(release),
      release.sigstore === undefined
        ? undefined
        : `**The Sigstore instance** of this release is private: ${code(release.sigstore.mirror)}, trusted by ${code(release.sigstore.rootFile)}. Whoever verifies needs both.`,
    ),
  };
}

function environments({ environment, registryEnvironment }: Release): readonly string[] {
  return [...new Set([environment, registryEnvironment].filter((name) => name !== undefined))];
}

/** The repositories of a release in a kind of registry; the release manifest's own where there is nothing else. */
function repositoriesIn(release: Release, wanted: (host: string) => boolean): readonly string[] {
  const all = [...release.images, ...release.charts].flatMap(({ repositories }) => repositories);
  return [...new Set([...all, release.manifestRepository])].filter((repository) =>
    wanted(repository.slice(0, repository.indexOf('/'))),
  );
}

/** The registries whose packages GitHub creates and shows. */
function isGitHub({ registries }: Release): (host: string) => boolean {
  return (host) => registries.some((registry) => registry.host === host && registry.login.kind === 'github-token');
}

function visibility(release: Release): string {
  const packages = repositoriesIn(release, isGitHub(release));
  const others = repositoriesIn(release, (host) => !isGitHub(release)(host));
  const hub = others.filter((repository) => repository.startsWith('docker.io/'));
  const places = [
    ...(packages.length > 0 ? ["a GitHub package in the package's settings (Danger Zone, Change visibility)"] : []),
    ...(hub.length > 0 ? ["a Docker Hub repository in the repository's settings (Visibility settings)"] : []),
    ...(others.length > hub.length ? ["anything else in its registry's settings"] : []),
  ];
  const what = packages.length > 0 ? 'Packages' : 'Repositories';
  const publishes = `A release publishes to ${codes([...packages, ...others])}.`;
  return release.visibility === 'public'
    ? `**${what} are public.** ${publishes} A new one may start out private. The last check of a release pulls everything without a login and names what it can't see. Make that public, then run the failed job again: ${words(places)}.`
    : `**${what} stay private.** ${publishes} Whoever installs or verifies must be able to read ${packages.length + others.length === 1 ? 'it: give them access in its settings' : 'them: give them access in the settings of each'}, or give them an account that has it.`;
}

/** What GitHub's registry answers before the first release. */
function newPackage(release: Release): string | undefined {
  if (!release.registries.some(({ login }) => login.kind === 'github-token')) return undefined;
  return release.firstRelease === undefined
    ? `**A package that does not exist yet.** GitHub's registry may answer "denied" instead of "not there", and a release stops at what it can't see. Name the very first tag in ${code('.projenrc.ts')}: ${code(`firstRelease: '${release.tag.prefix}0.1.0'`)}.`
    : `**A package that does not exist yet.** For the tag ${code(release.firstRelease)} alone, "denied" is treated as "not there". After that release, remove ${code('firstRelease')}.`;
}

/** What other registries answer before the first release. */
function newRepository(release: Release): string | undefined {
  const others = repositoriesIn(release, (host) => !isGitHub(release)(host));
  return others.length === 0
    ? undefined
    : `**A repository that does not exist yet.** ${others.some((repository) => repository.startsWith('docker.io/')) ? 'Docker Hub' : 'A registry'} may answer "unauthorized" instead of "not there", and a release stops at what it can't see. Create ${codes(others)} before the first release.`;
}

function permissions(release: Release): string {
  const ghcr = release.registries.some(({ login }) => login.kind === 'github-token');
  return `**Permissions.** Each job of ${code(workflowPath(release))} names what its token may do, so the repository's default can stay read-only. ${
    ghcr
      ? `A package that something else created must let this repository write: in the package's settings, under Manage Actions access, add ${code(release.slug)} with the role Write. Signing needs no secret.`
      : 'Signing needs no secret.'
  }`;
}

function environment(release: Release): string {
  return release.environment === undefined
    ? `**No environment.** Nobody has to approve a release before it is signed. With ${code("environment: 'release'")} in ${code('.projenrc.ts')} and reviewers on that environment, each release asks for one approval.`
    : `**The environment ${code(release.environment)}.** The job that signs runs in it. Let it deploy only from tags ${code(`${release.tag.prefix}*`)}, add the reviewers, and don't allow administrators to bypass the rules.`;
}

/** What a signature of this release says, and what it does not. */
export function tagsOnly({ release }: RunbookFacts): Chapter {
  const begins = release.tag.prefix === '' ? 'is a version' : `begins with ${code(release.tag.prefix)}`;
  return {
    heading: 'What "tags only" proves',
    body: below(
      `Only a run of ${code(workflowPath(release))} for a pushed tag that ${begins} can sign as this release. The condition of every job that could sign is checked for every event and kind of ref before the file is written, and a step checks it again when the job runs.`,
      list(
        `It proves that the tag was pushed, which commit it named, and that the signed bytes are the ones that were ${release.images.length > 0 ? 'scanned' : 'prepared'}.`,
        `It does **not** prove who was allowed to push the tag: the ruleset${release.environment === undefined ? ' decides that' : ' and the reviewers of the environment decide that'}.`,
        'It does not prove that the commit is harmless: that takes a review.',
      ),
    ),
  };
}
