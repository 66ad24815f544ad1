import type { Problem } from './errors';
import type { Gate } from './props';
import type { Leg, Release, ReleaseChart, ReleaseImage } from './release';

/** A job that stands for one thing of a release. Two things with one id would be one job, and one of them would not run. */
export interface ReleaseJob {
  readonly id: string;
  /** Where the thing stands in the props, e.g. `gates`. */
  readonly path: string;
  /** What it stands for, e.g. `the gate "docs"`. */
  readonly what: string;
}

/** How many jobs one workflow of ours may have. GitHub runs more, but nobody reads them. */
const MAX_JOBS = 256;

/** A platform as part of ids and names: `linux-arm-v7`. */
export function platformId(platform: string): string {
  return platform.replaceAll('/', '-');
}

/** The job that builds an image for a platform. */
export function buildJobId(imageId: string, platform: string): string {
  return `build-${imageId}-${platformId(platform)}`;
}

/** The job that assembles an image. */
export function imageJobId({ id }: Pick<ReleaseImage, 'id'>): string {
  return `image-${id}`;
}

/** The job that packages a chart. */
export function chartJobId(name: string): string {
  return `chart-${slug(name)}`;
}

/** The job of a gate. */
export function gateJobId(gate: Gate): string {
  return gate.kind === 'command' ? `gate-${slug(gate.name)}` : `gate-file-${slug(gate.path)}`;
}

/** The job of security-scan.yml that builds and scans an image for a platform. */
export function scanJobId(release: Release, image: ReleaseImage, leg: Leg): string {
  return `scan-${unitPrefix(release)}${image.id}-${platformId(leg.platform)}`;
}

/** True for a leg that security-scan.yml builds in one job and scans in another: the tools are made for GitHub's own runners. */
export function isScannedApart({ runner }: Leg): boolean {
  return !runner.startsWith('ubuntu-');
}

/** The job of security-scan.yml that only builds an image for a platform. */
export function scanBuildJobId(release: Release, image: ReleaseImage, leg: Leg): string {
  return `${scanJobId(release, image, leg)}-build`;
}

/** The job of security-scan.yml that lints and renders a chart. */
export function chartCheckJobId(release: Release, { name }: ReleaseChart): string {
  return `chart-${unitPrefix(release)}${slug(name)}`;
}

/** The job of security-scan.yml that derives a vendored tree again. */
export function vendorJobId(release: Release, path: string): string {
  return `vendor-${unitPrefix(release)}${slug(path)}`;
}

/** The job of security-scan.yml that looks for known vulnerabilities in a Go module. */
export function goJobId(path: string): string {
  return `govulncheck-${path === '.' ? 'root' : slug(path)}`;
}

/** The Go modules of all units, each once. */
export function goModules(releases: readonly Release[]): readonly string[] {
  return [...new Set(releases.flatMap(({ govulncheck }) => govulncheck))];
}

/** Every job of publish.yml. */
export function publishJobs(release: Release): readonly ReleaseJob[] {
  return [
    ...release.gates.map((gate) => ({ id: gateJobId(gate), path: 'gates', what: gateText(gate) })),
    ...release.images.flatMap((image) =>
      [imageJobId(image), ...image.legs.map(({ platform }) => buildJobId(image.id, platform))].map((id) => ({
        id,
        path: 'images',
        what: `the image "${image.key}"`,
      })),
    ),
    ...release.charts.map((chart) => ({
      id: chartJobId(chart.name),
      path: 'charts',
      what: `the chart "${chart.name}"`,
    })),
    ...['release', ...(release.assets.length > 0 ? ['assets'] : []), 'manifest', 'publish', 'promote'].map((id) => ({
      id,
      path: 'name',
      what: `the job \`${id}\``,
    })),
  ];
}

/** Every job of security-scan.yml, which all units of a repository share. */
export function securityScanJobs(releases: readonly Release[]): readonly ReleaseJob[] {
  return [
    ...releases.flatMap((release) => {
      const of = release.name === '' ? '' : ` of the pipeline "${release.name}"`;
      return [
        ...release.images.flatMap((image) =>
          image.legs
            .flatMap((leg) => [
              scanJobId(release, image, leg),
              ...(isScannedApart(leg) ? [scanBuildJobId(release, image, leg)] : []),
            ])
            .map((id) => ({ id, path: 'images', what: `the image "${image.key}"${of}` })),
        ),
        ...release.charts.map((chart) => ({
          id: chartCheckJobId(release, chart),
          path: 'charts',
          what: `the chart "${chart.name}"${of}`,
        })),
        ...release.vendor.map(({ path }) => ({
          id: vendorJobId(release, path),
          path: 'vendor',
          what: `the vendored tree "${path}"${of}`,
        })),
      ];
    }),
    ...goModules(releases).map((path) => ({ id: goJobId(path), path: 'govulncheck', what: `the Go module "${path}"` })),
    ...['workflows', 'security-scan'].map((id) => ({ id, path: 'name', what: `the job \`${id}\`` })),
  ];
}

/** What keeps a workflow from having these jobs: two things with one id, or too many jobs. */
export function jobProblems(workflow: string, jobs: readonly ReleaseJob[]): readonly Problem[] {
  const first = new Map<string, ReleaseJob>();
  const problems = new Map<string, Problem>();
  for (const { id, path, what } of jobs) {
    const other = first.get(id);
    if (!other) first.set(id, { id, path, what });
    // An image has several jobs: one problem is enough.
    else if (!problems.has(`${other.what} ${what}`)) {
      const problem: Problem =
        other.what === what
          ? { code: 'duplicate', path, message: `${what} is listed twice`, fix: 'remove one of them' }
          : {
              code: 'collision',
              path,
              message: `${other.what} and ${what} would be one job of ${workflow}, \`${id}\``,
              fix: 'rename one: in the id of a job, capitals become small, and everything but letters and digits a hyphen',
            };
      problems.set(`${other.what} ${what}`, problem);
    }
  }
  if (first.size > MAX_JOBS) {
    problems.set('', {
      code: 'impossible',
      path: 'images',
      message: `${workflow} would have ${first.size} jobs; ${MAX_JOBS} is the most`,
      fix: 'build fewer platforms or variants, check fewer trees and modules, or split the release into pipelines',
    });
  }
  return [...problems.values()];
}

/** A name as part of a job's id. */
function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** What tells the jobs of several units apart. */
function unitPrefix({ name }: Release): string {
  return name === '' ? '' : `${name}-`;
}

function gateText(gate: Gate): string {
  return gate.kind === 'command' ? `the gate "${gate.name}"` : `the version file "${gate.path}"`;
}
