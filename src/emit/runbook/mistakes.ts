import { below, code, codes, list, sh, steps } from '../markdown';
import { type Chapter, mainRepository, type RunbookFacts } from './facts';

/** Why a tag stays where it is. */
export function neverRetag({ release }: RunbookFacts): Chapter {
  return {
    heading: 'A tag never moves',
    body: list(
      'Move neither the git tag nor a tag in the registry, not by hand and not "just this once": people have pinned the digest behind the name, and every verification names the commit behind the tag.',
      'A run stops if the tag names another commit than the run, if the version already has another digest, or if there is a release manifest that it did not sign.',
      'Never reuse a deleted tag: an immutable release reserves it for good, and someone may still have the old one.',
      'Nothing is built again under an old version, not even to fix something in it. That takes a new patch version.',
      release.images.length === 0
        ? undefined
        : `The one exception has no version in its name: ${code('sha-$COMMIT')} points to a candidate until the final version of the same commit takes its place.`,
    ),
  };
}

/** What to do about a release that must not be used. */
export function supersede({ release }: RunbookFacts): Chapter {
  // Without an ID a release pushes no metadata, and nothing can be hidden by it.
  const hubs = release.charts.filter(({ artifactHub }) => artifactHub?.repositoryId !== undefined);
  return {
    heading: 'Superseding a bad tag',
    body: below(
      steps(
        'Fix the code in a pull request like any other.',
        ...hubs.map(
          ({ name }) =>
            `In the same pull request, hide the bad version of ${code(name)} from Artifact Hub: ${code(`artifactHub: { ignore: [{ name: '${name}', version: '^1\\\\.2\\\\.2$' }] }`)} in ${code('.projenrc.ts')}. It is a regular expression: without the ${code('^')}, the backslashes and the ${code('$')} it hides other versions as well. The next release tells Artifact Hub.`,
        ),
        'Release the next higher version, [from the beginning](#before-the-tag). A version that never got its tags is simply skipped.',
        `Mark the bad release. Its title and notes can always be changed: write above the line that begins with ${code('<!-- sealwright')}, and leave that line and what follows as it is. The verifier compares it.`,
        'If it is dangerous, publish a security advisory that names the bad digests and the good version.',
      ),
      sh(
        `BAD=${release.tag.prefix}1.2.2`,
        'gh release view "$BAD" --repo "$REPOSITORY" --json body --jq .body > "notes-$BAD.md"',
        '"${EDITOR:-vi}" "notes-$BAD.md"',
        'gh release edit "$BAD" --repo "$REPOSITORY" --notes-file "notes-$BAD.md"',
      ),
      list(
        'The signature of the bad version stays valid: it says who built it, not whether it is good. Whoever checks the identity alone still accepts it.',
        'Leave the packages where they are, so that those who pinned them can still pull. Delete only what is harmful.',
        release.name === ''
          ? 'The highest stable version becomes the latest release automatically; a backport does not.'
          : `The highest stable version of ${code(release.name)} becomes the latest release of the repository automatically; a backport does not. Other units do the same, and GitHub has one latest release: the last one made has the mark.`,
      ),
    ),
  };
}

/** What a prerelease is. */
export function prereleases({ release }: RunbookFacts): Chapter {
  const { latest, major, minor, aliases } = release.floatingTags;
  const moves = (latest || major || minor || aliases.length > 0) && release.images.length > 0;
  const annotated = release.charts.filter(({ artifactHub }) => artifactHub !== undefined);
  return {
    heading: 'Prereleases',
    body: list(
      `Every ${code('0.x')} version and every version with a hyphen, such as ${code('1.2.3-rc.1')}, is one. It is released like any other, and its tag is just as final.`,
      `Its GitHub Release is marked as a prerelease, and is never the latest.${moves ? ' It moves no tag.' : ''}`,
      annotated.length === 0
        ? undefined
        : release.prerelease === 'tag'
          ? `${codes(annotated.map(({ name }) => name))}: the annotation ${code('artifacthub.io/prerelease')} is filled in from the tag when the chart is packaged. The value in ${code('Chart.yaml')} is a placeholder.`
          : `${codes(annotated.map(({ name }) => name))}: the annotation ${code('artifacthub.io/prerelease')} is the one that is committed in ${code('Chart.yaml')}. Change it in a pull request before the tag: afterwards it can't be changed.`,
      'The final version is built from its own tag: what is released is what the tag names, not a candidate under another name.',
    ),
  };
}

/** The listing in Artifact Hub. */
export function artifactHub({ release, repositoryFiles }: RunbookFacts): Chapter | undefined {
  const charts = release.charts.filter((chart) => chart.artifactHub !== undefined);
  if (charts.length === 0) return undefined;
  const withId = charts.filter((chart) => chart.artifactHub?.repositoryId !== undefined);
  const withoutId = charts.filter((chart) => chart.artifactHub?.repositoryId === undefined);
  return {
    heading: 'Artifact Hub',
    body: below(
      withoutId.length === 0
        ? undefined
        : below(
            `Not registered yet: ${codes(withoutId.map(({ name }) => name))}. Once for each of them, after its first release:`,
            steps(
              `In Artifact Hub's control panel add a repository of the kind Helm charts: ${withoutId.map((chart) => code(`oci://${mainRepository(chart)}`)).join(', ')}.`,
              `Copy the ID that it gets into ${code('.projenrc.ts')} as ${code('artifactHub.repositoryId')}, and run ${code('npx projen')}.`,
              `The next release pushes the repository's metadata under the tag ${code('artifacthub.io')}, and Artifact Hub shows the publisher as verified.`,
            ),
          ),
      list(
        withId.length === 0
          ? undefined
          : `Registered: ${codes(withId.map(({ name }) => name))}. Each release pushes the metadata again, signed, under the tag ${code('artifacthub.io')}.`,
        ...charts
          .filter(({ name }) => repositoryFiles.has(name))
          .map(
            ({ name }) =>
              `${code(repositoryFiles.get(name) ?? '')} says who owns ${code(name)} there. It is generated from ${code('.projenrc.ts')}.`,
          ),
        `The ${code('artifacthub.io')} annotations of ${codes(charts.map(({ path }) => `${path}/Chart.yaml`))} are generated from ${code('.projenrc.ts')}; the rest of the file is its author's.`,
        charts.some(({ digestValues }) => Object.keys(digestValues).length > 0)
          ? `The annotation ${code('artifacthub.io/images')} is filled in with the digests when the chart is packaged.`
          : undefined,
      ),
    ),
  };
}
