import { chartJobId, imageJobId } from '../../release/jobs';
import type { Release, ReleaseChart } from '../../release/release';
import { DEFAULT_RUNNER } from '../../release/runners';
import { installTools, packageChart } from '../../steps';
import { chartValues, renderedFiles } from '../../steps/chart-values';
import { type Env, expression, type Job } from '../../workflow/model';
import { checkOut, HANDOFF_OUTPUTS, IF_FULL, keep, READS_CODE, RELEASE_ENV } from './common';

const TIMEOUT_MINUTES = 15;

/** One job per chart: packaged, linted, rendered, and kept as the OCI artifact that Helm itself makes. */
export function chartJobs(release: Release): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    release.charts.map((chart): [string, Job] => {
      const images = release.images.filter(({ key }) => Object.hasOwn(chart.digestValues, key));
      return [
        chartJobId(chart.name),
        {
          name: `chart ${chart.name}`,
          needs: ['release', ...images.map(imageJobId)],
          if: IF_FULL,
          runsOn: DEFAULT_RUNNER,
          timeoutMinutes: TIMEOUT_MINUTES,
          permissions: READS_CODE,
          env: { ...RELEASE_ENV, ...chartEnv(release, chart) },
          outputs: {
            ...HANDOFF_OUTPUTS,
            ...(chart.artifactHub?.repositoryId === undefined
              ? {}
              : { 'artifacthub-digest': expression('steps.made.outputs.artifacthub-digest') }),
          },
          steps: [
            checkOut(),
            installTools([release.tools.crane, release.tools.helm, release.tools.oras]),
            packageChart(),
            keep('out'),
          ],
        },
      ];
    }),
  );
}

function chartEnv(release: Release, chart: ReleaseChart): Env {
  const digests = Object.entries(chart.digestValues).flatMap(([key, path]) => {
    const image = release.images.find((one) => one.key === key);
    return image
      ? [`${path} ${key} ${image.repositories[0] ?? ''} ${expression(`needs.${imageJobId(image)}.outputs.digest`)}\n`]
      : [];
  });
  return {
    CHART: chart.path,
    NAME: chart.name,
    REPOSITORIES: chart.repositories.join(' '),
    VERSION_FROM: chart.version,
    LOCKED_DEPENDENCIES: String(chart.lockedDependencies),
    DIGEST_VALUES: digests.join(''),
    STAMP_DIGESTS: String(chart.digestMode === 'stamp'),
    EMPTY_DIGESTS: chart.emptyDigests,
    VALUES: chartValues(chart),
    RENDERED: renderedFiles(release, chart),
    ANNOTATE: String(chart.artifactHub !== undefined),
    PRERELEASE: release.prerelease === 'chart-yaml' ? 'chart-yaml' : expression('needs.release.outputs.prerelease'),
    ARTIFACTHUB: chart.artifactHub?.repositoryId === undefined ? '' : (chart.artifactHubFile ?? ''),
  };
}
