import { releaseFolder } from '../release/folder';
import type { Release } from '../release/release';
import { DEFAULT_RUNNER } from '../release/runners';
import {
  checkArtifact,
  checkHandoffs,
  checkManifest,
  commitRelease,
  findRelease,
  installTools,
  promoteTags,
  publishArtifact,
  REHEARSAL_HOST,
  rehearsalKey,
  rehearsalRegistry,
  rehearsalSummary,
  rehearsalVersion,
} from '../steps';
import { signingEnv } from '../steps/release-env';
import { expression, type Job, type RunStep, type Workflow } from '../workflow/model';
import { assetsJob } from './jobs/assets';
import { buildJobs } from './jobs/build';
import { chartJobs } from './jobs/chart';
import { checkOut, fetch, handoffJobs, READS_CODE, RELEASE_ENV } from './jobs/common';
import { imageJobs } from './jobs/image';
import { manifestJob } from './jobs/manifest';
import { artifactsOf } from './jobs/publish';
import { NOT_REHEARSED } from './not-rehearsed';

/** The workflow that rehearses a release: the same jobs prepare it; one job does the rest against a registry on loopback. */
export function rehearsalModel(release: Release): Workflow {
  const rehearsed = rehearsalOf(release);
  const name = release.name === '' ? 'release rehearsal' : `release rehearsal ${release.name}`;
  return {
    name,
    on: { pullRequest: {}, mergeGroup: {} },
    concurrency: {
      group: `${name.replaceAll(' ', '-')}-${expression('github.ref')}`,
      cancelInProgress: expression("github.event_name == 'pull_request'"),
    },
    jobs: {
      release: versionJob(rehearsed),
      ...buildJobs(rehearsed),
      ...imageJobs(rehearsed),
      ...chartJobs(rehearsed),
      ...assetsJob(rehearsed),
      manifest: manifestJob(rehearsed),
      rehearse: rehearseJob(rehearsed),
    },
  };
}

/** The release as a rehearsal makes it: every repository is one on loopback, and nothing needs a tag, a secret or a server. */
export function rehearsalOf(release: Release): Release {
  const moved = (repository: string) => `${REHEARSAL_HOST}/${repository.replace(':', '-')}`;
  return {
    ...release,
    registries: [],
    images: release.images.map((image) => ({ ...image, repositories: image.repositories.map(moved) })),
    charts: release.charts.map((chart) => ({ ...chart, repositories: chart.repositories.map(moved) })),
    manifestRepository: moved(release.manifestRepository),
    gates: [],
    requireChecks: [],
    notes: { kind: 'generated' },
    provenance: ['cosign'],
    environment: undefined,
    registryEnvironment: undefined,
    sigstore: undefined,
    sigstoreRoot: undefined,
    firstRelease: undefined,
  };
}

function versionJob(release: Release): Job {
  return {
    name: 'release',
    runsOn: DEFAULT_RUNNER,
    timeoutMinutes: 5,
    permissions: READS_CODE,
    outputs: Object.fromEntries(
      ['tag', 'version', 'prerelease', 'epoch', 'state', 'manifest'].map((output) => [
        output,
        expression(`steps.tag.outputs.${output}`),
      ]),
    ),
    steps: [checkOut(), rehearsalVersion(release)],
  };
}

/** What `publish` and `promote` do in a release, one after the other. */
function rehearseJob(release: Release): Job {
  const artifacts = artifactsOf(release);
  const needs = handoffJobs(release);
  return {
    name: `rehearse ${releaseFolder(release)}`,
    needs: ['release', ...needs],
    // GitHub takes a check that is skipped for one that has passed: after a failure it runs, and its first step fails.
    if: 'always()',
    runsOn: release.runner,
    timeoutMinutes: 60,
    permissions: {},
    env: { ...RELEASE_ENV, PRERELEASE: 'true', ...signingEnv(release) },
    steps: [
      checkHandoffs(needs),
      installTools([release.tools.cosign, release.tools.crane, release.tools.oras]),
      rehearsalRegistry(),
      rehearsalKey(),
      found(findRelease(release)),
      fetch('the release manifest', 'needs.manifest.outputs.artifact-id', 'manifest'),
      checkManifest(),
      ...artifacts.flatMap((artifact) => [
        ...(artifact.kind === 'artifacthub'
          ? []
          : [fetch(`the ${artifact.kind} ${artifact.key}`, `needs.${artifact.job}.outputs.artifact-id`, artifact.job)]),
        checkArtifact(artifact),
      ]),
      ...artifacts.map((artifact) => publishArtifact(artifact)),
      ...(release.assets.length > 0 ? [fetch('the files', 'needs.assets.outputs.artifact-id', 'assets')] : []),
      commitRelease(release),
      promoted(promoteTags(release)),
      rehearsalSummary(NOT_REHEARSED.map(({ says }) => says)),
    ],
  };
}

/** In a release this is the job that reads the tag. */
function found(step: RunStep): RunStep {
  const { TAG: _tag, VERSION: _version, ...env } = step.env ?? {};
  return { ...step, env };
}

/** In a release another job promotes, and is told the manifest. */
function promoted(step: RunStep): RunStep {
  return { ...step, env: { ...step.env, MANIFEST: expression('steps.commit.outputs.manifest') } };
}
