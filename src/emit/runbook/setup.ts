import type { Release } from '../../release/release';
import { below, block, code, codes, list, table, words } from '../markdown';
import { releaseGraph } from '../release-graph';
import { type Chapter, imageTag, type RunbookFacts, workflowPath } from './facts';

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
    `${codes(files(release))}${release.sbom.asset && release.images.length > 0 ? ', and every list of contents' : ''}`,
  ];
  const subjects = [...(images.length > 0 ? ['index'] : []), ...(charts.length > 0 ? ['chart'] : [])];
  return {
    heading: 'What a release produces',
    body: below(
      `A release is the tag ${code('$TAG')} on one commit, and what ${code(workflowPath(release))} makes of it:`,
      table(['what', 'where', 'tags', 'platforms or files'], [...images, ...charts, manifest, github]),
      list(
        'Every digest above is signed with cosign, without a stored key: the certificate names the workflow file, the tag and the commit.',
        release.images.length === 0
          ? undefined
          : 'An image is an index and one image for each of its platforms; the index and each of them are signed. The digest that people pin is the index.',
        release.images.length === 0
          ? undefined
          : `The image of each platform carries its own SBOM (SPDX${release.sbom.cyclonedx ? ', and CycloneDX beside it' : ''}) as a signed attestation.`,
        subjects.length === 0
          ? undefined
          : `Each ${words(subjects)} carries SLSA provenance as a signed attestation${release.provenance.includes('github') && release.images.length > 0 ? ", and each index GitHub's own as well" : ''}.`,
        release.assets.length === 0 ? undefined : `${code('SHA256SUMS')} lists every file, and is signed as a file.`,
        'The release manifest lists every digest of the release, one fact a line. Only what a signed release manifest lists is released: an attempt that was broken off may leave signed digests behind, which no manifest names.',
        floating(release),
        release.signatureFormat === 'bundle'
          ? undefined
          : release.signatureFormat === 'both'
            ? 'Signatures and attestations are stored in the bundle format and in the one before it.'
            : 'Signatures and attestations are stored in the format from before bundles.',
      ),
      'The jobs, and what each waits for. An arrow that others imply is left out.',
      block('mermaid', releaseGraph(workflow)),
    ),
  };
}

function files(release: Release): readonly string[] {
  const names = release.assets.map((name) => name.replaceAll('{tag}', '$TAG').replaceAll('{version}', '$VERSION'));
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
  return `Tags that move: ${codes(tags)}${major || minor ? ' (for version 1.2.3)' : ''}. Each is moved only by the highest stable version of its line, and never back. Everything else stays where it is for ever.`;
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
          `**The secret for ${host}.** ${code(login.secret)} holds the password of ${code(login.username)}. Store it in the environments ${codes(environments(release))}, not in the repository: there any workflow could read it.`,
      ),
      environment(release),
      release.registryEnvironment === undefined || release.registryEnvironment === release.environment
        ? undefined
        : `**The environment ${code(release.registryEnvironment)}.** The jobs that log in but do not sign run in it: the same rule for tags and the same secrets, but no reviewers.`,
      `**A ruleset for tags** on ${code(`refs/tags/${release.tag.prefix}*`)}: restrict creations, updates and deletions, and let only the maintainers bypass the first. ${
        release.requireProtectedTag
          ? 'A release stops where no ruleset protects its tag.'
          : `Nothing stops a release without one; ${code('requireProtectedTag: true')} in ${code('.projenrc.ts')} would.`
      }`,
      '**Immutable releases.** In the settings of the repository, under Releases: Enable release immutability. Files and tag of a published release can then not be changed; its title and notes can.',
      '**Actions by commit.** In the settings of the repository, under Actions, General: require actions to be pinned to a full-length commit SHA. Everything that is written here is.',
      release.firstRelease === undefined
        ? `**A package that does not exist yet.** GitHub's registry may say "denied" instead of "not there", and a release stops at what it can't see. For the very first tag say so: ${code(`firstRelease: '${release.tag.prefix}0.1.0'`)} in ${code('.projenrc.ts')}.`
        : `**A package that does not exist yet.** For the tag ${code(release.firstRelease)} alone "denied" is taken for "not there". After that release take ${code('firstRelease')} out.`,
      release.sigstore === undefined
        ? undefined
        : `**The Sigstore instance** of this release is private: ${code(release.sigstore.mirror)}, trusted by ${code(release.sigstore.rootFile)}. Whoever verifies needs the two.`,
    ),
  };
}

function environments({ environment, registryEnvironment }: Release): readonly string[] {
  return [...new Set([environment, registryEnvironment].filter((name) => name !== undefined))];
}

function visibility(release: Release): string {
  const repositories = [
    ...new Set([...release.images, ...release.charts].map(({ repositories: [first] }) => first ?? '')),
  ];
  const own = repositories.length === 0 ? [release.manifestRepository] : repositories;
  const made = `The first release makes the ${own.length === 1 ? 'package' : 'packages'} ${codes(own)}`;
  return release.visibility === 'public'
    ? `**Packages are public.** ${made}, and a new package may be private. The last check of a release pulls everything without a login and names what it can't see. Make that public in the settings of the package (Danger Zone, Change visibility), then run the failed job again.`
    : `**Packages stay private.** ${made}. Whoever installs or verifies needs to read them: give them access in the settings of each package, or an account that has it.`;
}

function permissions(release: Release): string {
  const ghcr = release.registries.some(({ login }) => login.kind === 'github-token');
  return `**Permissions.** Each job of ${code(workflowPath(release))} names what its token may do, so the repository's default may stay at reading. ${
    ghcr
      ? `A package that was made by something else before must let this repository write: in the settings of the package, Manage Actions access, add ${code(release.slug)} with the role Write. Signing needs no secret.`
      : 'Signing needs no secret.'
  }`;
}

function environment(release: Release): string {
  return release.environment === undefined
    ? `**No environment.** Nobody is asked before a release is signed. ${code("environment: 'release'")} in ${code('.projenrc.ts')} and reviewers on that environment would ask once for each release.`
    : `**The environment ${code(release.environment)}.** The job that signs runs in it. Let it deploy only from tags ${code(`${release.tag.prefix}*`)}, name the people who approve, and switch off that administrators may bypass it.`;
}

/** What a signature of this release says, and what it does not. */
export function tagsOnly({ release }: RunbookFacts): Chapter {
  const begins = release.tag.prefix === '' ? 'is a version' : `begins with ${code(release.tag.prefix)}`;
  return {
    heading: 'What "tags only" proves',
    body: below(
      `Only a run of ${code(workflowPath(release))} for a pushed tag that ${begins} can sign as this release. The condition of every job that could is checked for every event and kind of ref before the file is written, and again by a step when the job runs.`,
      list(
        `It proves that the tag was pushed, which commit it named, and that the signed bytes are the ones that were ${release.images.length > 0 ? 'scanned' : 'prepared'}.`,
        'It does **not** prove who was allowed to push the tag: that is the ruleset, and the reviewers of the environment.',
        'It does not prove that the commit is harmless: a review does.',
      ),
    ),
  };
}
