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

# sign REPOSITORY DIGEST: once per identity, commit and format.
sign() {
  local format
  for format in "${formats[@]}"; do
    if signed "$format" "$1@$2"; then continue; fi
    if [[ $format == legacy ]]; then
      retry cosign sign --yes --new-bundle-format=false --use-signing-config=false "$1@$2" > /dev/null 2> "$work/sign-${2#sha256:}" || fail "cosign sign $1@$2: $(tail -n 3 "$work/sign-${2#sha256:}")"
    else
      retry cosign sign --yes "$1@$2" > /dev/null 2> "$work/sign-${2#sha256:}" || fail "cosign sign $1@$2: $(tail -n 3 "$work/sign-${2#sha256:}")"
    fi
    signed "$format" "$1@$2" || fail "the signature of $1@$2 ($format) does not verify"
  done
}
# has FORMAT TYPE REFERENCE PREDICATE: exactly this predicate is attested by this identity.
has() {
  attested "$1" "$2" "$3" | jq --slurp --exit-status --slurpfile wanted "$4" \
    'any(.[]; .payload | @base64d | fromjson | .predicate == $wanted[0])' > /dev/null
}
# attest TYPE URI REPOSITORY DIGEST PREDICATE: once per identity, commit, format and content.
attest() {
  local format
  for format in "${formats[@]}"; do
    if has "$format" "$2" "$3@$4" "$5"; then continue; fi
    if [[ $format == legacy ]]; then
      retry cosign attest --yes --new-bundle-format=false --use-signing-config=false --type "$1" --predicate "$5" "$3@$4" > /dev/null 2> "$work/attest-${4#sha256:}" || fail "cosign attest $3@$4: $(tail -n 3 "$work/attest-${4#sha256:}")"
    else
      retry cosign attest --yes --type "$1" --predicate "$5" "$3@$4" > /dev/null 2> "$work/attest-${4#sha256:}" || fail "cosign attest $3@$4: $(tail -n 3 "$work/attest-${4#sha256:}")"
    fi
    has "$format" "$2" "$3@$4" "$5" || fail "the attestation of $3@$4 ($1, $format) does not verify"
  done
}

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
      sign "$repository" "$digest"
      attest spdxjson "$SBOM" "$repository" "$digest" "$sbom"
      [[ $cyclonedx == - ]] || attest cyclonedx https://cyclonedx.org/bom "$repository" "$digest" "$cyclonedx"
    } &
    running+=($!)
    if ((${#running[@]} == 2)); then
      wait "${running[0]}"
      running=("${running[1]}")
    fi
  done
  sign "$repository" "$DIGEST"
  attest slsaprovenance1 "$PROVENANCE" "$repository" "$DIGEST" "$work/provenance.json"
  for job in "${running[@]}"; do wait "$job"; done
  printf 'published %s@%s\n' "$repository" "$DIGEST"
done
rm -r "$work"
