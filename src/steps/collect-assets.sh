# Collects the files of a release into one folder with one list of checksums.
#   OUTPUTS     one path a line, with {tag} and {version}
#   RENDERED    one line per rendered chart: chart's folder, file name, then values as `path=value`, tabs between all; may be empty
#   TAG, VERSION, RUNNER_TEMP, GITHUB_OUTPUT
# Outputs: digest of SHA256SUMS, facts for the release manifest; the folder is $RUNNER_TEMP/out.
out=$RUNNER_TEMP/out
mkdir -p "$out"
root=$(pwd -P)
facts=()
add() { # FILE NAME
  [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ && $2 != SHA256SUMS ]] || fail "not a file's name: $2"
  [[ ! -e $out/$2 ]] || fail "two files are named $2"
  cp --no-dereference -- "$1" "$out/$2"
  [[ -f $out/$2 && ! -L $out/$2 ]] || fail "$1 is not a regular file"
  chmod 0644 "$out/$2"
  facts+=("file $2 - $(sha256_of "$out/$2")")
}
while IFS= read -r output; do
  [[ -n $output ]] || continue
  path=${output//'{tag}'/"$TAG"}
  path=${path//'{version}'/"$VERSION"}
  [[ -f $path && ! -L $path ]] || fail "the build made no file $path"
  [[ $(realpath -- "$path") == "$root"/* ]] || fail "$path leads out of the repository"
  add "$path" "${path##*/}"
done <<< "$OUTPUTS"
while IFS=$'\t' read -r -a fields; do
  ((${#fields[@]} > 1)) || continue
  arguments=()
  for value in "${fields[@]:2}"; do arguments+=(--set-string "$value"); done
  name=${fields[1]//'{tag}'/"$TAG"}
  name=${name//'{version}'/"$VERSION"}
  helm template release "${fields[0]}" --include-crds "${arguments[@]}" > "$RUNNER_TEMP/rendered" || fail "${fields[0]} does not render"
  add "$RUNNER_TEMP/rendered" "$name"
done <<< "$RENDERED"
((${#facts[@]} > 0)) || fail 'there is no file to release'
(cd "$out" && find . -type f -printf '%P\0' | sort --zero-terminated | xargs --null sha256sum -- > "$RUNNER_TEMP/SHA256SUMS")
mv "$RUNNER_TEMP/SHA256SUMS" "$out/SHA256SUMS"
{
  printf 'digest=%s\nfacts<<END-OF-FACTS\n' "$(sha256_of "$out/SHA256SUMS")"
  printf '%s\n' "${facts[@]}"
  printf 'END-OF-FACTS\n'
} >> "$GITHUB_OUTPUT"
