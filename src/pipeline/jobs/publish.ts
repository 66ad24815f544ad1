import { attest } from '../../actions';
import { chartJobId, imageJobId } from '../../release/jobs';
import type { Release } from '../../release/release';
import {
  checkArtifact,
  checkHandoffs,
  checkIdentity,
  checkManifest,
  checkTagUnmoved,
  commitRelease,
  guardTag,
  installTools,
  publishArtifact,
} from '../../steps';
import type { Artifact } from '../../steps/publish-artifact';
import { signingEnv } from '../../steps/release-env';
import { expression, type Job, type Step } from '../../workflow/model';
import { fetch, handoffJobs, logIn, onlyReleaseTag, RELEASE_ENV } from './common';
import { trust } from './sigstore';

const TIMEOUT_MINUTES = 60;

/** The one job that signs: for each artifact check, copy by digest, sign, attest, verify; then the commit point. */
export function publishJob(release: Release): Job {
  const github = release.provenance.includes('github');
  const artifacts = artifactsOf(release);
  return {
    name: 'publish',
    needs: ['release', ...handoffJobs(release)],
    if: onlyReleaseTag(release),
    runsOn: release.runner,
    timeoutMinutes: TIMEOUT_MINUTES,
    ...(release.environment === undefined ? {} : { environment: release.environment }),
    permissions: {
      'id-token': { level: 'write', for: 'get the certificate of this tag' },
      contents: { level: 'read', for: 'ask where the tag is' },
      packages: { level: 'write', for: 'copy by digest; push signatures and attestations' },
      ...(github ? { attestations: { level: 'write' as const, for: "store GitHub's provenance" } } : {}),
    },
    env: { ...RELEASE_ENV, ...signingEnv(release) },
    outputs: { manifest: expression('steps.commit.outputs.manifest') },
    steps: [
      guardTag(release),
      checkTagUnmoved(),
      checkIdentity(),
      checkHandoffs(handoffJobs(release)),
      installTools([release.tools.cosign, release.tools.crane, release.tools.oras]),
      ...trust(release),
      ...logIn(release),
      fetch('the release manifest', 'needs.manifest.outputs.artifact-id', 'manifest'),
      checkManifest(),
      // All of it is checked before the first of it is public.
      ...artifacts.flatMap((artifact): readonly Step[] => [
        ...(artifact.kind === 'artifacthub'
          ? []
          : [fetch(`the ${artifact.kind} ${artifact.key}`, `needs.${artifact.job}.outputs.artifact-id`, artifact.job)]),
        checkArtifact(artifact),
      ]),
      ...artifacts.flatMap((artifact): readonly Step[] => [
        publishArtifact(artifact),
        ...(github && artifact.kind === 'image'
          ? artifact.repositories.map((repository) => githubProvenance(artifact, repository))
          : []),
      ]),
      ...(release.assets.length > 0 ? [fetch('the files', 'needs.assets.outputs.artifact-id', 'assets')] : []),
      ...(release.notes.kind === 'file' ? [fetch('the notes', 'needs.release.outputs.notes-id', 'notes')] : []),
      commitRelease(release),
    ],
  };
}

/** What is published, in order. */
export function artifactsOf(release: Release): readonly Artifact[] {
  const images = release.images.map(
    ({ key, id, repositories, legs }): Artifact => ({
      kind: 'image',
      key,
      job: imageJobId({ id }),
      repositories,
      platforms: legs.map(({ platform }) => platform),
      cyclonedx: release.sbom.cyclonedx,
    }),
  );
  const charts = release.charts.flatMap(({ name, repositories, artifactHub }): readonly Artifact[] => {
    const chart: Artifact = {
      kind: 'chart',
      key: name,
      job: chartJobId(name),
      repositories,
      platforms: [],
      cyclonedx: false,
    };
    return artifactHub?.repositoryId === undefined ? [chart] : [chart, { ...chart, kind: 'artifacthub' }];
  });
  return [...images, ...charts];
}

function githubProvenance(artifact: Artifact, repository: string): Step {
  return attest({
    name: `Add GitHub's provenance to ${artifact.key}`,
    // It reads the registry's login from its home folder, and from nowhere else.
    env: { HOME: `${expression('runner.temp')}/login` },
    with: {
      'subject-name': repository,
      'subject-digest': expression(`needs.${artifact.job}.outputs.digest`),
      'push-to-registry': true,
      'create-storage-record': false,
    },
  });
}
