# Collects the files of a release into one folder with one list of checksums.
#   OUTPUTS     one path a line, with {tag} and {version}; may be empty
#   RENDERED    one line per rendered chart: the job that rendered it, and the file's name with {tag} and {version}; may be empty
#   FACTS       what those jobs say of their files: `file NAME - DIGEST`; other lines are theirs alone
#   TAG, VERSION, RUNNER_TEMP, GITHUB_OUTPUT
# Reads $RUNNER_TEMP/<job>/rendered/. Outputs: digest of SHA256SUMS, facts for the release manifest (of what is built here: who rendered
# a file gives its fact); the folder is $RUNNER_TEMP/out.
out=$RUNNER_TEMP/out
mkdir -p "$out"
root=$(pwd -P)
facts=()
# named TEXT: with the tag and the version.
named() {
  local text=${1//'{tag}'/"$TAG"}
  printf '%s' "${text//'{version}'/"$VERSION"}"
}
add() { # FILE NAME
  [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ && $2 != SHA256SUMS ]] || fail "not a file's name: $2"
  [[ ! -e $out/$2 ]] || fail "two files are named $2"
  cp --no-dereference -- "$1" "$out/$2"
  [[ -f $out/$2 && ! -L $out/$2 ]] || fail "$1 is not a regular file"
  chmod 0644 "$out/$2"
}
while IFS= read -r output; do
  [[ -n $output ]] || continue
  path=$(named "$output")
  [[ -f $path && ! -L $path ]] || fail "the build made no file $path"
  [[ $(realpath -- "$path") == "$root"/* ]] || fail "$path leads out of the repository"
  name=${path##*/}
  add "$path" "$name"
  facts+=("file $name - $(sha256_of "$out/$name")")
done <<< "$OUTPUTS"
while read -r job output; do
  [[ -n $job ]] || continue
  name=$(named "$output")
  [[ -f $RUNNER_TEMP/$job/rendered/$name ]] || fail "the job $job rendered no file $name"
  add "$RUNNER_TEMP/$job/rendered/$name" "$name"
  [[ $(sha256_of "$out/$name") == "$(awk -v name="$name" '$1 == "file" && $2 == name { print $4 }' <<< "$FACTS")" ]] ||
    fail "$name is not the file that the job $job rendered"
done <<< "$RENDERED"
compgen -G "$out/*" > /dev/null || fail 'there is no file to release'
(cd "$out" && find . -type f -printf '%P\0' | sort --zero-terminated | xargs --null sha256sum -- > "$RUNNER_TEMP/SHA256SUMS")
mv "$RUNNER_TEMP/SHA256SUMS" "$out/SHA256SUMS"
{
  printf 'digest=%s\nfacts<<END-OF-FACTS\n' "$(sha256_of "$out/SHA256SUMS")"
  printf '%s\n' "${facts[@]}"
  printf 'END-OF-FACTS\n'
} >> "$GITHUB_OUTPUT"
