# Finds out how far an earlier run of this tag came.
#   MANIFEST_REPOSITORY   where the release manifest is kept
#   IMMUTABLE             one line per tag that a release sets for ever: repository, tag with {version}
#   TAG, VERSION, FIRST_RELEASE, SIGNATURE_FORMAT, WORKFLOW_FILE
#   GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_OUTPUT
# Outputs: state (`full`: prepare and publish; `promote`: everything is published and signed), manifest (its digest then).
manifest=$(tag_digest "$MANIFEST_REPOSITORY:release-$TAG")
if [[ -n $manifest ]]; then
  there=$(statements_about "$MANIFEST_REPOSITORY@$manifest")
  all_ours "$SIGNATURE" "$MANIFEST_REPOSITORY@$manifest" "$there" ||
    fail "$MANIFEST_REPOSITORY:release-$TAG is $manifest, which this workflow has not signed for $TAG at $GITHUB_SHA. A release is never made twice: supersede it with a higher version"
  printf 'state=promote\nmanifest=%s\n' "$manifest" >> "$GITHUB_OUTPUT"
  printf 'resumed: %s is signed, only its promotion is left\n' "$manifest"
  exit 0
fi
taken=()
while read -r repository tag; do
  [[ -n $repository ]] || continue
  reference=$repository:${tag//'{version}'/"$VERSION"}
  digest=$(tag_digest "$reference")
  [[ -z $digest ]] || taken+=("$reference is $digest")
done <<< "$IMMUTABLE"
((${#taken[@]} == 0)) || fail "there is no release manifest of $TAG, and yet: $(printf '%s; ' "${taken[@]}")"
printf 'state=full\n' >> "$GITHUB_OUTPUT"
