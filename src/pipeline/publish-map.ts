import type { Release } from '../release/release';

/** The lines of a header that say what each job of `publish.yml` does, in their order, and which of them can write; without the `#`. */
export function publishMap(release: Release): readonly string[] {
  const jobs: readonly (readonly [string, string, boolean])[] = [
    ['release', 'demands a release tag on a release branch, and looks how far an earlier run came', true],
    ['gate-*', 'run the stop-ship checks of this repository', release.gates.length > 0],
    ['build-*', 'build each platform of an image on its own', release.images.length > 0],
    ['image-*', 'make the index and the SBOMs, and scan exactly those bytes', release.images.length > 0],
    ['chart-*', 'stamp, lint, render and package the charts', release.charts.length > 0],
    ['assets', 'builds the files of the GitHub Release', release.assets.length > 0],
    ['manifest', 'writes down every digest of the release', true],
    ['publish', 'checks all of it, then copies it by digest, signs it and verifies it; commits the release', true],
    ['promote', 'sets the tags, publishes the GitHub Release, pulls everything without a login', true],
  ];
  const but = release.trustedSteps.length > 0 ? ', but for the trusted steps named here' : '';
  return [
    '',
    'Only `publish` can sign, and only `publish` and `promote` can write.',
    `They run for a release tag alone, and run no code of this repository${but}.`,
    ...jobs.filter(([, , has]) => has).map(([id, does]) => `  ${id.padEnd(10)}${does}`),
  ];
}
