import { type Problem, shown } from '../release/errors';
import type { Release } from '../release/release';
import { checkReleases, globsOverlap } from '../release/resolve';

/** What keeps a release unit from standing beside the earlier ones of its repository. */
export function unitCollisions(release: Release, earlier: readonly Release[]): readonly Problem[] {
  return [...checkReleases([...earlier, release]), ...sharedCharts(release, earlier)];
}

/** A chart's folder has one version and one Chart.yaml: it belongs to one unit. */
function sharedCharts(release: Release, earlier: readonly Release[]): readonly Problem[] {
  return release.charts.flatMap(({ path }, i): Problem[] => {
    const other = earlier.find(({ charts }) => charts.some((chart) => chart.path === path));
    if (!other) return [];
    const message = `the chart in \`${path}\` is already released by ${other.name === '' ? 'another pipeline' : other.name}`;
    return [{ code: 'collision', path: `charts[${i}].path`, message, fix: 'let one unit release it' }];
  });
}

/** projen's own release workflows make tags, and GitHub Releases, from a branch: those of a unit come from a pushed tag. */
export function projenReleaseCollisions(release: Release, tagPrefixes: readonly string[]): readonly Problem[] {
  return [...new Set(tagPrefixes)]
    .filter((prefix) => globsOverlap(prefix, release.tag.prefix))
    .map((prefix) => ({
      code: 'collision',
      path: 'tag.git',
      message: `projen's own release makes the same tags, such as ${shown(`${prefix}1.2.3`)}, and their GitHub Releases, from a branch`,
      fix: 'give the projen project `release: false`, or another `releaseTagPrefix`',
    }));
}
