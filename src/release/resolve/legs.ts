import type { Platform } from '../platforms';
import type { BuildMode, PlatformBuild } from '../props';
import type { Leg } from '../release';
import { DEFAULT_RUNNER, HOSTED_RUNNERS } from '../runners';
import type { Problems } from './problems';

const DEFAULT_PLATFORMS: readonly Platform[] = ['linux/amd64', 'linux/arm64'];
/** How an image is built for each of its platforms. */
export function resolveLegs(
  platforms: readonly (Platform | PlatformBuild)[] = DEFAULT_PLATFORMS,
  at: string,
  problems: Problems,
): readonly Leg[] {
  const legs = platforms.map((entry, i): Leg => {
    const { platform, build, runner }: PlatformBuild = typeof entry === 'string' ? { platform: entry } : entry;
    const hosted = HOSTED_RUNNERS[platform];
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
