import type { Release, ReleaseChart } from '../../release/release';
import { below, code, codes, list, sh } from '../markdown';
import { andThen, type Chapter, imageTag, mainRepository, type RunbookFacts, verification } from './facts';

/** What operators are given. */
export function handOff({ release }: RunbookFacts): Chapter {
  const rendered = release.renderedCharts.map(({ output }) => output);
  const first = release.images[0];
  return {
    heading: 'Hand over to operators',
    body: below(
      release.images.length + release.charts.length === 0
        ? `People take the files of the GitHub Release, and verify them [as above](#verify). The notes of the release hold what that takes: the identity (${code('$IDENTITY')}), the commit, and the commands.`
        : `Operators need three things, and the notes of the release hold them: the digests, the identity (${code('$IDENTITY')} and the commit), and the ${release.charts.length > 0 ? 'install commands' : 'commands that verify'}. Everything is installed by digest.`,
      release.charts.length === 0 && first
        ? `An image is ${code(`${mainRepository(first)}@$(digest_of image ${first.key})`)}, wherever an operator writes it.`
        : undefined,
      ...release.charts.map((chart) => sh(...installLines(chart))),
      release.charts.length === 0
        ? undefined
        : list(
            `An installation is brought up to date by the same command with ${code('helm upgrade')}.`,
            ...release.charts.map(digestsOf),
          ),
      rendered.length === 0
        ? undefined
        : below(
            'Without Helm, from the files that were verified above:',
            sh(
              ...rendered.map(
                (output) =>
                  `kubectl apply --server-side --filename "files-$TAG/${output.replaceAll('{tag}', '$TAG').replaceAll('{version}', '$VERSION')}"`,
              ),
            ),
          ),
    ),
  };
}

function installLines(chart: ReleaseChart): readonly string[] {
  const values = chart.digestMode === 'stamp' ? [] : Object.entries(chart.digestValues);
  const lines = [
    `helm install ${chart.name} "oci://${mainRepository(chart)}@$(digest_of chart ${chart.name})"`,
    ...values.map(([key, path]) => `  --set "${path}=$(digest_of image ${key})"`),
  ];
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}

function digestsOf({ name, digestMode, digestValues, emptyDigests }: ReleaseChart): string | undefined {
  if (Object.keys(digestValues).length === 0) return undefined;
  if (digestMode === 'stamp') return `${code(name)} carries the digests of its images.`;
  return emptyDigests === 'rejected'
    ? `${code(name)} does not render without the digests: an install that nobody pinned fails, and does not start.`
    : `${code(name)} has no digests of its own: they come from the command.`;
}

/** A copy into a registry without a way out, with everything that verification needs. */
export function airGap({ release }: RunbookFacts): Chapter {
  const artifacts = [
    ...release.images.map((image) => ({
      from: mainRepository(image),
      key: `image ${image.key}`,
      tag: imageTag(release, image),
    })),
    ...release.charts.map((chart) => ({
      from: mainRepository(chart),
      key: `chart ${chart.name}`,
      tag: '$VERSION',
    })),
  ];
  const [first = { from: release.manifestRepository, key: '', tag: 'release-$TAG' }] = artifacts;
  const digest = first.key === '' ? '$DIGEST' : `$(digest_of ${first.key})`;
  return {
    heading: 'An air-gapped registry',
    body: below(
      'A copy must take the signatures and attestations along, and keep the digests. `oras cp --recursive` does; `crane copy` and a pull with a push after it leave the signatures behind. Where both registries can be reached:',
      sh(
        'MIRROR=registry.example.com/mirror',
        ...artifacts.map(
          ({ from, key, tag }) => `oras cp --recursive "${from}@$(digest_of ${key})" "$MIRROR/${pathOf(from)}:${tag}"`,
        ),
        `DIGEST=$(crane digest "${release.manifestRepository}:release-$TAG")`,
        `oras cp --recursive "${release.manifestRepository}@$DIGEST" "$MIRROR/${pathOf(release.manifestRepository)}:release-$TAG"`,
      ),
      'Where something is carried, through a folder, one for each of them:',
      sh(
        'MIRROR=registry.example.com/mirror',
        `DIGEST=${digest === '$DIGEST' ? `$(crane digest "${first.from}:${first.tag}")` : digest}`,
        `oras cp --recursive --to-oci-layout "${first.from}@$DIGEST" carried`,
        `oras cp --recursive --from-oci-layout "carried@$DIGEST" "$MIRROR/${pathOf(first.from)}:${first.tag}"`,
      ),
      trustedRoot(release),
      sh(
        `COMMIT=$(awk '$1 == "commit" { print $2 }' "release-$TAG/release.txt")`,
        'MIRROR=registry.example.com/mirror',
        `DIGEST=${digest === '$DIGEST' ? `$(crane digest "$MIRROR/${pathOf(first.from)}:${first.tag}")` : digest}`,
        ...andThen(
          verification(release, 'signature', `$MIRROR/${pathOf(first.from)}@$DIGEST`, [
            '--trusted-root trusted_root.json',
          ]),
          ' > /dev/null && echo signed',
        ),
      ),
      list(
        'The digests are the same as before the copy, and so are the signatures.',
        `A registry without the referrers API keeps signatures under tags that begin with ${code('sha256-')}. They look like leftovers, and are not: a clean-up must spare them.`,
        release.charts.length === 0
          ? undefined
          : `A chart is installed from ${code(`oci://$MIRROR/${pathOf(mainRepository(release.charts[0] as ReleaseChart))}`)} by its digest. Where it pulls images from is for its values to say.`,
      ),
    ),
  };
}

/** What of a repository stands behind its host. */
function pathOf(repository: string): string {
  return repository.slice(repository.indexOf('/') + 1);
}

function trustedRoot(release: Release): string {
  const initialize = release.sigstore
    ? `cosign initialize --mirror ${release.sigstore.mirror} --root '${release.sigstore.rootFile}'`
    : 'cosign initialize';
  return below(
    'To verify without a connection, carry what cosign trusts as well. Where there is a connection:',
    sh(`TUF_ROOT="$PWD/trust" ${initialize}`, 'cp trust/*/targets/trusted_root.json .'),
    'Behind the gap, with that file and the folder of the release manifest:',
  );
}

/** Back to the version before. */
export function rollBack({ release }: RunbookFacts): Chapter {
  const { latest, major, minor, aliases } = release.floatingTags;
  const moves = (latest || major || minor || aliases.length > 0) && release.images.length > 0;
  const [chart] = release.charts;
  return {
    heading: 'Roll back',
    body: below(
      'A release takes nothing away: the version before is still there, under the same digests. What is rolled back is an installation, never the tag.',
      chart === undefined
        ? undefined
        : sh(`helm history ${chart.name}`, `helm rollback ${chart.name}`, `helm status ${chart.name}`),
      list(
        chart === undefined
          ? release.images.length === 0
            ? 'Take the files of the version before.'
            : 'Write the digest of the version before wherever the present one stands. Its release manifest has it.'
          : `Without a revision ${code('helm rollback')} goes back by one. To go back further, run the install command of that version's notes with ${code('helm upgrade')}: its digests are in it.`,
        'Verify the version that you go back to, as you would a new one.',
        moves
          ? 'The tags that move do not move back. They stay on the bad version until a higher one is released.'
          : undefined,
        'If the version was bad for everybody, [supersede it](#superseding-a-bad-tag).',
      ),
    ),
  };
}

/** Images that are released and that no chart names. */
export function notDefault({ release }: RunbookFacts): Chapter | undefined {
  const named = new Set(release.charts.flatMap(({ digestValues }) => Object.keys(digestValues)));
  const others = release.images.filter(({ key }) => !named.has(key));
  if (named.size === 0 || others.length === 0) return undefined;
  const names = codes(others.map(({ key }) => key));
  const one = others.length === 1;
  return {
    heading: 'Published, but not the default',
    body: list(
      `${names} ${one ? 'is' : 'are'} built, scanned, signed and listed like every other image, but no chart of this release takes ${one ? 'its digest' : 'their digests'}: a default install does not run ${one ? 'it' : 'them'}.`,
      `Whoever wants ${one ? 'it' : 'one'} writes it by digest where the installation asks for an image: ${code(`${mainRepository(others[0] as (typeof others)[number])}@$(digest_of image ${others[0]?.key ?? ''})`)}.`,
      `A default is a decision of its own, made in a pull request: the chart gets a value for the digest, and ${code('digestValues')} in ${code('.projenrc.ts')} names it. The signature alone makes nothing a default.`,
    ),
  };
}
