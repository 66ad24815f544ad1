# Gives what is published its tags: all are checked first, then all are set. Nothing is built, signed or moved that must stay.
#   MANIFEST, MANIFEST_REPOSITORY
#   ARTIFACTS      one line per artifact and repository that the model says: kind, key, repository, suffix or `-`
#   IMAGE_PREFIX   what stands before the version in an image's tag
#   LATEST, MAJOR, MINOR (`true` or `false`), ALIASES (blanks between them)
#   TAG, VERSION, PRERELEASE, SIGNATURE_FORMAT, WORKFLOW_FILE, GITHUB_REPOSITORY, GITHUB_SHA, RUNNER_TEMP
# Leaves the files of the release manifest in $RUNNER_TEMP/release.
PROVENANCE=https://slsa.dev/provenance/v1
need MANIFEST 'sha256:[0-9a-f]{64}'
there=$(statements_about "$MANIFEST_REPOSITORY@$MANIFEST")
all_ours "$SIGNATURE" "$MANIFEST_REPOSITORY@$MANIFEST" "$there" || fail "the release manifest $MANIFEST is not signed by this workflow for $TAG at $GITHUB_SHA"
folder=$RUNNER_TEMP/release
mkdir "$folder"
oras pull --no-tty --output "$folder" "$MANIFEST_REPOSITORY@$MANIFEST" > "$RUNNER_TEMP/pull" 2>&1 || fail "the release manifest can't be read: $(tail -n 3 "$RUNNER_TEMP/pull")"
manifest=$folder/release.txt
[[ $(head -n 4 "$manifest") == "release-manifest 1
repository $GITHUB_REPOSITORY
tag $TAG
commit $GITHUB_SHA" ]] || fail 'the release manifest is of another repository, tag or commit'
grep '^file ' "$manifest" | cut -d ' ' -f 2,4 > "$RUNNER_TEMP/promote-files" || true
while read -r name digest; do
  [[ -f $folder/$name && $(sha256_of "$folder/$name") == "$digest" ]] || fail "the release manifest carries another $name"
done < "$RUNNER_TEMP/promote-files"

# A list of contents that is a file of the release is one that the manifest hashes.
for list in "$folder"/*.spdx.json "$folder"/*.cdx.json; do
  [[ -f $list ]] || continue
  grep --quiet --extended-regexp "^(sbom|cyclonedx) .* $(sha256_of "$list")\$" "$manifest" || fail "the release manifest does not know ${list##*/}"
done
published=$(awk '$1 == "image" || $1 == "chart" || $1 == "artifacthub" { print $1, $2, $3 }' "$manifest" | sort)
expected=$(grep . <<< "$ARTIFACTS" | cut -d ' ' -f 1-3 | sort) || true
[[ $published == "$expected" ]] || fail "the release manifest names other artifacts than the model: $(diff <(printf '%s' "$expected") <(printf '%s' "$published"))"

# highest_in LINE TAGS PREFIX SUFFIX: the highest stable version of the line, ours among them.
highest_in() {
  local tag version
  while IFS= read -r tag; do
    [[ $tag == "$3"* && $tag == *"$4" ]] || continue
    version=${tag#"$3"}
    version=${version%"$4"}
    [[ ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ || $version != "$1"* ]] || printf '%s\n' "$version"
  done <<< "$2"$'\n'"$3$VERSION$4" | sort --version-sort | tail -n 1
}

fixed=() pointers=() floating=()
while read -r kind key repository suffix; do
  [[ -n $kind ]] || continue
  [[ $suffix != - ]] || suffix=
  digest=$(awk -v kind="$kind" -v key="$key" -v name="$repository" '$1 == kind && $2 == key && $3 == name { print $4 }' "$manifest")
  is_digest "$digest" || fail "the release manifest has no single $kind $key in $repository"
  reference=$repository@$digest
  there=$(statements_about "$reference")
  all_ours "$SIGNATURE" "$reference" "$there" || fail "$reference is not signed by this workflow for $TAG at $GITHUB_SHA"
  all_ours "$PROVENANCE" "$reference" "$there" || fail "$reference has no provenance by this workflow for $TAG at $GITHUB_SHA"
  case $kind in
    image)
      fixed+=("$repository $digest $IMAGE_PREFIX$VERSION$suffix")
      pointers+=("$repository $digest sha-$GITHUB_SHA$suffix")
      [[ $PRERELEASE == false ]] || continue
      IFS=. read -r major minor _ <<< "$VERSION"
      [[ $MAJOR != true ]] || floating+=("$repository $digest $IMAGE_PREFIX$major$suffix $major. $suffix")
      [[ $MINOR != true ]] || floating+=("$repository $digest $IMAGE_PREFIX$major.$minor$suffix $major.$minor. $suffix")
      [[ $LATEST != true ]] || floating+=("$repository $digest latest$suffix * $suffix")
      for alias in $ALIASES; do floating+=("$repository $digest $alias$suffix * $suffix"); done
      ;;
    chart) fixed+=("$repository $digest $VERSION") ;;
    artifacthub) pointers+=("$repository $digest artifacthub.io") ;;
    *) fail "not a kind of artifact: $kind" ;;
  esac
done <<< "$ARTIFACTS"

for line in "${fixed[@]}"; do
  read -r repository digest tag <<< "$line"
  now=$(tag_digest "$repository:$tag")
  [[ -z $now || $now == "$digest" ]] || fail "$repository:$tag is $now already, and this release is $digest: a tag never moves"
done
# set_tag REPOSITORY DIGEST TAG: and looks whether it is there.
set_tag() {
  local now
  retry crane tag "$1@$2" "$3" 2> "$RUNNER_TEMP/tag" || fail "$1:$3 could not be set: $(tail -n 3 "$RUNNER_TEMP/tag")"
  now=$(tag_digest "$1:$3")
  [[ $now == "$2" ]] || fail "$1:$3 is ${now:-not there} after it was set to $2"
}
for line in "${fixed[@]}"; do
  read -r repository digest tag <<< "$line"
  # Somebody may have set it since all were looked at.
  now=$(tag_digest "$repository:$tag")
  [[ -z $now || $now == "$digest" ]] || fail "$repository:$tag is $now now, and this release is $digest: a tag never moves"
  [[ $now == "$digest" ]] || set_tag "$repository" "$digest" "$tag"
  printf 'promoted %s:%s %s\n' "$repository" "$tag" "$digest"
done
for line in "${pointers[@]}"; do
  read -r repository digest tag <<< "$line"
  now=$(tag_digest "$repository:$tag")
  if [[ $tag == sha-* && -n $now && $now != "$digest" && $VERSION == *-* ]]; then
    printf 'kept %s:%s at %s\n' "$repository" "$tag" "$now"
    continue
  fi
  [[ $now == "$digest" ]] || set_tag "$repository" "$digest" "$tag"
  printf 'promoted %s:%s %s\n' "$repository" "$tag" "$digest"
done
# Another version may be promoted at the same time: the tags are listed for each one anew, and again after it was set.
for line in "${floating[@]}"; do
  read -r repository digest tag versions suffix <<< "$line"
  [[ $versions != '*' ]] || versions=
  moved=false
  for attempt in 1 2 3; do
    tags=$(retry crane ls "$repository" 2> "$RUNNER_TEMP/list") || fail "the tags of $repository can't be listed: $(tail -n 1 "$RUNNER_TEMP/list")"
    highest=$(highest_in "$versions" "$tags" "$IMAGE_PREFIX" "$suffix")
    wanted=$digest
    if [[ $highest != "$VERSION" ]]; then
      [[ $moved == true ]] || continue 2
      wanted=$(tag_digest "$repository:$IMAGE_PREFIX$highest$suffix")
    fi
    now=$(tag_digest "$repository:$tag")
    [[ $now != "$wanted" ]] || break
    set_tag "$repository" "$wanted" "$tag"
    moved=true
  done
  printf 'promoted %s:%s %s\n' "$repository" "$tag" "$wanted"
done
