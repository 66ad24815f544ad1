# Takes the notes that a maintainer wrote for this release out of the tagged commit.
#   NOTES_FILE   the path, with {tag} and {version}
#   TAG, VERSION, RUNNER_TEMP, GITHUB_OUTPUT
# Outputs: digest; the file is $RUNNER_TEMP/notes/maintainer-notes.md.
path=${NOTES_FILE//'{tag}'/"$TAG"}
path=${path//'{version}'/"$VERSION"}
[[ -f $path && ! -L $path ]] || fail "there are no notes for this release: write $path"
mkdir -p "$RUNNER_TEMP/notes"
head --bytes=100000 -- "$path" > "$RUNNER_TEMP/notes/maintainer-notes.md"
printf 'digest=%s\n' "$(sha256_of "$RUNNER_TEMP/notes/maintainer-notes.md")" >> "$GITHUB_OUTPUT"
