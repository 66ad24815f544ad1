import type { Platform } from '../platforms';
import type { BuildMode, PlatformBuild } from '../props';
import type { Leg } from '../release';
import type { Problems } from './problems';

const DEFAULT_PLATFORMS: readonly Platform[] = ['linux/amd64', 'linux/arm64'];
/** The runner of a job for which nothing else is said. */
export const DEFAULT_RUNNER = 'ubuntu-24.04';
/** The runners that GitHub hosts for everybody. https://docs.github.com/actions/reference/runners/github-hosted-runners */
const RUNNERS: Readonly<Partial<Record<Platform, string>>> = {
  'linux/amd64': DEFAULT_RUNNER,
  'linux/arm64': 'ubuntu-24.04-arm',
};

/** How an image is built for each of its platforms. */
export function resolveLegs(
  platforms: readonly (Platform | PlatformBuild)[] = DEFAULT_PLATFORMS,
  at: string,
  problems: Problems,
): readonly Leg[] {
  const legs = platforms.map((entry, i): Leg => {
    const { platform, build, runner }: PlatformBuild = typeof entry === 'string' ? { platform: entry } : entry;
    const hosted = RUNNERS[platform];
    const mode: BuildMode = build ?? (hosted !== undefined || runner !== undefined ? 'native' : 'cross');
    if (mode === 'native' && hosted === undefined && runner === undefined) {
      problems.add(
        'impossible',
        `${at}.platforms[${i}]`,
        `GitHub hosts no runner for ${platform}, so it can't be built natively`,
        "give the label of a runner of your own, or `build: 'cross'` or `'emulated'`",
      );
    }
    return { platform, mode, runner: runner ?? (mode === 'native' ? hosted : undefined) ?? DEFAULT_RUNNER };
  });
  const built = legs.map(({ platform }) => platform);
  problems.unique(built, `${at}.platforms`, 'platform');
  return legs.filter(({ platform }, i) => built.indexOf(platform) === i);
}
