# Builds one image for one platform into an OCI archive: no cache, no identity, nothing pushed.
#   PLATFORM, DOCKERFILE, CONTEXT, TARGET (may be empty), TITLE, BUILD_ARGS and LABELS (one NAME=VALUE a line, may be empty)
#   VERSION, EPOCH, GITHUB_SHA, GITHUB_SERVER_URL, GITHUB_REPOSITORY, RUNNER_TEMP, GITHUB_OUTPUT
# Outputs: digest of the image's manifest, bytes of the archive; the archive is $RUNNER_TEMP/out/image.tar.
need PLATFORM '[a-z]+/[a-z0-9]+(/v[0-9]+)?'
need EPOCH '[0-9]+'
out=$RUNNER_TEMP/out
mkdir -p "$out"
# What the image will weigh is not known yet: an estimate that refuses no build which could end well. The context once, though more than
# one copy may be made of it (.dockerignore may leave most of it out), and 1 GiB for what the stages begin with and leave behind.
context=$(du --bytes --summarize --exclude=.git -- "$CONTEXT" | cut -f 1) || fail "the context $CONTEXT can't be read"
need_room "$((context + 1024 * 1024 * 1024))"
arguments=(
  --platform "$PLATFORM" --file "$DOCKERFILE" --no-cache --provenance=false --sbom=false
  --build-arg "VERSION=$VERSION" --build-arg "REVISION=$GITHUB_SHA"
  --label "org.opencontainers.image.title=$TITLE"
  --label "org.opencontainers.image.source=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
  --label "org.opencontainers.image.version=$VERSION"
  --label "org.opencontainers.image.revision=$GITHUB_SHA"
  --label "org.opencontainers.image.created=$(date --utc --date="@$EPOCH" +%Y-%m-%dT%H:%M:%SZ)"
)
[[ -z $TARGET ]] || arguments+=(--target "$TARGET")
while IFS= read -r line; do [[ -z $line ]] || arguments+=(--build-arg "$line"); done <<< "$BUILD_ARGS"
while IFS= read -r line; do [[ -z $line ]] || arguments+=(--label "$line"); done <<< "$LABELS"
SOURCE_DATE_EPOCH=$EPOCH docker buildx build "${arguments[@]}" --metadata-file "$RUNNER_TEMP/metadata.json" \
  --output "type=oci,dest=$out/image.tar,rewrite-timestamp=true" -- "$CONTEXT" || fail "$DOCKERFILE does not build for $PLATFORM"
digest=$(jq --exit-status --raw-output '."containerimage.digest"' "$RUNNER_TEMP/metadata.json") || fail 'the build named no digest'
is_digest "$digest" || fail "the build named no digest: $digest"
printf 'digest=%s\nbytes=%s\n' "$digest" "$(stat --format=%s "$out/image.tar")" >> "$GITHUB_OUTPUT"
