import { releaseFolder } from '../../release/folder';
import type { Release } from '../../release/release';
import { below, code, codes, list, sh } from '../markdown';
import {
  andThen,
  type Chapter,
  example,
  identityLines,
  imageTag,
  mainRepository,
  type RunbookFacts,
  verification,
} from './facts';

/** Whether what was published is what this workflow signed. */
export function verify({ release }: RunbookFacts): Chapter {
  const folder = releaseFolder(release);
  const { name, repository, tag } = example(release);
  const [image] = release.images;
  return {
    heading: 'Verify',
    body: below(
      'Do this before announcing the release. Find the tagged commit:',
      sh(
        'git fetch origin "refs/tags/$TAG:refs/tags/$TAG"',
        'COMMIT=$(git rev-parse "$TAG^{commit}")',
        'export COMMIT',
      ),
      logIn(release),
      'Then check that it is what was released, and that all of it is signed:',
      sh(`${folder}/verify-release.sh "$TAG" --commit "$COMMIT"`),
      `This fetches cosign and crane by checksum (${code(`${folder}/download-cosign.sh`)}, ${code(`${folder}/download-crane.sh`)}). ${
        release.visibility === 'public' ? 'It needs no login.' : 'It needs the login and the token from above.'
      } Without ${code('--commit')} it takes the commit that the signed release manifest names; ${code(`make -f ${folder}/release.mk verify-release${release.name === '' ? '' : `-${release.name}`} VERSION="$TAG"`)} and ${code(
        `npx sealwright verify ${release.name === '' ? '' : `--pipeline ${release.name} `}"$TAG"`,
      )} do the same. **A failure stops the release:** announce nothing, and find out why.`,
      release.sigstore === undefined
        ? undefined
        : below(
            'The Sigstore instance is private. The script knows it; for the commands below cosign must be told to trust it, once on each machine:',
            sh(`cosign initialize --mirror ${release.sigstore.mirror} --root '${release.sigstore.rootFile}'`),
          ),
      `By hand, for ${name === 'the release manifest' ? name : code(name)}:`,
      sh(
        `DIGEST=$(crane digest "${repository}:${tag}")`,
        ...andThen(verification(release, 'signature', `${repository}@$DIGEST`), ' > /dev/null && echo signed'),
        ...(image
          ? [
              `crane manifest "${repository}@$DIGEST" | jq --raw-output '.manifests[].platform | "\\(.os)/\\(.architecture)"'`,
            ]
          : []),
      ),
      list(
        release.signatureFormat === 'legacy'
          ? 'The identity is exact: workflow file, tag and commit. A pattern would accept more.'
          : `The identity is exact: workflow file, tag and commit. A pattern would accept more. The type is named because ${code('cosign verify')} accepts any attestation as a signature.`,
        image
          ? `The last line must print ${codes(image.legs.map(({ platform }) => platform.split('/').slice(0, 2).join('/')))}.`
          : undefined,
      ),
      provenance(release),
      assetVerification(release),
    ),
  };
}

/** What a private release takes before anything can be read. */
function logIn(release: Release): string | undefined {
  if (release.visibility === 'public') return undefined;
  return below(
    'The packages and the files are private. Log in to read the packages, and give the script a token for the files:',
    sh(
      ...release.registries.flatMap(({ host, login }) =>
        login.kind === 'github-token'
          ? [
              'gh auth refresh --scopes read:packages',
              `gh auth token | docker login ${host} --username "$(gh api user --jq .login)" --password-stdin`,
            ]
          : [`docker login ${host} --username ${login.username}`],
      ),
      'GH_TOKEN=$(gh auth token)',
      'export GH_TOKEN',
    ),
  );
}

function provenance(release: Release): string | undefined {
  if (release.images.length + release.charts.length === 0) return undefined;
  const { repository, tag } = example(release);
  const github = release.provenance.includes('github') && release.images.length > 0;
  return below(
    'Show the build provenance:',
    sh(
      `DIGEST=$(crane digest "${repository}:${tag}")`,
      ...andThen(verification(release, 'provenance', `${repository}@$DIGEST`), ' |'),
      `  jq --slurp '.[0].payload | @base64d | fromjson | .predicate.buildDefinition'`,
      ...(github
        ? [
            `gh attestation verify "oci://${repository}@$DIGEST" --repo "$REPOSITORY" --cert-identity "$IDENTITY" --format json`,
          ]
        : []),
    ),
  );
}

function assetVerification(release: Release): string | undefined {
  if (release.assets.length === 0) return undefined;
  return below(
    'The files of the GitHub Release:',
    sh(
      'gh release download "$TAG" --repo "$REPOSITORY" --dir "files-$TAG"',
      'cosign verify-blob --bundle "files-$TAG/SHA256SUMS.sigstore.json" \\',
      ...identityLines(),
      '  "files-$TAG/SHA256SUMS" &&',
      '  (cd "files-$TAG" && sha256sum --check SHA256SUMS)',
    ),
  );
}

/** Where the digests are kept, and how a command gets at them. */
export function digests({ release }: RunbookFacts): Chapter {
  const repository = release.manifestRepository;
  const kinds = [...(release.images.length > 0 ? ['image'] : []), ...(release.charts.length > 0 ? ['chart'] : [])];
  const onlyFiles = kinds.length === 0;
  return {
    heading: 'Record the digests',
    body: below(
      `The signed release manifest is the record. It is ${code(`${repository}:release-$TAG`)} in the registry and ${code('release.txt')} among the files of the GitHub Release; the notes and the summary of the run say the same. Take it from the registry, where it is signed:`,
      sh(
        `DIGEST=$(crane digest "${repository}:release-$TAG")`,
        ...andThen(verification(release, 'signature', `${repository}@$DIGEST`), ' > /dev/null &&'),
        `  oras pull --output "release-$TAG" "${repository}@$DIGEST"`,
        onlyFiles
          ? `awk '$1 == "file" { print $2, $4 }' "release-$TAG/release.txt"`
          : `awk '${kinds.map((kind) => `$1 == "${kind}"`).join(' || ')} { print $3 "@" $4 }' "release-$TAG/release.txt"`,
      ),
      list(
        `Each line has a kind, a name, a location and a digest.${onlyFiles ? '' : ' People pin these digests, not the tags.'}`,
        release.images.length === 0
          ? undefined
          : `An ${code('image')} line has the digest of the index: the one that serves every platform. The ${code('platform')} lines have the image of each platform, the ${code('sbom')} lines the SHA-256 of its SBOM.`,
      ),
      onlyFiles
        ? undefined
        : below(
            'The chapters below take digests from there:',
            sh(
              `digest_of() { awk -v kind="$1" -v key="$2" '$1 == kind && $2 == key { print $4; exit }' "release-$TAG/release.txt"; }`,
            ),
          ),
    ),
  };
}

/** The SBOMs of an image. */
export function sbom({ release }: RunbookFacts): Chapter | undefined {
  const [image] = release.images;
  if (!image) return undefined;
  const repository = mainRepository(image);
  const platform = image.legs[0]?.platform ?? 'linux/amd64';
  return {
    heading: 'Inspect the SBOMs',
    body: below(
      `Each platform has its own SBOM, attested to the digest of that platform's image and not to the index. For ${code(image.key)} on ${platform}:`,
      sh(
        `DIGEST=$(crane digest --platform ${platform} "${repository}:${imageTag(release, image)}")`,
        ...andThen(verification(release, 'sbom', `${repository}@$DIGEST`), ' |'),
        `  jq --slurp --compact-output --sort-keys '.[0].payload | @base64d | fromjson | .predicate' > sbom.spdx.json`,
      ),
      'List its packages with their licences, then the versions of one of them:',
      sh(
        `jq --raw-output '.packages[] | [.name, .versionInfo // "-", .licenseDeclared // "-"] | @tsv' sbom.spdx.json`,
        `jq --raw-output --arg name openssl '.packages[] | select(.name == $name) | .versionInfo' sbom.spdx.json`,
      ),
      `The file is, byte for byte, the one that the release manifest lists: ${code('sha256sum sbom.spdx.json')} prints the SHA-256 of the line ${code(`sbom ${image.key} ${platform}`)}. ${code('verify-release.sh')} compares it for every platform.`,
      release.sbom.cyclonedx
        ? `The SBOM is there in CycloneDX as well: the same command with ${code('--type https://cyclonedx.org/bom')}.`
        : undefined,
    ),
  };
}
