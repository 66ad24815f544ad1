import { type Problem, ReleaseError } from '../../src/release/errors';
import type { ReleasePipelineProps } from '../../src/release/props';
import type { ChartFacts, Release, SourceFacts } from '../../src/release/release';
import { resolveRelease } from '../../src/release/resolve';

const chart: ChartFacts = {
  name: 'app',
  version: '0.0.0',
  versionLine: 3,
  dependencies: 0,
  hasLock: false,
  annotations: {},
  values: new Map([
    ['image', 'other'],
    ['image.digest', 'empty'],
    ['other', 'other'],
    ['other.digest', 'text'],
    ['replicas', 'other'],
  ]),
};

/** A repository with charts, one of which can't be read, and two Dockerfiles: one with stages, one without. */
export const FACTS: SourceFacts = {
  dockerfiles: new Map([
    [
      'Dockerfile',
      [
        { name: 'build', line: 1 },
        { name: 'gmc', line: 2 },
        { name: 'agc', line: 3 },
      ],
    ],
    ['other/Dockerfile', [{ name: undefined, line: 1 }]],
  ]),
  charts: new Map<string, ChartFacts | string>([
    ['charts/app', chart],
    ['charts/gmc', { ...chart, name: 'gmc' }],
    ['charts/deps', { ...chart, name: 'deps', dependencies: 2 }],
    ['charts/loose', { ...chart, name: 'loose', version: '1', versionLine: 7 }],
    ['charts/bad', 'charts/bad/Chart.yaml:1: it is not a mapping'],
  ]),
  texts: new Map([['root.json', '{}']]),
  paths: new Map<string, 'file' | 'folder' | undefined>([
    ['go.mod', 'file'],
    ['VERSION', 'file'],
    ['vendor', 'folder'],
    ['.nvmrc', undefined],
    ['gone', undefined],
    ['gone/go.mod', undefined],
  ]),
};

/** The least that is a release of {@link FACTS}. */
export const BASE: ReleasePipelineProps = { repository: 'Acme/App', images: [{ name: 'gmc' }] };

/** {@link BASE} with other props. */
export function released(props: Partial<ReleasePipelineProps> = {}, facts = FACTS): Release {
  return resolveRelease({ ...BASE, ...props }, facts);
}

/** What is wrong with {@link BASE} when it has these props. */
export function problemsOf(props: unknown, facts = FACTS): readonly Problem[] {
  try {
    resolveRelease(
      (typeof props === 'object' ? { ...BASE, ...props } : props) as unknown as ReleasePipelineProps,
      facts,
    );
  } catch (error) {
    if (error instanceof ReleaseError) return error.problems;
    throw error;
  }
  return [];
}

/** A title, props, the path of the one problem that they have, and what it says: words of the message, words of the fix. */
export type Refusal = readonly [title: string, props: unknown, path: string, message: string, fix: string];

/** A test for each row: the props have exactly this problem. */
export function refuses(rows: readonly Refusal[]): void {
  test.each(rows)('refuses %s', (_title, props, path, message, fix) => {
    expect(problemsOf(props)).toEqual([
      expect.objectContaining({ path, message: expect.stringContaining(message), fix: expect.stringContaining(fix) }),
    ]);
  });
}
