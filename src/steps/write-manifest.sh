# Writes the release manifest from what every job found, and demands that it is what the model says: nothing missing, nothing more.
#   NEEDS       toJSON(needs)
#   EXPECTED    the facts without their digests, one a line, with {tag} and {version}
#   TAG, VERSION, GITHUB_REPOSITORY, GITHUB_SHA, RUNNER_TEMP, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY
# Outputs: digest of $RUNNER_TEMP/out/release.txt.
out=$RUNNER_TEMP/out
mkdir -p "$out"
jq --raw-output '.[].outputs.facts // empty' <<< "$NEEDS" | { grep . || true; } | sort > "$RUNNER_TEMP/facts"
while IFS= read -r line; do
  [[ $line =~ ^(artifacthub|chart|cyclonedx|file|image|platform|sbom)\ [A-Za-z0-9][A-Za-z0-9._/-]*\ (-|[a-z0-9][a-z0-9.:/_-]*)\ sha256:[0-9a-f]{64}$ ]] ||
    fail "not a fact of a release: ${line:0:200}"
done < "$RUNNER_TEMP/facts"
expected=${EXPECTED//'{tag}'/"$TAG"}
expected=${expected//'{version}'/"$VERSION"}
difference=$(diff <({ grep . || true; } <<< "$expected" | sort) <(cut -d ' ' -f 1-3 "$RUNNER_TEMP/facts")) ||
  fail "the release is not what the model says (< missing, > too much): $difference"
{
  printf 'release-manifest 1\nrepository %s\ntag %s\ncommit %s\n' "$GITHUB_REPOSITORY" "$TAG" "$GITHUB_SHA"
  cat "$RUNNER_TEMP/facts"
} > "$out/release.txt"
printf 'digest=%s\n' "$(sha256_of "$out/release.txt")" >> "$GITHUB_OUTPUT"
{
  printf '## %s: what will be signed\n\nNothing is pushed yet. Look at the tag, the commit and the list before it is signed.\n\n' "$TAG"
  sed 's/^/    /' "$out/release.txt"
} >> "$GITHUB_STEP_SUMMARY"
