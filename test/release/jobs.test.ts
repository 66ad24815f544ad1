import fc from 'fast-check';
import { securityScanModel } from '../../src/pipeline/jobs/security-scan';
import { publishModel } from '../../src/pipeline/publish-model';
import { ReleaseError } from '../../src/release/errors';
import { publishJobs, securityScanJobs } from '../../src/release/jobs';
import { command, files, type ReleasePipelineProps, versionFile } from '../../src/release/props';
import type { ChartFacts, Release } from '../../src/release/release';
import { checkReleases, resolveRelease } from '../../src/release/resolve';

const chart = { version: '0.0.0', dependencies: 0, hasLock: false, annotations: {} };
const anyChart = { get: (path: string): ChartFacts => ({ ...chart, name: path.slice('charts/'.length) }) };
const anyDockerfile = { get: () => [{ name: 'app', line: 1 }] };
const facts = { dockerfiles: anyDockerfile, charts: anyChart } as unknown as Parameters<typeof resolveRelease>[1];
const base: ReleasePipelineProps = { repository: 'acme/app', images: [{ name: 'app' }] };
const resolve = (props: Partial<ReleasePipelineProps>): Release => resolveRelease({ ...base, ...props }, facts);

function messages(props: Partial<ReleasePipelineProps>): readonly string[] {
  try {
    return checkReleases([resolve(props)]).map(({ message }) => message);
  } catch (error) {
    if (error instanceof ReleaseError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

describe('two things that would be one job', () => {
  test.each<[string, Partial<ReleasePipelineProps>, string]>([
    [
      'a command that is named like a version file',
      {
        gates: [
          versionFile({ path: 'VERSION', pattern: '{version}' }),
          command({ name: 'file version', command: 'true' }),
        ],
      },
      'the version file "VERSION" and the gate "file version" would be one job of publish.yml, `gate-file-version`',
    ],
    [
      'two commands',
      { gates: [command({ name: 'Docs', command: 'a' }), command({ name: 'docs', command: 'b' })] },
      'the gate "Docs" and the gate "docs" would be one job of publish.yml, `gate-docs`',
    ],
    [
      'two images',
      { images: ['a/b', 'a-b'].map((name) => ({ name, target: 'app' })) },
      'the image "a/b" and the image "a-b" would be one job of publish.yml, `image-a-b`',
    ],
    [
      'two charts',
      { charts: [{ path: 'charts/a.b' }, { path: 'charts/a-b' }] },
      'the chart "a.b" and the chart "a-b" would be one job of publish.yml, `chart-a-b`',
    ],
    [
      'two vendored trees',
      { vendor: ['a/b', 'a-b'].map((path) => ({ path, command: 'true' })) },
      'the vendored tree "a/b" and the vendored tree "a-b" would be one job of security-scan.yml, `vendor-a-b`',
    ],
    [
      'two Go modules',
      { govulncheck: ['.', 'root'] },
      'the Go module "." and the Go module "root" would be one job of security-scan.yml, `govulncheck-root`',
    ],
    ['an image twice', { images: [{ name: 'app' }, { name: 'app' }] }, 'the image "app" is listed twice'],
    [
      'an image twice, which no stage is named after',
      { images: [{ name: 'other' }, { name: 'other' }] },
      'the image "other" is listed twice',
    ],
  ])('%s', (_name, props, message) => expect(messages(props)).toEqual([message]));

  test('images of two pipelines', () => {
    const unit = (name: string, image: string) =>
      resolve({ name, tag: { git: `${name}-v{version}` }, images: [{ name: image, target: 'app' }] });
    expect(checkReleases([unit('a', 'b-c'), unit('a-b', 'c')]).map(({ message }) => message)).toContain(
      'the image "b-c" of the pipeline "a" and the image "c" of the pipeline "a-b" would be one job of security-scan.yml, `scan-a-b-c-linux-amd64`',
    );
  });
});

test('a command gate that is numbered does not take the place of a version file', () => {
  const gates = [
    command({ name: 'version 2', command: './stop-ship.sh' }),
    versionFile({ path: 'VERSION', pattern: '{version}' }),
  ];
  expect(Object.keys(publishModel(resolve({ gates })).jobs).filter((id) => id.startsWith('gate-'))).toEqual([
    'gate-version-2',
    'gate-file-version',
  ]);
});

test('security-scan.yml of several pipelines is counted too', () => {
  const unit = (name: string) =>
    resolve({
      name,
      tag: { git: `${name}-v{version}` },
      images: [{ name, target: 'app' }],
      vendor: Array.from({ length: 100 }, (_, i) => ({ path: `v${i}`, command: 'true' })),
    });
  expect(checkReleases([unit('a'), unit('b'), unit('c')]).map(({ message }) => message)).toEqual([
    'security-scan.yml would have 308 jobs; 256 is the most',
  ]);
});

test('property: each workflow has a job for every thing, and no others', () => {
  const some = (pattern: RegExp) => fc.uniqueArray(fc.stringMatching(pattern), { maxLength: 4 });
  fc.assert(
    fc.property(
      some(/^[a-c]([./-][a-c]){0,2}$/),
      some(/^[a-c]([.-][a-c]){0,2}$/),
      some(/^[A-Ca-c0-9]([ ._-][a-c0-9]){0,2}$/),
      some(/^[A-Ca-c](\/[a-c]){0,2}$/),
      fc.boolean(),
      (images, charts, gates, paths, assets) => {
        const props: Partial<ReleasePipelineProps> = {
          images: images.map((name) => ({ name, target: 'app' })),
          charts: charts.map((name) => ({ path: `charts/${name}` })),
          gates: [
            ...gates.map((name) => command({ name, command: 'true' })),
            ...paths.map((path) => versionFile({ path, pattern: '{version}' })),
          ],
          assets: assets ? [files({ command: 'x', outputs: ['y'] })] : [],
          vendor: paths.map((path) => ({ path, command: 'true' })),
          govulncheck: paths,
          manifestRepository: 'ghcr.io/acme/releases',
        };
        if (images.length + charts.length === 0 && !assets) return;
        if (messages(props).length > 0) return;
        const release = resolve(props);
        const ids = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id).sort();
        expect(Object.keys(publishModel(release).jobs).sort()).toEqual(ids(publishJobs(release)));
        expect(Object.keys(securityScanModel([release]).jobs).sort()).toEqual(ids(securityScanJobs([release])));
        expect(Object.keys(publishModel(release).jobs)).toHaveLength(
          4 + images.length * 3 + charts.length + gates.length + paths.length + (assets ? 1 : 0),
        );
      },
    ),
    { numRuns: 300 },
  );
});
