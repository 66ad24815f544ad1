# Takes the notes that a maintainer wrote for this release out of the tagged commit.
#   NOTES_FILE   the path, with {tag} and {version}
#   TAG, VERSION, GH_TOKEN, GITHUB_REPOSITORY, GITHUB_SHA, RUNNER_TEMP, GITHUB_OUTPUT
# Outputs: digest; the file is $RUNNER_TEMP/notes/maintainer-notes.md.
path=${NOTES_FILE//'{tag}'/"$TAG"}
path=${path//'{version}'/"$VERSION"}
mkdir -p "$RUNNER_TEMP/notes"
gh api --header 'Accept: application/vnd.github.raw+json' "repos/$GITHUB_REPOSITORY/contents/$path?ref=$GITHUB_SHA" > "$RUNNER_TEMP/notes.all" ||
  fail "there are no notes for this release: write $path"
head --bytes=100000 "$RUNNER_TEMP/notes.all" > "$RUNNER_TEMP/notes/maintainer-notes.md"
printf 'digest=%s\n' "$(sha256_of "$RUNNER_TEMP/notes/maintainer-notes.md")" >> "$GITHUB_OUTPUT"
