# Takes the notes that a maintainer wrote for this release out of the tagged commit.
#   NOTES_FILE   the path, with {tag} and {version}
#   TAG, VERSION, GH_TOKEN, GITHUB_REPOSITORY, GITHUB_SHA, RUNNER_TEMP, GITHUB_OUTPUT
# Outputs: digest; the file is $RUNNER_TEMP/notes/maintainer-notes.md.
path=${NOTES_FILE//'{tag}'/"$TAG"}
path=${path//'{version}'/"$VERSION"}
mkdir -p "$RUNNER_TEMP/notes"
gh api --header 'Accept: application/vnd.github.raw+json' "repos/$GITHUB_REPOSITORY/contents/$path?ref=$GITHUB_SHA" > "$RUNNER_TEMP/notes.all" ||
  fail "there are no notes for this release: write $path"
# GitHub takes 125,000 characters, and the digests and commands come after them.
(($(wc -c < "$RUNNER_TEMP/notes.all") <= 60000)) || fail "$path is $(wc -c < "$RUNNER_TEMP/notes.all") bytes long; 60000 is the most"
mv "$RUNNER_TEMP/notes.all" "$RUNNER_TEMP/notes/maintainer-notes.md"
printf 'digest=%s\n' "$(sha256_of "$RUNNER_TEMP/notes/maintainer-notes.md")" >> "$GITHUB_OUTPUT"
