import type { Release } from '../../release/release';
import { collectAssets, installTools } from '../../steps';
import type { Job, Step } from '../../workflow/model';
import {
  checkOut,
  HANDOFF_OUTPUTS,
  IF_FULL,
  keep,
  READS_CODE,
  RELEASE_ENV,
  RUNNER,
  setUp,
  userCommand,
} from './common';

const TIMEOUT_MINUTES = 30;

/** The job that builds the files of the release; none where there are none. */
export function assetsJob(release: Release): Readonly<Record<string, Job>> {
  if (release.assets.length === 0) return {};
  const setup = Object.assign({}, ...release.builds.map((build) => build.setup ?? {}));
  const builds: readonly Step[] = release.builds.map(({ command }, i) =>
    userCommand(release.builds.length === 1 ? 'Build' : `Build ${i + 1}`, command),
  );
  return {
    assets: {
      name: 'assets',
      needs: ['release'],
      if: IF_FULL,
      runsOn: RUNNER,
      timeoutMinutes: TIMEOUT_MINUTES,
      permissions: READS_CODE,
      env: RELEASE_ENV,
      outputs: HANDOFF_OUTPUTS,
      steps: [
        checkOut(),
        ...setUp(setup),
        ...(release.renderedCharts.length > 0 ? [installTools([release.tools.helm])] : []),
        ...builds,
        collectAssets(release),
        keep('out'),
      ],
    },
  };
}
