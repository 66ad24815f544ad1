# Publishes one artifact that was checked: copies it by digest, signs and attests each digest, verifies what is there.
#   KIND            `image`, `chart` or `artifacthub`
#   KEY             the image's key or the chart's name
#   FOLDER, FILE    where the archive is, and for an image its SBOMs
#   DIGEST          what the archive is
#   REPOSITORIES    where it goes, blanks between them
#   CYCLONEDX       `true`: an image has a list in that format too
#   PLATFORMS       of an image, blanks between them
#   TAG, SIGNATURE_FORMAT, WORKFLOW_FILE, GITHUB_REPOSITORY, GITHUB_SHA, RUNNER_TEMP
# Reads $RUNNER_TEMP/manifest/release.txt.
need KIND 'image|chart|artifacthub'
need DIGEST 'sha256:[0-9a-f]{64}'
PROVENANCE=https://slsa.dev/provenance/v1
SBOM=https://spdx.dev/Document
archive=$FOLDER/$FILE
work=$(mktemp -d -p "$RUNNER_TEMP")

# Each architecture's digest, as the release manifest names it, with the lists of its contents.
children=()
if [[ $KIND == image ]]; then
  for platform in $PLATFORMS; do
    child=$(awk -v key="$KEY" -v name="$platform" '$1 == "platform" && $2 == key && $3 == name { print $4 }' "$RUNNER_TEMP/manifest/release.txt")
    is_digest "$child" || fail "the release manifest has no single \`platform $KEY $platform\`"
    sbom=$FOLDER/sbom-${platform//\//-}
    cyclonedx=-
    [[ $CYCLONEDX != true ]] || cyclonedx=$sbom.cdx.json
    children+=("$child $sbom.spdx.json $cyclonedx")
  done
fi

# https://slsa.dev/spec/v1.0/provenance; no run attempt and no clock, so that a run again attests the same.
jq --null-input --sort-keys --arg repository "https://github.com/$GITHUB_REPOSITORY" --arg ref "refs/tags/$TAG" --arg sha "$GITHUB_SHA" \
  --arg path ".github/workflows/$WORKFLOW_FILE" '{
    buildDefinition: {
      buildType: "https://actions.github.io/buildtypes/workflow/v1",
      externalParameters: {workflow: {ref: $ref, repository: $repository, path: $path}},
      internalParameters: {github: {event_name: "push"}},
      resolvedDependencies: [{uri: "git+\($repository)@\($ref)", digest: {gitCommit: $sha}}]
    },
    runDetails: {builder: {id: "\($repository)/\($path)@\($ref)"}}
  }' > "$work/provenance.json"

for repository in $REPOSITORIES; do
  retry oras cp --no-tty --from-oci-layout "$archive@$DIGEST" "$repository@$DIGEST" > "$work/copy" 2>&1 ||
    fail "$DIGEST could not be copied to $repository: $(tail -n 3 "$work/copy")"
  # Different digests side by side, two at a time; one digest has one writer.
  running=()
  for child in "${children[@]}"; do
    read -r digest sbom cyclonedx <<< "$child"
    {
      there=$(statements_about "$repository@$digest")
      sign "$repository@$digest" "$there"
      attest spdxjson "$SBOM" "$sbom" "$repository@$digest" "$there"
      [[ $cyclonedx == - ]] || attest cyclonedx https://cyclonedx.org/bom "$cyclonedx" "$repository@$digest" "$there"
    } &
    running+=($!)
    if ((${#running[@]} == 2)); then
      wait "${running[0]}"
      running=("${running[1]}")
    fi
  done
  there=$(statements_about "$repository@$DIGEST")
  sign "$repository@$DIGEST" "$there"
  attest slsaprovenance1 "$PROVENANCE" "$work/provenance.json" "$repository@$DIGEST" "$there"
  for job in "${running[@]}"; do wait "$job"; done
  printf 'published %s@%s\n' "$repository" "$DIGEST"
done
rm -r "$work"
