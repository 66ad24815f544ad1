import { chartJobId } from '../../release/jobs';
import type { Release } from '../../release/release';
import { DEFAULT_RUNNER } from '../../release/runners';
import { checkHandoffs, collectAssets } from '../../steps';
import type { RenderedFile } from '../../steps/collect-assets';
import type { Job, Step } from '../../workflow/model';
import { checkOut, fetch, HANDOFF_OUTPUTS, IF_FULL, keep, READS_CODE, RELEASE_ENV, setUp, userCommand } from './common';

const TIMEOUT_MINUTES = 30;

/** The job that builds the files of the release, and takes those that the jobs of the charts rendered; none where there are none. */
export function assetsJob(release: Release): Readonly<Record<string, Job>> {
  if (release.assets.length === 0) return {};
  const { builds } = release;
  const setup = Object.assign({}, ...builds.map((build) => build.setup ?? {}));
  const commands: readonly Step[] = builds.map(({ command }, i) =>
    userCommand(builds.length === 1 ? 'Build' : `Build ${i + 1}`, command),
  );
  const rendered = renderedFiles(release);
  const charts = [...new Set(rendered.map(({ job }) => job))];
  return {
    assets: {
      name: 'assets',
      needs: ['release', ...charts],
      if: IF_FULL,
      runsOn: DEFAULT_RUNNER,
      timeoutMinutes: TIMEOUT_MINUTES,
      permissions: builds.length > 0 ? READS_CODE : {},
      env: RELEASE_ENV,
      outputs: HANDOFF_OUTPUTS,
      steps: [
        ...(charts.length > 0 ? [checkHandoffs(charts)] : []),
        ...(builds.length > 0 ? [checkOut(), ...setUp(setup), ...commands] : []),
        // After the builds: what they run can't change what is fetched.
        ...charts.map((job) => fetch(`what ${job} rendered`, `needs.${job}.outputs.artifact-id`, job)),
        collectAssets(builds, rendered),
        keep('out'),
      ],
    },
  };
}

/** The files that the jobs of the charts render. */
function renderedFiles({ charts, renderedCharts }: Release): readonly RenderedFile[] {
  return charts.flatMap(({ path, name }) =>
    renderedCharts
      .filter(({ chart }) => chart === path)
      .map(({ output }): RenderedFile => ({ job: chartJobId(name), name: output })),
  );
}
