import type { Platform } from './platforms';

/** The runner of every job that builds for no platform of its own, and for which nothing else is said. */
export const DEFAULT_RUNNER = 'ubuntu-24.04';

/** The runners that GitHub hosts for everybody. https://docs.github.com/actions/reference/runners/github-hosted-runners */
export const HOSTED_RUNNERS: Readonly<Partial<Record<Platform, string>>> = {
  'linux/amd64': DEFAULT_RUNNER,
  'linux/arm64': 'ubuntu-24.04-arm',
};
