import type { Release } from '../release/release';
import type { Workflow } from '../workflow/model';
import { assetsJob } from './jobs/assets';
import { buildJobs } from './jobs/build';
import { chartJobs } from './jobs/chart';
import { gateJobs } from './jobs/gates';
import { imageJobs } from './jobs/image';
import { manifestJob } from './jobs/manifest';
import { promoteJob } from './jobs/promote';
import { publishJob } from './jobs/publish';
import { releaseJob } from './jobs/release';

/** The workflow that publishes a release: everything is prepared without identity, then copied, signed, verified and promoted. */
export function publishModel(release: Release): Workflow {
  const name = release.name === '' ? 'publish' : `publish ${release.name}`;
  return {
    name,
    on: { push: { tags: release.tag.globs } },
    concurrency: { group: `${name.replaceAll(' ', '-')}-\${{ github.ref }}`, cancelInProgress: false },
    jobs: {
      release: releaseJob(release),
      ...gateJobs(release),
      ...buildJobs(release),
      ...imageJobs(release),
      ...chartJobs(release),
      ...assetsJob(release),
      manifest: manifestJob(release),
      publish: publishJob(release),
      promote: promoteJob(release),
    },
  };
}
