import type { Release } from '../../release/release';
import { DEFAULT_RUNNER } from '../../release/runners';
import {
  checkTagUnmoved,
  guardTag,
  installTools,
  promoteTags,
  publishGithubRelease,
  pullAnonymously,
  writeSummary,
} from '../../steps';
import { signingEnv } from '../../steps/release-env';
import { expression, type Job } from '../../workflow/model';
import { logIn, onlyReleaseTag } from './common';
import { trust } from './sigstore';

const TIMEOUT_MINUTES = 20;

/** Makes the signed release public: tags, the GitHub Release, and a pull of everything without a login. It signs nothing. */
export function promoteJob(release: Release): Job {
  return {
    name: 'promote',
    needs: ['release', 'publish'],
    if: [
      '!cancelled()',
      onlyReleaseTag(release),
      "needs.release.result == 'success'",
      "(needs.publish.result == 'success' || (needs.publish.result == 'skipped' && needs.release.outputs.state == 'promote'))",
    ].join(' && '),
    runsOn: DEFAULT_RUNNER,
    timeoutMinutes: TIMEOUT_MINUTES,
    ...(release.registryEnvironment === undefined ? {} : { environment: release.registryEnvironment }),
    permissions: {
      contents: { level: 'write', for: 'make the GitHub Release' },
      packages: { level: 'write', for: 'set tags on what is signed' },
    },
    env: {
      TAG: expression('needs.release.outputs.tag'),
      VERSION: expression('needs.release.outputs.version'),
      PRERELEASE: expression('needs.release.outputs.prerelease'),
      MANIFEST: expression(
        "needs.publish.result == 'success' && needs.publish.outputs.manifest || needs.release.outputs.manifest",
      ),
      ...signingEnv(release),
    },
    steps: [
      guardTag(release),
      checkTagUnmoved(),
      installTools([release.tools.cosign, release.tools.crane, release.tools.oras]),
      ...trust(release),
      ...logIn(release),
      promoteTags(release),
      publishGithubRelease(release),
      ...(release.visibility === 'public' ? [pullAnonymously(release)] : []),
      writeSummary(release),
    ],
  };
}
