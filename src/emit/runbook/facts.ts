import type { Release, ReleaseChart, ReleaseImage } from '../../release/release';
import type { Workflow } from '../../workflow/model';

/** What a runbook is written from. */
export interface RunbookFacts {
  readonly release: Release;
  /** The workflow that publishes the release. */
  readonly workflow: Workflow;
  /** The branches whose pushes security-scan.yml checks. */
  readonly scannedBranches: readonly string[];
  /** The path of the pin ledger. */
  readonly ledger: string;
  /** True where we write dependabot.yml. */
  readonly dependabot: boolean;
  /** For each chart that has one, the path of its artifacthub-repo.yml. */
  readonly repositoryFiles: ReadonlyMap<string, string>;
}

/** One chapter of a runbook. */
export interface Chapter {
  readonly heading: string;
  readonly body: string;
}

/** The predicate types of what cosign stores beside a digest. */
export const PREDICATES = {
  signature: 'https://sigstore.dev/cosign/sign/v1',
  sbom: 'https://spdx.dev/Document',
  cyclonedx: 'https://cyclonedx.org/bom',
  provenance: 'https://slsa.dev/provenance/v1',
} as const;

const ISSUER = 'https://token.actions.githubusercontent.com';

/** The path of the workflow that signs. */
export function workflowPath({ workflowFile }: Release): string {
  return `.github/workflows/${workflowFile}`;
}

/** The tag of an image in a registry, with `$VERSION` in it. */
export function imageTag({ tag }: Release, { suffix }: ReleaseImage): string {
  return `${tag.imagePrefix}$VERSION${suffix}`;
}

/** A name with `{tag}` and `{version}` in it, as a shell writes it. */
export function inShell(name: string): string {
  return name.replace(/\{(tag|version)\}(?=(\w?))/g, (_, variable: string, next: string) =>
    next === '' ? `$${variable.toUpperCase()}` : `\${${variable.toUpperCase()}}`,
  );
}

/** The first of an artifact's repositories: the one that commands name. */
export function mainRepository({ repositories }: ReleaseImage | ReleaseChart): string {
  return repositories[0] ?? '';
}

/** The first artifact of a release as an example, with its tag; the release manifest where there are only files. */
export function example(release: Release): {
  readonly name: string;
  readonly repository: string;
  readonly tag: string;
} {
  const [image] = release.images;
  if (image) return { name: image.key, repository: mainRepository(image), tag: imageTag(release, image) };
  const [chart] = release.charts;
  if (chart) return { name: chart.name, repository: mainRepository(chart), tag: '$VERSION' };
  return { name: 'the release manifest', repository: release.manifestRepository, tag: 'release-$TAG' };
}

/** True where a chart takes the digest of an image. */
export function hasDigestValues({ charts }: Release): boolean {
  return charts.some(({ digestValues }) => Object.keys(digestValues).length > 0);
}

/** The lines of a command that demands something signed by exactly this workflow, tag and commit. `options` come first. */
export function verification(
  { signatureFormat }: Release,
  what: keyof typeof PREDICATES,
  reference: string,
  options: readonly string[] = [],
): readonly string[] {
  const legacy = signatureFormat === 'legacy';
  const command =
    legacy && what === 'signature' ? 'cosign verify' : `cosign verify-attestation --type ${PREDICATES[what]}`;
  return [
    `${[command, ...(legacy ? ['--new-bundle-format=false'] : []), ...options].join(' ')} \\`,
    ...identityLines(),
    `  "${reference}"`,
  ];
}

/** The lines with the identity, each continued on the next one. */
export function identityLines(): readonly string[] {
  return [
    `  --certificate-oidc-issuer ${ISSUER} \\`,
    '  --certificate-identity "$IDENTITY" \\',
    '  --certificate-github-workflow-sha "$COMMIT" \\',
  ];
}

/** A command's lines with more behind the last one. */
export function andThen(lines: readonly string[], more: string): readonly string[] {
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${more}`];
}
