import { type Problem, shown } from '../errors';
import { jobProblems, securityScanJobs } from '../jobs';
import type { Release } from '../release';
import { Problems } from './problems';

/** What is wrong with several pipelines of one repository taken together. */
export function checkReleases(releases: readonly Release[]): readonly Problem[] {
  const problems = new Problems();
  problems.include(jobProblems('security-scan.yml', securityScanJobs(releases)));
  releases.forEach((one, i) => {
    for (const other of releases.slice(i + 1)) checkPair(one, other, problems);
  });
  return problems.all;
}

function checkPair(one: Release, other: Release, problems: Problems): void {
  const add = (path: string, message: string, fix: string) => problems.add('collision', path, message, fix);
  const both = `${nameOf(one)} and ${nameOf(other)}`;
  if (one.name === '' || other.name === '')
    add('name', 'a repository with several pipelines must name each', 'give each pipeline a `name`');
  else if (one.name === other.name) add('name', `two pipelines are named ${shown(one.name)}`, 'give each its own name');
  if (one.slug.toLowerCase() !== other.slug.toLowerCase()) {
    const message = `${both} name different repositories: ${one.slug} and ${other.slug}`;
    add('repository', message, 'name the same one: a configuration releases one repository');
  } else if (one.visibility !== other.visibility) {
    const message = `${both} disagree about the visibility of ${one.slug}: ${one.visibility} and ${other.visibility}`;
    add('visibility', message, 'give both the same `visibility`');
  }
  if (globsOverlap(one.tag.prefix, other.tag.prefix)) {
    add(
      'tag.git',
      `a tag can belong to both ${both}: their prefixes are ${shown(one.tag.prefix)} and ${shown(other.tag.prefix)}`,
      'give each a prefix that no version of the other can begin with',
    );
  }
  const others = repositoriesOf(other);
  for (const repository of [...repositoriesOf(one)].filter((name) => others.has(name)))
    add('images', `both ${both} publish ${repository}`, 'let one pipeline publish it');
  if (one.manifestRepository === other.manifestRepository && one.tag.prefix === other.tag.prefix) {
    const message = `both ${both} keep their manifest in ${one.manifestRepository}`;
    add('manifestRepository', message, 'give one of them another repository');
  }
}

/** True if a tag can match the globs of both prefixes: `prefix` + digits + `.` … */
export function globsOverlap(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (!long.startsWith(short)) return false;
  // The rest of the longer prefix would have to be the beginning of a version: of `1.2.3`, or of what follows its hyphen.
  const rest = long.slice(short.length);
  return /^\d*$|^\d+\.\d*$|^\d+\.\d+\.\d*$|^\d+\.\d+\.\d+-[^/]*$/.test(rest);
}

function nameOf({ name }: Release): string {
  return name === '' ? 'the unnamed pipeline' : `the pipeline ${shown(name)}`;
}

/** The repositories that only one pipeline may write. */
function repositoriesOf(release: Release): ReadonlySet<string> {
  return new Set([...release.images, ...release.charts].flatMap(({ repositories }) => repositories));
}
