# Makes the GitHub Release: draft, files, then public. What a maintainer wrote stays; ours stands between markers.
#   MANIFEST      digest of the release manifest
#   NOTES         `generated`, `file` or `existing-draft`
#   TAG, VERSION, TAG_PREFIX, PRERELEASE, GH_TOKEN, GITHUB_REPOSITORY, RUNNER_TEMP
# Reads $RUNNER_TEMP/release, as promote-tags leaves it.
need MANIFEST 'sha256:[0-9a-f]{64}'
need NOTES 'generated|file|existing-draft'
folder=$RUNNER_TEMP/release
opening="<!-- sealwright $MANIFEST -->" closing='<!-- /sealwright -->'

# A draft has no address of its own: all releases are listed.
gh api --paginate "repos/$GITHUB_REPOSITORY/releases?per_page=100" \
  --jq '.[] | {id, tag_name, draft, prerelease, body, assets: [.assets[].name]}' > "$RUNNER_TEMP/releases" || fail 'GitHub does not list the releases'
own=$(jq --slurp --compact-output --arg tag "$TAG" '[.[] | select(.tag_name == $tag)]' "$RUNNER_TEMP/releases")
(($(jq length <<< "$own") <= 1)) || fail "there are several releases of $TAG: delete the drafts that are not meant"
id=$(jq --raw-output '.[0].id // empty' <<< "$own")
body=$(jq --raw-output '.[0].body // ""' <<< "$own" | tr -d '\r')
if [[ -n $id && $(jq --raw-output '.[0].draft' <<< "$own") != true ]]; then
  [[ $body == *"$opening"* ]] || fail "the release $TAG is public already, and does not name $MANIFEST: its files and tag can't be changed any more. Supersede it with a higher version"
  printf 'the release %s is public already\n' "$TAG"
  exit 0
fi

# The highest stable version is the latest: a backport is not.
latest=false
if [[ $PRERELEASE == false ]]; then
  latest=true
  while IFS= read -r other; do
    other=${other#"$TAG_PREFIX"}
    [[ $other =~ ^[0-9]+\.[0-9]+\.[0-9]+$ && $other != "$VERSION" ]] || continue
    [[ $(printf '%s\n%s\n' "$other" "$VERSION" | sort --version-sort | tail -n 1) != "$other" ]] || latest=false
  done < <(jq --raw-output --arg prefix "$TAG_PREFIX" 'select(.draft == false and .prerelease == false and (.tag_name | startswith($prefix))) | .tag_name' "$RUNNER_TEMP/releases")
fi

if [[ -z $id ]]; then
  [[ $NOTES != existing-draft ]] || fail "there is no draft of $TAG: write one, and run this job again"
  case $NOTES in
    generated)
      body=$(gh api --method POST "repos/$GITHUB_REPOSITORY/releases/generate-notes" --field "tag_name=$TAG" --jq .body) || fail 'GitHub made no notes'
      ;;
    file) body=$(cat "$folder/maintainer-notes.md") ;;
  esac
fi
# Ours, from an attempt before, is replaced; without both markers there is nothing of ours.
before=$body after=
if [[ $body =~ '<!-- sealwright sha256:'[0-9a-f]{64}' -->' ]] && [[ ${body#*"${BASH_REMATCH[0]}"} == *"$closing"* ]]; then
  before=${body%%"${BASH_REMATCH[0]}"*}
  after=${body#*"${BASH_REMATCH[0]}"}
  after=${after#*"$closing"}
fi
# GitHub takes 125,000 characters. Its own list of changes may be cut, what a person wrote may not.
room=$((124000 - $(wc -m < "$folder/notes.md") - ${#after}))
if ((${#before} > room)); then
  [[ $NOTES == generated && -z $after ]] || fail "the text of the release is $((${#before} + ${#after})) characters long; with ours there is room for $room: make the draft's shorter, and run this job again"
  before=${before:0:room}
  before=${before%$'\n'*}$'\n\nThe list is longer than GitHub takes.'
fi
printf '%s\n%s\n%s\n%s%s\n' "$before" "$opening" "$(cat "$folder/notes.md")" "$closing" "$after" > "$RUNNER_TEMP/body.md"

upload=(release.txt)
[[ ! -f $folder/SHA256SUMS ]] || upload+=(SHA256SUMS SHA256SUMS.sigstore.json)
while read -r _ name _; do upload+=("$name"); done < <(grep '^file ' "$folder/release.txt" || true)
for list in "$folder"/*.spdx.json "$folder"/*.cdx.json; do [[ ! -f $list ]] || upload+=("${list##*/}"); done
# What else hangs on the draft would become public with it, and be no part of the release.
others=$(jq --raw-output '.[0].assets // [] | .[]' <<< "$own" | grep --fixed-strings --line-regexp --invert-match --file=<(printf '%s\n' "${upload[@]}")) || [[ $? == 1 ]]
[[ -z $others ]] || fail "the draft of $TAG holds files that this release does not have: ${others//$'\n'/, }. Delete them from the draft, and run this job again"

if [[ -z $id ]]; then
  gh release create "$TAG" --repo "$GITHUB_REPOSITORY" --draft --verify-tag --title "$TAG" --prerelease="$PRERELEASE" \
    --notes-file "$RUNNER_TEMP/body.md" || fail "the draft of $TAG could not be made"
else
  gh release edit "$TAG" --repo "$GITHUB_REPOSITORY" --draft --verify-tag --prerelease="$PRERELEASE" \
    --notes-file "$RUNNER_TEMP/body.md" || fail "the draft of $TAG could not be changed"
fi
(cd "$folder" && gh release upload "$TAG" --repo "$GITHUB_REPOSITORY" --clobber -- "${upload[@]}") || fail "the files of $TAG could not be uploaded"
gh release edit "$TAG" --repo "$GITHUB_REPOSITORY" --draft=false --prerelease="$PRERELEASE" --latest="$latest" || fail "the release $TAG could not be made public"
printf 'released %s (prerelease %s, latest %s)\n' "$TAG" "$PRERELEASE" "$latest"
