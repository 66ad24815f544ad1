# Makes a version up for a rehearsal, and takes the time of the commit: what the tag says in a real release.
#   TAG_PREFIX    what stands before the version
#   CHART_YAML    a Chart.yaml that the release takes its version from; may be empty
#   GITHUB_RUN_NUMBER, GITHUB_SHA, GITHUB_OUTPUT
# Runs in a checkout. Outputs: tag, version, prerelease, epoch, state, manifest.
need GITHUB_RUN_NUMBER '[0-9]{1,9}'
version=0.0.0-rehearsal.$GITHUB_RUN_NUMBER
if [[ -n $CHART_YAML ]]; then
  version=$(sed -n 's/^version: *//p' "$CHART_YAML" | sed 's/ *#.*//' | tr -d "\"'" | head -n 1)
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail "$CHART_YAML has no version that a release could have: ${version:0:100}"
fi
epoch=$(git show --no-patch --format=%ct HEAD)
{
  printf 'tag=%s\nversion=%s\nprerelease=true\n' "$TAG_PREFIX$version" "$version"
  printf 'epoch=%s\nstate=full\nmanifest=\n' "$epoch"
} >> "$GITHUB_OUTPUT"
printf 'rehearsed as %s\n' "$TAG_PREFIX$version"
