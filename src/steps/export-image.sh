# Takes one platform out of the OCI archive that a command of the repository wrote.
#   ARCHIVE, PLATFORM, VERSION, GITHUB_SHA, RUNNER_TEMP, GITHUB_OUTPUT
# Outputs: digest of the image's manifest, bytes of the archive; the archive is $RUNNER_TEMP/out/image.tar.
need PLATFORM '[a-z]+/[a-z0-9]+(/v[0-9]+)?'
[[ -f $ARCHIVE && ! -L $ARCHIVE ]] || fail "the command wrote no file $ARCHIVE"
out=$RUNNER_TEMP/out layout=$RUNNER_TEMP/export
# Unpacked whole, its one platform beside it, and packed again.
need_room "$(($(stat --format=%s "$ARCHIVE") * 3))"
mkdir -p "$out" "$layout/all"
tar --extract --file="$ARCHIVE" --directory="$layout/all" || fail "$ARCHIVE is not a tar archive"
read -r digest type < <(jq --exit-status --raw-output 'select(.manifests | length == 1) | .manifests[0] | "\(.digest) \(.mediaType)"' "$layout/all/index.json") ||
  fail "$ARCHIVE does not hold exactly one image"
is_digest "$digest" || fail "$ARCHIVE names no digest"
if [[ $type == application/vnd.oci.image.index.v1+json ]]; then
  IFS=/ read -r os architecture variant <<< "$PLATFORM"
  digest=$(jq --exit-status --raw-output --arg os "$os" --arg architecture "$architecture" --arg variant "${variant-}" \
    '[.manifests[] | select(.platform.os == $os and .platform.architecture == $architecture and (.platform.variant // "") == $variant)] | select(length == 1) | .[0].digest' \
    "$layout/all/blobs/sha256/${digest#sha256:}") || fail "$ARCHIVE has no single image for $PLATFORM"
  is_digest "$digest" || fail "$ARCHIVE names no digest for $PLATFORM"
fi
# What is not named on top is no manifest to oras, and would be copied without its parts.
manifest=$layout/all/blobs/sha256/${digest#sha256:}
[[ -f $manifest && ! -L $manifest && $(sha256_of "$manifest") == "$digest" ]] || fail "$ARCHIVE does not hold $digest"
jq --exit-status 'has("manifests") | not' "$manifest" > /dev/null || fail "$ARCHIVE holds an index within an index for $PLATFORM"
jq --null-input --arg digest "$digest" --argjson size "$(stat --format=%s "$manifest")" \
  '{schemaVersion: 2, manifests: [{mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $digest, size: $size}]}' > "$layout/all/index.json"
oras cp --no-tty --from-oci-layout "$layout/all@$digest" --to-oci-layout "$layout/one" || fail "$ARCHIVE does not hold all of $digest"
config=$(jq --exit-status --raw-output '.config.digest' "$layout/one/blobs/sha256/${digest#sha256:}")
is_digest "$config" || fail "$ARCHIVE has an image without a config"
jq --exit-status --arg version "$VERSION" --arg revision "$GITHUB_SHA" \
  '.config.Labels | .["org.opencontainers.image.version"] == $version and .["org.opencontainers.image.revision"] == $revision' \
  "$layout/one/blobs/sha256/${config#sha256:}" > /dev/null ||
  fail "the image does not carry org.opencontainers.image.version=$VERSION and org.opencontainers.image.revision=$GITHUB_SHA as labels"
tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=ustar --file="$out/image.tar" \
  --directory="$layout/one" oci-layout index.json blobs
printf 'digest=%s\nbytes=%s\n' "$digest" "$(stat --format=%s "$out/image.tar")" >> "$GITHUB_OUTPUT"
