import { uploadArtifact } from '../../actions';
import type { Release } from '../../release/release';
import { DEFAULT_RUNNER } from '../../release/runners';
import { checkTag, findRelease, installTools, requireChecks, takeNotes } from '../../steps';
import { expression, type Job, type Step } from '../../workflow/model';
import { attemptName, logIn, onlyReleaseTag, RETENTION_DAYS, secretRegistries } from './common';
import { trust } from './sigstore';

/** Reads the tag, demands what must be true of its commit, and finds how far an earlier run came. */
export function releaseJob(release: Release): Job {
  const needsSecret = secretRegistries(release).length > 0;
  const notes = release.notes.kind === 'file' ? release.notes.path : undefined;
  return {
    name: 'release',
    ...(needsSecret ? { if: onlyReleaseTag(release) } : {}),
    runsOn: DEFAULT_RUNNER,
    timeoutMinutes: 10,
    ...(needsSecret && release.registryEnvironment !== undefined ? { environment: release.registryEnvironment } : {}),
    permissions: {
      contents: { level: 'read', for: 'ask for the tag and its commit' },
      packages: { level: 'read', for: 'see what is released already' },
      ...(release.requireChecks.length === 0
        ? {}
        : {
            checks: { level: 'read' as const, for: 'read the checks of the commit' },
            statuses: { level: 'read' as const, for: 'read the statuses of the commit' },
          }),
    },
    outputs: {
      tag: expression('steps.tag.outputs.tag'),
      version: expression('steps.tag.outputs.version'),
      prerelease: expression('steps.tag.outputs.prerelease'),
      epoch: expression('steps.tag.outputs.epoch'),
      state: expression('steps.found.outputs.state'),
      manifest: expression('steps.found.outputs.manifest'),
      ...(notes === undefined
        ? {}
        : {
            'notes-digest': expression('steps.notes.outputs.digest'),
            'notes-id': expression('steps.kept.outputs.artifact-id'),
          }),
    },
    steps: [
      checkTag(release),
      ...(release.requireChecks.length === 0 ? [] : [requireChecks(release.requireChecks)]),
      ...(notes === undefined ? [] : [takeNotes(notes), keepNotes()]),
      installTools([release.tools.cosign, release.tools.crane, release.tools.oras]),
      ...trust(release),
      ...logIn(release),
      findRelease(release),
    ],
  };
}

function keepNotes(): Step {
  return uploadArtifact({
    name: 'Keep the notes',
    id: 'kept',
    with: {
      name: attemptName(),
      path: `${expression('runner.temp')}/notes`,
      'if-no-files-found': 'error',
      'retention-days': RETENTION_DAYS,
    },
  });
}
