import type { Release } from '../release/release';
import type { Env } from '../workflow/model';

/** What every step needs that signs or verifies. */
export function signingEnv(release: Release): Env {
  return { SIGNATURE_FORMAT: release.signatureFormat, WORKFLOW_FILE: release.workflowFile };
}

/** The tags that a release sets for ever, one a line: repository, tag with `{version}`. */
export function immutableTags(release: Release): string {
  const images = release.images.flatMap(({ repositories, suffix }) =>
    repositories.map((repository) => `${repository} ${release.tag.imagePrefix}{version}${suffix}\n`),
  );
  const charts = release.charts.flatMap(({ repositories }) =>
    repositories.map((repository) => `${repository} {version}\n`),
  );
  return [...images, ...charts].join('');
}

/** The artifacts that a release publishes, one a line and repository: kind, key, repository, suffix or `-`. */
export function artifacts(release: Release): string {
  const images = release.images.flatMap(({ key, repositories, suffix }) =>
    repositories.map((repository) => `image ${key} ${repository} ${suffix === '' ? '-' : suffix}\n`),
  );
  const charts = release.charts.flatMap(({ name, repositories, artifactHub }) =>
    repositories.flatMap((repository) => [
      `chart ${name} ${repository} -\n`,
      ...(artifactHub?.repositoryId === undefined ? [] : [`artifacthub ${name} ${repository} -\n`]),
    ]),
  );
  return [...images, ...charts].join('');
}

/** The lists of contents that are attached to the GitHub Release, one a line: kind, key, platform, folder below the runner's temporary one. */
export function sbomAssets(release: Release): string {
  if (!release.sbom.asset) return '';
  return release.images
    .flatMap(({ key, id, legs }) =>
      legs.flatMap(({ platform }) =>
        ['sbom', ...(release.sbom.cyclonedx ? ['cyclonedx'] : [])].map(
          (kind) => `${kind} ${key} ${platform} image-${id}\n`,
        ),
      ),
    )
    .join('');
}

/** Everything that the release manifest must list, one fact a line without its digest; file names with `{tag}` and `{version}`. */
export function expectedFacts(release: Release): string {
  const images = release.images.flatMap(({ key, repositories, legs }) => [
    ...repositories.map((repository) => `image ${key} ${repository}`),
    ...legs.flatMap(({ platform }) => [
      `platform ${key} ${platform}`,
      `sbom ${key} ${platform}`,
      ...(release.sbom.cyclonedx ? [`cyclonedx ${key} ${platform}`] : []),
    ]),
  ]);
  const charts = release.charts.flatMap(({ name, repositories, artifactHub }) =>
    repositories.flatMap((repository) => [
      `chart ${name} ${repository}`,
      ...(artifactHub?.repositoryId === undefined ? [] : [`artifacthub ${name} ${repository}`]),
    ]),
  );
  const files = release.assets.map((name) => `file ${name} -`);
  return [...images, ...charts, ...files].map((line) => `${line}\n`).join('');
}
