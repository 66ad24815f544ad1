import { rehearsalFile, releaseFolder } from '../release/folder';
import type { Release } from '../release/release';

/** The files that one release unit has for itself, as paths from the root. */
export function releaseFiles(release: Release): readonly string[] {
  const folder = releaseFolder(release);
  return [
    ...[release.workflowFile, rehearsalFile(release)].map((name) => `.github/workflows/${name}`),
    ...['verify-release.sh', 'download-cosign.sh', 'download-crane.sh', 'release.mk', 'RUNBOOK.md'].map(
      (name) => `${folder}/${name}`,
    ),
    ...release.charts.flatMap(({ artifactHubFile }) => artifactHubFile ?? []),
  ];
}
