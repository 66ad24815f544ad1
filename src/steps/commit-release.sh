# The commit point: when everything is published by digest, signed and verified, the signed release manifest is pushed under its tag.
#   HAS_ASSETS, ASSETS_DIGEST (of SHA256SUMS; empty without assets)
#   SBOM_ASSETS     one line per list of contents to attach: kind, key, platform, folder; may be empty
#   INSTALL         one line per chart: name, repository, `path=image key` pairs with blanks between them; tabs between the three
#   RELEASE_FOLDER  where the verifier and the runbook stand in the repository
#   NOTES_DIGEST    of the notes that a maintainer wrote; empty without
#   MANIFEST_REPOSITORY, IMMUTABLE (as in find-release)
#   TAG, VERSION, EPOCH, SIGNATURE_FORMAT, WORKFLOW_FILE, FIRST_RELEASE
#   GITHUB_REPOSITORY, GITHUB_SHA, RUNNER_TEMP, GITHUB_OUTPUT
# Reads $RUNNER_TEMP/manifest/release.txt and $RUNNER_TEMP/assets/. Outputs: manifest (its digest).

# A run that was lost after its commit point has committed all the same: the first signed set is the release.
committed=$(tag_digest "$MANIFEST_REPOSITORY:release-$TAG")
if [[ -n $committed ]]; then
  there=$(statements_about "$MANIFEST_REPOSITORY@$committed")
  all_ours "$SIGNATURE" "$MANIFEST_REPOSITORY@$committed" "$there" ||
    fail "$MANIFEST_REPOSITORY:release-$TAG is $committed already, which this workflow has not signed for $TAG at $GITHUB_SHA"
  printf 'manifest=%s\n' "$committed" >> "$GITHUB_OUTPUT"
  printf 'resumed: %s@%s is committed already\n' "$MANIFEST_REPOSITORY" "$committed"
  exit 0
fi

folder=$RUNNER_TEMP/commit
mkdir "$folder"
cp "$RUNNER_TEMP/manifest/release.txt" "$folder/release.txt"
cd "$folder"
layers=(release.txt:text/plain)

if [[ $HAS_ASSETS == true ]]; then
  need ASSETS_DIGEST 'sha256:[0-9a-f]{64}'
  assets=$RUNNER_TEMP/assets
  [[ -f $assets/SHA256SUMS && ! -L $assets/SHA256SUMS && $(sha256_of "$assets/SHA256SUMS") == "$ASSETS_DIGEST" ]] || fail 'SHA256SUMS has other bytes'
  grep '^file ' release.txt | cut -d ' ' -f 2,4 > "$RUNNER_TEMP/files"
  while read -r name digest; do
    [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ && -f $assets/$name && ! -L $assets/$name ]] || fail "the asset $name is missing"
    cp -- "$assets/$name" "$name"
    [[ $(sha256_of "$name") == "$digest" ]] || fail "the asset $name has other bytes"
    printf '%s  %s\n' "${digest#sha256:}" "$name" >> SHA256SUMS
    layers+=("$name:application/octet-stream")
  done < "$RUNNER_TEMP/files"
  sort --key=2 --output=SHA256SUMS SHA256SUMS
  [[ $(sort < SHA256SUMS) == "$(sort < "$assets/SHA256SUMS")" ]] || fail 'SHA256SUMS lists other files than the release manifest'
  retry cosign sign-blob --yes --bundle SHA256SUMS.sigstore.json SHA256SUMS > /dev/null 2> "$RUNNER_TEMP/sign-blob" || fail "cosign sign-blob: $(tail -n 3 "$RUNNER_TEMP/sign-blob")"
  cosign verify-blob --bundle SHA256SUMS.sigstore.json "${identity[@]}" SHA256SUMS > /dev/null 2> "$RUNNER_TEMP/verify-blob" ||
    fail "the signature of SHA256SUMS does not verify: $(tail -n 3 "$RUNNER_TEMP/verify-blob")"
  layers+=(SHA256SUMS:text/plain SHA256SUMS.sigstore.json:application/json)
fi

# The lists of contents that become files of the release; the release manifest holds their hashes.
while read -r kind key platform from; do
  [[ -n $kind ]] || continue
  suffix=spdx.json
  [[ $kind == sbom ]] || suffix=cdx.json
  digest=$(awk -v kind="$kind" -v key="$key" -v name="$platform" '$1 == kind && $2 == key && $3 == name { print $4 }' release.txt)
  list=$RUNNER_TEMP/$from/sbom-${platform//\//-}.$suffix
  [[ -f $list && ! -L $list && $(sha256_of "$list") == "$digest" ]] || fail "the list of contents of $key for $platform has other bytes"
  name=${key//\//-}-${platform//\//-}.$suffix
  cp -- "$list" "$name"
  layers+=("$name:application/json")
done <<< "$SBOM_ASSETS"

# The notes: every digest, how to verify, how to install. What they quote was checked when it was written; here it is checked again.
tail -n +5 release.txt | grep --extended-regexp --invert-match --line-regexp \
  '(artifacthub|chart|cyclonedx|file|image|platform|sbom) [A-Za-z0-9][A-Za-z0-9._/-]* (-|[a-z0-9][a-z0-9.:/_-]*) sha256:[0-9a-f]{64}' > "$RUNNER_TEMP/odd" || [[ $? == 1 ]] ||
  fail "release.txt can't be read"
[[ ! -s $RUNNER_TEMP/odd ]] || fail "release.txt holds what is not a fact of a release: $(head --bytes=200 "$RUNNER_TEMP/odd")"
# verified TYPE REFERENCE: the command that demands a signature or an attestation of this release. Its variables are the reader's.
# shellcheck disable=SC2016
verified() {
  local command="cosign verify-attestation --type $1"
  if [[ ${SIGNATURE_FORMAT:-bundle} == legacy ]]; then
    command+=' --new-bundle-format=false'
    [[ $1 != "$SIGNATURE" ]] || command='cosign verify --new-bundle-format=false'
  fi
  printf '%s \\\n  --certificate-oidc-issuer %s \\\n  --certificate-identity "$IDENTITY" \\\n  --certificate-github-workflow-sha "$COMMIT" \\\n  %s' "$command" "$ISSUER" "$2"
}
# What looks like a command or a variable belongs to the Markdown.
# shellcheck disable=SC2016
{
  printf '## Verify and install %s\n\n' "$TAG"
  printf 'Built, signed and published from commit `%s` by `%s`.' "$GITHUB_SHA" "$WORKFLOW_FILE"
  ! grep --quiet --extended-regexp '^(image|chart) ' release.txt || printf ' Pin the digests, not the tags.'
  ! grep --quiet '^image ' release.txt || printf ' The digest of an image is that of its index, and serves every platform.'
  printf '\n\n'
  if grep --quiet --extended-regexp '^(image|chart) ' release.txt; then
    printf '| | by digest | platforms |\n| --- | --- | --- |\n'
    while read -r kind key repository digest; do
      platforms=$(awk -v kind="$kind" -v key="$key" 'kind == "image" && $1 == "platform" && $2 == key { printf "%s%s", separator, $3; separator = ", " }' release.txt)
      printf '| %s `%s` | `%s@%s` | %s |\n' "$kind" "$key" "$repository" "$digest" "$platforms"
    done < <(grep --extended-regexp '^(image|chart) ' release.txt)
    printf '\n'
  fi
  printf 'The file `release.txt` lists every digest of this release, and stands signed in the registry: `%s:release-%s`. Only what it lists is released.\n\n' "$MANIFEST_REPOSITORY" "$TAG"
  printf '### Verify\n\nEverything at once, in a checkout of this tag:\n\n```sh\n%s/verify-release.sh %s\n```\n\n' "$RELEASE_FOLDER" "$TAG"
  printf 'More, also for an air-gapped registry, is in the [runbook](https://github.com/%s/blob/%s/%s/RUNBOOK.md). One by one:\n\n```sh\n' "$GITHUB_REPOSITORY" "$GITHUB_SHA" "$RELEASE_FOLDER"
  printf 'IDENTITY=https://github.com/%s/.github/workflows/%s@refs/tags/%s\nCOMMIT=%s\n' "$GITHUB_REPOSITORY" "$WORKFLOW_FILE" "$TAG" "$GITHUB_SHA"
  while read -r repository digest; do
    verified "$SIGNATURE" "$repository@$digest"
    printf ' > /dev/null\n'
  done < <(awk '$1 == "image" || $1 == "chart" { print $3, $4 }' release.txt)
  [[ $HAS_ASSETS != true ]] ||
    printf 'cosign verify-blob --bundle SHA256SUMS.sigstore.json \\\n  --certificate-oidc-issuer %s \\\n  --certificate-identity "$IDENTITY" \\\n  --certificate-github-workflow-sha "$COMMIT" \\\n  SHA256SUMS && sha256sum --check --ignore-missing SHA256SUMS\n' "$ISSUER"
  printf '```\n'
  read -r key platform digest < <(awk '$1 == "platform" { print $2, $3, $4; exit }' release.txt) || true
  if [[ -n $key ]]; then
    repository=$(awk -v key="$key" '$1 == "image" && $2 == key { print $3; exit }' release.txt)
    printf '\n### What is inside\n\nEach platform has its own SBOM, attested to its own digest; `release.txt` has them all. The one of `%s` for %s:\n\n```sh\n' "$key" "$platform"
    verified https://spdx.dev/Document "$repository@$digest"
    printf " |\n  jq --slurp '.[0].payload | @base64d | fromjson | .predicate' > sbom.spdx.json\n\`\`\`\n"
  fi
  [[ -z $INSTALL ]] || printf '\n### Install\n'
  while IFS=$'\t' read -r chart repository pairs; do
    [[ -n $chart ]] || continue
    digest=$(awk -v key="$chart" -v name="$repository" '$1 == "chart" && $2 == key && $3 == name { print $4 }' release.txt)
    is_digest "$digest" || fail "the release manifest has no chart $chart"
    printf '\n```sh\nhelm install %s oci://%s@%s' "$chart" "$repository" "$digest"
    for pair in $pairs; do
      image=$(awk -v key="${pair#*=}" '$1 == "image" && $2 == key { print $4; exit }' release.txt)
      is_digest "$image" || fail "the release manifest has no image ${pair#*=}"
      printf ' \\\n  --set %s=%s' "${pair%%=*}" "$image"
    done
    printf '\n```\n'
  done <<< "$INSTALL"
} > notes.md
# GitHub takes 125,000 characters, and what a maintainer wrote has its part of them.
(($(wc -c < notes.md) <= 60000)) || fail "the notes that name every digest are $(wc -c < notes.md) bytes long; 60000 is the most: split the release into several"
layers+=(notes.md:text/markdown)
if [[ -f $RUNNER_TEMP/notes/maintainer-notes.md ]]; then
  [[ ! -L $RUNNER_TEMP/notes/maintainer-notes.md ]] || fail 'the notes are a symbolic link'
  cp -- "$RUNNER_TEMP/notes/maintainer-notes.md" maintainer-notes.md
  [[ $(sha256_of maintainer-notes.md) == "$NOTES_DIGEST" ]] || fail 'the notes have other bytes'
  layers+=(maintainer-notes.md:text/markdown)
fi

# Nobody else may have released this version meanwhile.
taken=$(tag_digest "$MANIFEST_REPOSITORY:release-$TAG")
[[ -z $taken ]] || fail "$MANIFEST_REPOSITORY:release-$TAG is already $taken"
while read -r repository tag; do
  [[ -n $repository ]] || continue
  reference=$repository:${tag//'{version}'/"$VERSION"}
  taken=$(tag_digest "$reference")
  [[ -z $taken ]] || fail "$reference is already $taken"
done <<< "$IMMUTABLE"

created=$(date --utc --date="@$EPOCH" +%Y-%m-%dT%H:%M:%SZ)
pushed=$(retry oras push --no-tty "$MANIFEST_REPOSITORY" --artifact-type application/vnd.sealwright.release.v1 \
  --annotation "org.opencontainers.image.created=$created" "${layers[@]}" 2>&1) || fail "the release manifest could not be pushed: $(tail -n 3 <<< "$pushed")"
digest=$(sed -n 's/^Digest: //p' <<< "$pushed" | tail -n 1)
is_digest "$digest" || fail "the registry named no digest: $pushed"
there=$(statements_about "$MANIFEST_REPOSITORY@$digest")
sign "$MANIFEST_REPOSITORY@$digest" "$there"
retry crane tag "$MANIFEST_REPOSITORY@$digest" "release-$TAG"
now=$(tag_digest "$MANIFEST_REPOSITORY:release-$TAG")
[[ $now == "$digest" ]] || fail "release-$TAG is ${now:-not there}, not $digest"
printf 'manifest=%s\n' "$digest" >> "$GITHUB_OUTPUT"
printf 'committed %s@%s\n' "$MANIFEST_REPOSITORY" "$digest"
