import { uploadArtifact } from '../../actions';
import { GO_TOOLS } from '../../release/go-tools';
import {
  chartCheckJobId,
  goJobId,
  goModules,
  isScannedApart,
  platformId,
  scanBuildJobId,
  scanJobId,
  vendorJobId,
} from '../../release/jobs';
import type { Leg, Release, ReleaseImage } from '../../release/release';
import { DEFAULT_RUNNER } from '../../release/runners';
import { aggregate, assembleImage, checkCharts, checkVendor, installTools, scanImage } from '../../steps';
import { type Env, expression, type Job, type RunStep, type Step, type Workflow } from '../../workflow/model';
import { legEnv, legSteps } from './build';
import { checkOut, fetch, keep, platformVariable, READS_CODE, setUp, userCommand } from './common';

/** Stands for the version where nothing is released. */
const VERSION = '0.0.0-scan';

/** What is checked before a change is merged: everything is built, scanned, linted and derived again; nothing is pushed or signed. */
export function securityScanModel(releases: readonly Release[]): Workflow {
  const jobs = {
    ...imageScans(releases),
    ...chartChecks(releases),
    ...vendorChecks(releases),
    ...goChecks(releases),
    workflows: lint(releases),
  };
  return {
    name: 'security-scan',
    on: {
      push: { branches: [...new Set(releases.flatMap(({ releaseBranches }) => releaseBranches))] },
      pullRequest: {},
      mergeGroup: {},
    },
    concurrency: {
      group: `security-scan-${expression('github.ref')}`,
      cancelInProgress: expression("github.event_name == 'pull_request'"),
    },
    jobs: {
      ...jobs,
      'security-scan': {
        name: 'security-scan',
        needs: Object.keys(jobs),
        if: 'always()',
        runsOn: DEFAULT_RUNNER,
        timeoutMinutes: 2,
        permissions: {},
        steps: [aggregate([])],
      },
    },
  };
}

function imageScans(releases: readonly Release[]): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    releases.flatMap((release) =>
      release.images.flatMap((image) =>
        image.legs.flatMap((leg) =>
          isScannedApart(leg)
            ? scanJobsApart(release, image, leg)
            : [[scanJobId(release, image, leg), scanJob(release, image, leg)] as const],
        ),
      ),
    ),
  );
}

/** A leg that is built and scanned in one job. */
function scanJob(release: Release, image: ReleaseImage, leg: Leg): Job {
  const id = platformId(leg.platform);
  return {
    name: `scan ${image.key} ${leg.platform}`,
    runsOn: leg.runner,
    timeoutMinutes: 60,
    permissions: READS_CODE,
    env: { ...buildEnv(image, leg), ...scanEnv(image, leg) },
    steps: [
      ...legSteps(release, image, leg),
      installTools([release.tools.oras, release.tools.syft]),
      {
        name: 'Put the archive where a release has it',
        run: `mkdir -p "$RUNNER_TEMP/leg-${id}"\nmv "$RUNNER_TEMP/out/image.tar" "$RUNNER_TEMP/leg-${id}/image.tar"\n`,
      },
      ...scanSteps(release, image, leg.platform, 'steps.made.outputs.digest'),
    ],
  };
}

/** A leg that is built on a runner of its own and scanned on one of GitHub's, as a release does it. */
function scanJobsApart(release: Release, image: ReleaseImage, leg: Leg): readonly (readonly [string, Job])[] {
  const build = scanBuildJobId(release, image, leg);
  return [
    [
      build,
      {
        name: `build ${image.key} ${leg.platform}`,
        runsOn: leg.runner,
        timeoutMinutes: 60,
        permissions: READS_CODE,
        env: buildEnv(image, leg),
        outputs: {
          digest: expression('steps.made.outputs.digest'),
          'artifact-id': expression('steps.kept.outputs.artifact-id'),
        },
        steps: [...legSteps(release, image, leg), keep('out')],
      },
    ],
    [
      scanJobId(release, image, leg),
      {
        name: `scan ${image.key} ${leg.platform}`,
        needs: [build],
        runsOn: DEFAULT_RUNNER,
        timeoutMinutes: 30,
        permissions: READS_CODE,
        env: { VERSION, EPOCH: '0', ...scanEnv(image, leg) },
        steps: [
          checkOut(),
          fetch('the archive', `needs.${build}.outputs.artifact-id`, `leg-${platformId(leg.platform)}`),
          installTools([release.tools.oras, release.tools.syft]),
          ...scanSteps(release, image, leg.platform, `needs.${build}.outputs.digest`),
        ],
      },
    ],
  ];
}

function buildEnv(image: ReleaseImage, leg: Leg): Env {
  return { VERSION, EPOCH: '0', ...legEnv(image, leg) };
}

function scanEnv(image: ReleaseImage, { platform }: Leg): Env {
  return { KEY: image.key, REPOSITORIES: image.repositories[0] ?? '', PLATFORMS: platform, MODE: image.scan };
}

/** The SBOM and the scan of an archive that lies where a release has it; `digest` is the expression of its digest. */
function scanSteps(release: Release, image: ReleaseImage, platform: string, digest: string): readonly Step[] {
  const { tools, scan } = release;
  const index = assembleImage(release.sbom);
  const id = platformId(platform);
  const custom = scan.command;
  const scans: readonly Step[] =
    image.scan === 'none'
      ? []
      : custom === undefined
        ? [installTools([tools.trivy]), scanImage(scan)]
        : [
            {
              ...userCommand('Scan', custom),
              env: {
                IMAGE: image.key,
                PLATFORM: platform,
                ARCHIVE: `${expression('runner.temp')}/leg-${id}/image.tar`,
                SBOM: `${expression('runner.temp')}/out/sbom-${id}.spdx.json`,
              },
            },
          ];
  return [
    {
      ...index,
      id: 'index',
      env: { ...index.env, [`DIGEST_${platformVariable(platform)}`]: expression(digest) },
    },
    uploadArtifact({
      name: 'Keep the SBOM',
      with: {
        name: expression('github.job'),
        path: `${expression('runner.temp')}/out/*.spdx.json`,
        'if-no-files-found': 'error',
        'retention-days': 7,
      },
    }),
    ...scans,
  ];
}

function chartChecks(releases: readonly Release[]): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    releases.flatMap((release) =>
      release.charts.map((chart): [string, Job] => [
        chartCheckJobId(release, chart),
        {
          name: `chart ${chart.name}`,
          runsOn: DEFAULT_RUNNER,
          timeoutMinutes: 10,
          permissions: READS_CODE,
          steps: [checkOut(), installTools([release.tools.helm, release.tools.kubeconform]), checkCharts(chart)],
        },
      ]),
    ),
  );
}

function vendorChecks(releases: readonly Release[]): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    releases.flatMap((release) =>
      release.vendor.map(({ path, command, setup }): [string, Job] => [
        vendorJobId(release, path),
        {
          name: `vendor ${path}`,
          runsOn: DEFAULT_RUNNER,
          timeoutMinutes: 15,
          permissions: READS_CODE,
          steps: [checkOut(), ...setUp(setup), userCommand(`Derive ${path} again`, command), checkVendor(path)],
        },
      ]),
    ),
  );
}

function goChecks(releases: readonly Release[]): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    goModules(releases).map((path): [string, Job] => [
      goJobId(path),
      {
        name: `govulncheck ${path}`,
        runsOn: DEFAULT_RUNNER,
        timeoutMinutes: 15,
        permissions: READS_CODE,
        steps: [
          checkOut(),
          ...setUp({ go: path === '.' ? 'go.mod' : `${path}/go.mod` }),
          goScan(path, releases.find(({ govulncheck }) => govulncheck.includes(path))?.govulncheckVersion ?? ''),
        ],
      },
    ]),
  );
}

function goScan(path: string, version: string): RunStep {
  const { govulncheck } = GO_TOOLS;
  const step = userCommand(
    'Look for known vulnerabilities',
    `go -C ${path === '.' ? '.' : `'${path}'`} run ${govulncheck.package}@${version} ./...`,
  );
  return { ...step, env: { GOSUMDB: govulncheck.checksumDatabase } };
}

function lint(releases: readonly Release[]): Job {
  const actionlint = releases[0]?.tools.actionlint;
  return {
    name: 'workflows',
    runsOn: DEFAULT_RUNNER,
    timeoutMinutes: 5,
    permissions: READS_CODE,
    steps: [
      checkOut(),
      ...(actionlint ? [installTools([actionlint])] : []),
      { name: 'Lint the workflows', run: 'actionlint -color=false\n' },
    ],
  };
}
