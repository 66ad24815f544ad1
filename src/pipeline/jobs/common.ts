import { checkout, downloadArtifact, setupGo, setupNode, setupPython, uploadArtifact } from '../../actions';
import { chartJobId, imageJobId, platformId } from '../../release/jobs';
import type { Setup } from '../../release/props';
import type { Release, ReleaseRegistry } from '../../release/release';
import { registryLogin } from '../../steps';
import { type Env, expression, type Permissions, type RunStep, type Step } from '../../workflow/model';

/** The condition of the jobs that prepare: nothing of this tag is signed yet. */
export const IF_FULL = "needs.release.outputs.state == 'full'";
/** Days for which an artifact between two jobs is kept: as long as an approval may wait. */
export const RETENTION_DAYS = 30;

/** The permissions of a job that only reads the code. */
export const READS_CODE: Permissions = { contents: { level: 'read', for: 'check out the commit' } };

/** What `release` found, for the jobs after it. */
export const RELEASE_ENV: Env = {
  TAG: expression('needs.release.outputs.tag'),
  VERSION: expression('needs.release.outputs.version'),
  EPOCH: expression('needs.release.outputs.epoch'),
};

/** A platform as part of a variable's name: `LINUX_ARM_V7`. */
export function platformVariable(platform: string): string {
  return platformId(platform).replaceAll('-', '_').toUpperCase();
}

/** Jobs that hand an artifact and a digest over, in the order in which they are published. */
export function handoffJobs(release: Release): readonly string[] {
  return [
    ...release.images.map(imageJobId),
    ...release.charts.map(({ name }) => chartJobId(name)),
    ...(release.assets.length > 0 ? ['assets'] : []),
    'manifest',
  ];
}

/** Checks the commit of the run out, and leaves no token behind. */
export function checkOut(depth?: number): Step {
  return checkout({
    name: 'Check out the commit',
    with: { ...(depth === undefined ? {} : { 'fetch-depth': depth }), 'persist-credentials': false },
  });
}

/** Keeps a folder for the jobs after this one. */
export function keep(folder: string): Step {
  return uploadArtifact({
    name: 'Keep it for the next job',
    id: 'kept',
    with: {
      name: attemptName(),
      path: `${expression('runner.temp')}/${folder}`,
      'if-no-files-found': 'error',
      'compression-level': 0,
      'retention-days': RETENTION_DAYS,
    },
  });
}

/** The name of a job's artifact, its own in every attempt: one that is looked for by its id is found among the newest of each name only. */
export function attemptName(): string {
  return `${expression('github.job')}-${expression('github.run_attempt')}`;
}

/** Fetches one artifact by its id into a folder of its own. */
export function fetch(what: string, id: string, folder: string): Step {
  return downloadArtifact({
    name: `Fetch ${what}`,
    with: { 'artifact-ids': expression(id), path: `${expression('runner.temp')}/${folder}` },
  });
}

/** The outputs of a job that hands something over. */
export const HANDOFF_OUTPUTS = {
  digest: expression('steps.made.outputs.digest'),
  facts: expression('steps.made.outputs.facts'),
  'artifact-id': expression('steps.kept.outputs.artifact-id'),
} as const;

/** Sets language tools up, without a cache. */
export function setUp(setup: Setup | undefined): readonly Step[] {
  return [
    ...(setup?.go === undefined
      ? []
      : [setupGo({ name: 'Set up Go', with: { 'go-version-file': setup.go, cache: false } })]),
    ...(setup?.node === undefined
      ? []
      : [
          setupNode({
            name: 'Set up Node.js',
            with: { 'node-version-file': setup.node, 'package-manager-cache': false },
          }),
        ]),
    ...(setup?.python === undefined
      ? []
      : [setupPython({ name: 'Set up Python', with: { 'python-version-file': setup.python } })]),
  ];
}

/** A command of the user's, as it stands. */
export function userCommand(name: string, command: string): RunStep {
  return { name, run: `set -euo pipefail\n${command.trimEnd()}\n` };
}

/** The registries whose login needs a secret. */
export function secretRegistries(release: Release): readonly ReleaseRegistry[] {
  return release.registries.filter(({ login }) => login.kind === 'secret');
}

/** Logs in to every registry of the release. */
export function logIn(release: Release): readonly Step[] {
  return release.registries.map((registry) => registryLogin(registry));
}

/** The condition of a privileged job: false for everything but the push of a release tag. */
export function onlyReleaseTag(release: Release): string {
  return `github.event_name == 'push' && github.ref_type == 'tag' && startsWith(github.ref, 'refs/tags/${release.tag.prefix}')`;
}
