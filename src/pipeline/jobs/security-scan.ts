import { uploadArtifact } from '../../actions';
import { chartCheckJobId, goJobId, goModules, platformId, scanJobId, vendorJobId } from '../../release/jobs';
import type { Release, ReleaseImage } from '../../release/release';
import { aggregate, assembleImage, checkCharts, checkVendor, installTools, scanImage } from '../../steps';
import { expression, type Job, type Step, type Workflow } from '../../workflow/model';
import { legEnv, legSteps } from './build';
import { checkOut, platformVariable, READS_CODE, RUNNER, setUp, userCommand } from './common';

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
      push: { branches: [...new Set(releases.flatMap(({ releaseBranches }) => releaseBranches.slice(0, 1)))] },
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
        runsOn: RUNNER,
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
        image.legs.map((leg): [string, Job] => {
          const { platform } = leg;
          return [
            scanJobId(release, image, leg),
            {
              name: `scan ${image.key} ${platform}`,
              runsOn: leg.runner,
              timeoutMinutes: 60,
              permissions: READS_CODE,
              env: {
                VERSION,
                EPOCH: '0',
                ...legEnv(image, leg),
                KEY: image.key,
                REPOSITORIES: image.repositories[0] ?? '',
                PLATFORMS: platform,
                MODE: image.scan,
              },
              steps: scanSteps(release, image, [...legSteps(release, image, leg)], platform),
            },
          ];
        }),
      ),
    ),
  );
}

function scanSteps(release: Release, image: ReleaseImage, build: readonly Step[], platform: string): readonly Step[] {
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
                ARCHIVE: `${expression('runner.temp')}/leg-${id}/image.tar`,
                SBOM: `${expression('runner.temp')}/out/sbom-${id}.spdx.json`,
              },
            },
          ];
  return [
    ...build,
    installTools([tools.oras, tools.syft]),
    {
      name: 'Put the archive where a release has it',
      run: `mkdir -p "$RUNNER_TEMP/leg-${id}"\nmv "$RUNNER_TEMP/out/image.tar" "$RUNNER_TEMP/leg-${id}/image.tar"\n`,
    },
    {
      ...index,
      id: 'index',
      env: { ...index.env, [`DIGEST_${platformVariable(platform)}`]: expression('steps.made.outputs.digest') },
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
          runsOn: RUNNER,
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
          runsOn: RUNNER,
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
        runsOn: RUNNER,
        timeoutMinutes: 15,
        permissions: READS_CODE,
        steps: [
          checkOut(),
          ...setUp({ go: path === '.' ? 'go.mod' : `${path}/go.mod` }),
          userCommand(
            'Look for known vulnerabilities',
            `go -C ${path === '.' ? '.' : `'${path}'`} run golang.org/x/vuln/cmd/govulncheck@${GOVULNCHECK} ./...`,
          ),
        ],
      },
    ]),
  );
}

/** Go checks the bytes of a module's version against its public checksum database. */
const GOVULNCHECK = 'v1.1.4';

function lint(releases: readonly Release[]): Job {
  const actionlint = releases[0]?.tools.actionlint;
  return {
    name: 'workflows',
    runsOn: RUNNER,
    timeoutMinutes: 5,
    permissions: READS_CODE,
    steps: [
      checkOut(),
      ...(actionlint ? [installTools([actionlint])] : []),
      { name: 'Lint the workflows', run: 'actionlint -color=false\n' },
    ],
  };
}
