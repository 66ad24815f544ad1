import type { Release, ReleaseChart } from '../../release/release';
import { below, code, codes, list, sh } from '../markdown';
import { andThen, type Chapter, imageTag, inShell, mainRepository, type RunbookFacts, verification } from './facts';

/** What operators are given. */
export function handOff({ release }: RunbookFacts): Chapter {
  const rendered = release.renderedCharts.map(({ output }) => output);
  const first = release.images[0];
  return {
    heading: 'Hand over to operators',
    body: below(
      release.images.length + release.charts.length === 0
        ? `People take the files of the GitHub Release, and verify them [as above](#verify). The release notes have what they need: the identity (${code('$IDENTITY')}), the commit, and the commands.`
        : `Operators need three things, and the release notes have them: the digests, the identity (${code('$IDENTITY')} and the commit), and the ${release.charts.length > 0 ? 'install commands' : 'commands that verify'}. Everything is installed by digest.`,
      release.charts.length === 0 && first
        ? `An image is ${code(`${mainRepository(first)}@$(digest_of image ${first.key})`)}, wherever an operator writes it.`
        : undefined,
      ...release.charts.map((chart) => sh(...installLines(chart))),
      release.charts.length === 0
        ? undefined
        : list(`To upgrade, run the same command with ${code('helm upgrade')}.`, ...release.charts.map(digestsOf)),
      rendered.length === 0
        ? undefined
        : below(
            'Without Helm, from the files that were verified above:',
            sh(...rendered.map((output) => `kubectl apply --server-side --filename "files-$TAG/${inShell(output)}"`)),
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
    ? `${code(name)} does not render without the digests: an install without them fails before it starts.`
    : `${code(name)} carries no digests: the command sets them.`;
}

/** A copy into a registry without a way out, with everything that verification needs. */
export function airGap({ release }: RunbookFacts): Chapter {
  const copies = [
    ...release.images.map((image) => ({
      from: mainRepository(image),
      digest: `$(digest_of image ${image.key})`,
      tag: imageTag(release, image),
    })),
    ...release.charts.map((chart) => ({
      from: mainRepository(chart),
      digest: `$(digest_of chart ${chart.name})`,
      tag: '$VERSION',
    })),
    { from: release.manifestRepository, digest: '$MANIFEST', tag: 'release-$TAG' },
  ];
  const manifest = `MANIFEST=$(crane digest "${release.manifestRepository}:release-$TAG")`;
  const inMirror = (repository: string) => `$MIRROR/${pathOf(repository)}`;
  return {
    heading: 'An air-gapped registry',
    body: below(
      `A copy must keep the digests and take everything that is attached to them along: signatures and provenance${release.images.length > 0 ? ', and the signature and the SBOMs of each architecture' : ''}. \`oras cp --recursive\` does; \`crane copy\`, or pulling and pushing again, leaves them behind. Where both registries can be reached:`,
      sh(
        'MIRROR=registry.example.com/mirror',
        manifest,
        ...copies.map(({ from, digest, tag }) => `oras cp --recursive "${from}@${digest}" "${inMirror(from)}:${tag}"`),
      ),
      'To carry them on a disk, copy all of them into one folder:',
      sh(
        manifest,
        ...copies.map(({ from, digest }) => `oras cp --recursive --to-oci-layout "${from}@${digest}" carried`),
        'printf \'%s\\n\' "$MANIFEST" > carried.txt',
      ),
      `Take ${codes(['carried', 'carried.txt', 'release-$TAG'])} along. On the air-gapped side, with the variables from the top${release.images.length + release.charts.length === 0 ? '' : ` and ${code('digest_of')}`} set there as well, copy from the folder:`,
      sh(
        'MIRROR=registry.example.com/mirror',
        'MANIFEST=$(cat carried.txt)',
        ...copies.map(
          ({ from, digest, tag }) =>
            `oras cp --recursive --from-oci-layout "carried@${digest}" "${inMirror(from)}:${tag}"`,
        ),
      ),
      trustedRoot(release),
      ...offline(release, inMirror),
      list(
        'The digests are the same as before the copy, and so are the signatures.',
        `A registry without the referrers API keeps signatures under tags that begin with ${code('sha256-')}. They look like leftovers, but are not: a clean-up must spare them.`,
        release.charts.length === 0
          ? undefined
          : `Install a chart from ${code(`oci://${inMirror(mainRepository(release.charts[0] as ReleaseChart))}`)} by its digest. Its values decide where it pulls images from.`,
      ),
    ),
  };
}

/** The commands that verify a copy without a connection: the first artifact, and each architecture of it. */
function offline(release: Release, inMirror: (repository: string) => string): readonly string[] {
  const [image] = release.images;
  const [chart] = release.charts;
  const from = image ? mainRepository(image) : chart ? mainRepository(chart) : release.manifestRepository;
  const digest = image
    ? `$(digest_of image ${image.key})`
    : chart
      ? `$(digest_of chart ${chart.name})`
      : '$(cat carried.txt)';
  const trusted = ['--trusted-root trusted_root.json'];
  const demand = (what: 'signature' | 'sbom', name: string, more: string) =>
    andThen(verification(release, what, `${inMirror(from)}@${name}`, trusted), more);
  const first = sh(
    'MIRROR=registry.example.com/mirror',
    `COMMIT=$(awk '$1 == "commit" { print $2 }' "release-$TAG/release.txt")`,
    `DIGEST=${digest}`,
    ...demand('signature', '$DIGEST', ' > /dev/null && echo signed'),
  );
  if (!image) return [first];
  return [
    first,
    'Each architecture, with its SBOM; there must be a line for each:',
    sh(
      `awk '$1 == "platform" && $2 == "${image.key}" { print $4 }' "release-$TAG/release.txt" | while read -r child; do`,
      ...[
        ...demand('signature', '$child', ' > /dev/null &&'),
        ...demand('sbom', '$child', ' > /dev/null && echo "$child is signed and has its SBOM"'),
      ].map((line) => `  ${line}`),
      'done',
    ),
  ];
}

/** A repository without its host. */
function pathOf(repository: string): string {
  return repository.slice(repository.indexOf('/') + 1);
}

function trustedRoot(release: Release): string {
  const initialize = release.sigstore
    ? `cosign initialize --mirror ${release.sigstore.mirror} --root '${release.sigstore.rootFile}'`
    : 'cosign initialize';
  return below(
    'To verify without a connection, carry what cosign trusts as well. With a connection:',
    sh(`TUF_ROOT="$PWD/trust" ${initialize}`, 'cp trust/*/targets/trusted_root.json .'),
    "On the air-gapped side, with that file and the release manifest's folder:",
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
      'Releasing removes nothing: the previous version is still there, under the same digests. Roll back an installation, never a tag.',
      chart === undefined
        ? undefined
        : sh(`helm history ${chart.name}`, `helm rollback ${chart.name}`, `helm status ${chart.name}`),
      list(
        chart === undefined
          ? release.images.length === 0
            ? 'Take the files of the previous version.'
            : 'Replace the digest with that of the previous version. Its release manifest has it.'
          : `Without a revision ${code('helm rollback')} goes back by one. To go back further, run the install command from that version's notes with ${code('helm upgrade')}: it has the digests.`,
        'Verify the version that you go back to, as you would a new one.',
        moves
          ? 'The tags that move do not move back: they stay on the bad version until a higher one is released.'
          : undefined,
        'If the version is bad for everybody, [supersede it](#superseding-a-bad-tag).',
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
    heading: 'Published but not installed by default',
    body: list(
      `${names} ${one ? 'is' : 'are'} built, scanned, signed and listed like every other image, but no chart of this release takes ${one ? 'its digest' : 'their digests'}: a default install does not run ${one ? 'it' : 'them'}.`,
      `To use ${one ? 'it' : 'one'}, name it by digest where the installation asks for an image: ${code(`${mainRepository(others[0] as (typeof others)[number])}@$(digest_of image ${others[0]?.key ?? ''})`)}.`,
      `To make ${one ? 'it' : 'one'} a default, open a pull request: give the chart a value for the digest, and name it in ${code('digestValues')} in ${code('.projenrc.ts')}.`,
    ),
  };
}
