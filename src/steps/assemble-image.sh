# Makes the index of an image from its legs, and an SBOM of each leg, from exactly those bytes.
#   KEY, REPOSITORIES (blanks between them), PLATFORMS (blanks between them), DIGEST_<PLATFORM> for each
#   CYCLONEDX (`true`: a list in that format too), MAX_SBOM_BYTES
#   VERSION, EPOCH, GITHUB_SERVER_URL, GITHUB_REPOSITORY, RUNNER_TEMP, GITHUB_OUTPUT
# Reads $RUNNER_TEMP/leg-<platform>/image.tar, and leaves there what the digest names and nothing else. Outputs: digest of the index, bytes of the archive, facts
# for the release manifest; $RUNNER_TEMP/out holds image.tar and sbom-<platform>.spdx.json.
layout=$RUNNER_TEMP/layout one=$RUNNER_TEMP/one out=$RUNNER_TEMP/out
mkdir -p "$layout" "$out"
need MAX_SBOM_BYTES '[0-9]+'
# limit FILE: what the log would refuse is refused here, where nothing is signed yet.
limit() {
  local size
  size=$(stat --format=%s "$1")
  ((size <= MAX_SBOM_BYTES)) || fail "${1##*/} of $KEY has $size bytes, and $MAX_SBOM_BYTES is the most: make the image smaller, split it, or raise sbom.maxBytes if your log takes more"
}
pack() { # LAYOUT FILE
  tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=ustar --file="$2" --directory="$1" oci-layout index.json blobs
}
created=$(date --utc --date="@$EPOCH" +%Y-%m-%dT%H:%M:%SZ)
# Each leg is copied into the layout, packed into the index's archive, and unpacked once more for its list.
bytes=0
for archive in "$RUNNER_TEMP"/leg-*/image.tar; do bytes=$((bytes + $(stat --format=%s "$archive"))); done
need_room "$((bytes * 3))"
children=()
facts=()
for platform in $PLATFORMS; do
  id=${platform//\//-}
  variable=DIGEST_${id//-/_}
  variable=${variable^^}
  need "$variable" 'sha256:[0-9a-f]{64}'
  digest=${!variable} archive=$RUNNER_TEMP/leg-$id/image.tar sbom=$out/sbom-$id.spdx.json
  oras cp --no-tty --from-oci-layout "$archive@$digest" --to-oci-layout "$one" > /dev/null || fail "$archive does not hold $digest"
  # What is not named on top is no manifest to oras, and is copied without its parts.
  jq --exit-status --arg digest "$digest" '[.manifests[] | [.digest, .mediaType]] == [[$digest, "application/vnd.oci.image.manifest.v1+json"]]' "$one/index.json" > /dev/null ||
    fail "$archive does not hold the image $digest and nothing beside it"
  # A leg may have packed a second image, or a name twice: the list and the scanner must not read another one than this.
  pack "$one" "$archive"
  oras cp --no-tty --from-oci-layout "$one@$digest" --to-oci-layout "$layout" > /dev/null
  rm -r "$one"
  SYFT_CHECK_FOR_APP_UPDATE=false syft scan "oci-archive:$archive" --platform "$platform" --quiet \
    --source-name "$KEY" --source-version "$VERSION" --output "spdx-json=$RUNNER_TEMP/sbom.json" || fail "syft can't read the archive of $KEY for $platform"
  # The time and the name of a run would make another SBOM of the same bytes.
  jq --compact-output --sort-keys --arg created "$created" \
    --arg namespace "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/sbom/${digest#sha256:}" \
    '.creationInfo.created = $created | .documentNamespace = $namespace' "$RUNNER_TEMP/sbom.json" > "$sbom"
  jq --exit-status '.spdxVersion and (.packages | type == "array")' "$sbom" > /dev/null || fail "the SBOM of $platform is not one"
  limit "$sbom"
  children+=("$digest")
  facts+=("platform $KEY $platform $digest" "sbom $KEY $platform $(sha256_of "$sbom")")
  if [[ $CYCLONEDX == true ]]; then
    cyclonedx=$out/sbom-$id.cdx.json
    SYFT_CHECK_FOR_APP_UPDATE=false syft scan "oci-archive:$archive" --platform "$platform" --quiet \
      --source-name "$KEY" --source-version "$VERSION" --output "cyclonedx-json=$RUNNER_TEMP/sbom.json" || fail "syft can't read the archive of $KEY for $platform"
    jq --compact-output --sort-keys --arg created "$created" 'del(.serialNumber) | .metadata.timestamp = $created' "$RUNNER_TEMP/sbom.json" > "$cyclonedx"
    jq --exit-status '.bomFormat == "CycloneDX"' "$cyclonedx" > /dev/null || fail "the CycloneDX list of $platform is not one"
    limit "$cyclonedx"
    facts+=("cyclonedx $KEY $platform $(sha256_of "$cyclonedx")")
  fi
done
index=$(oras manifest index create --oci-layout "$layout" "${children[@]}" | sed -n 's/^Digest: //p')
is_digest "$index" || fail "no index was made: $index"
jq --compact-output --arg digest "$index" '.manifests |= map(select(.digest == $digest))' "$layout/index.json" > "$layout/index.one"
mv "$layout/index.one" "$layout/index.json"
pack "$layout" "$out/image.tar"
for repository in $REPOSITORIES; do facts+=("image $KEY $repository $index"); done
{
  printf 'digest=%s\nbytes=%s\nfacts<<END-OF-FACTS\n' "$index" "$(stat --format=%s "$out/image.tar")"
  printf '%s\n' "${facts[@]}"
  printf 'END-OF-FACTS\n'
} >> "$GITHUB_OUTPUT"
