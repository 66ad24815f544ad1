# The release manifest first: everything else is compared with it. Nothing else is checked where it can't be read or is of something else.
subject=$MANIFEST_REPOSITORY:release-$TAG
refuse_manifest() { end_here "$(result FAILED manifest "$subject" "$1")"; }
# unreadable: crane wrote into $scratch.err why.
unreadable() {
  line=$(result_from manifest "$subject" "$scratch.err")
  end_here "$line"
}

"$CRANE" digest "$subject" > "$scratch.out" 2> "$scratch.err" || unreadable
manifest=$(clean < "$scratch.out")
is_digest "$manifest" || refuse_manifest 'the registry returned no digest'
"$CRANE" manifest "$MANIFEST_REPOSITORY@$manifest" > "$scratch.json" 2> "$scratch.err" || unreadable
[ "$(sha256_of "$scratch.json")" = "$manifest" ] || refuse_manifest 'the registry answers with another manifest than the one that was asked for'
flatten < "$scratch.json" > "$scratch.flat" || refuse_manifest 'is not JSON'
# layer TITLE: the digest of the one layer of this name
layer() {
  number=$(awk -F '\t' -v title="$1" '$1 ~ /^"layers"\/[0-9]+\/"annotations"\/"org\.opencontainers\.image\.title"$/ && $2 == title { split($1, part, "/"); print part[2] }' "$scratch.flat")
  field "\"layers\"/$number/\"digest\"" < "$scratch.flat"
}
facts=$(layer release.txt) || facts=
is_digest "$facts" || refuse_manifest 'does not carry exactly one release.txt'
signed_notes=$(layer notes.md) || signed_notes=
is_digest "$signed_notes" || refuse_manifest 'does not carry exactly one notes.md'
"$CRANE" blob "$MANIFEST_REPOSITORY@$facts" > "$work/release.txt" 2> "$scratch.err" || unreadable
[ "$(sha256_of "$work/release.txt")" = "$facts" ] || refuse_manifest 'the registry sends a truncated blob, or other bytes'

said_commit=$(sed -n 's/^commit \([0-9a-f]\{40\}\)$/\1/p;4q' "$work/release.txt")
[ -n "$COMMIT" ] || COMMIT=$said_commit
header="release-manifest 1
repository $REPOSITORY
tag $TAG
commit $said_commit"
{ [ -n "$said_commit" ] && [ "$(sed 4q "$work/release.txt")" = "$header" ]; } ||
  refuse_manifest "is not that of $REPOSITORY $TAG: it begins with $(sed 4q "$work/release.txt" | clean)"
if sed 1,4d "$work/release.txt" | grep -Evq '^((artifacthub|chart|cyclonedx|image|platform|sbom) [A-Za-z0-9][A-Za-z0-9._/-]* [a-z0-9][a-z0-9.:/_-]*|file [A-Za-z0-9][A-Za-z0-9._-]* -) sha256:[0-9a-f]{64}$'; then
  refuse_manifest 'contains a line that is not a fact of a release'
fi

# What the model expects, and what the manifest lacks or has too much.
check_release_manifest() {
  result ok manifest "$subject"
  if [ "$COMMIT" = "$said_commit" ]; then
    result ok commit "$COMMIT"
  else
    result FAILED commit "$COMMIT" "is not the commit of the release: the release manifest says $said_commit"
  fi
  # A checkout knows the tag too.
  if command -v git > /dev/null && tagged=$(git -C "$here" rev-parse --verify --quiet "refs/tags/$TAG^{commit}" 2> /dev/null); then
    if [ "$tagged" = "$said_commit" ]; then
      result ok commit "the tag $TAG of this checkout"
    else
      result FAILED commit "the tag $TAG of this checkout" "is $tagged, and the release manifest says $said_commit"
    fi
  fi
  printf '%s' "$EXPECTED" | sed -e "s|{tag}|$TAG|g" -e "s|{version}|$VERSION|g" > "$scratch.want"
  sed 1,4d "$work/release.txt" | cut -d ' ' -f 1-3 > "$scratch.have"
  awk '
    NR == FNR { want[$0] = 1; next }
    { if ($0 in want) delete want[$0]; else print "extra\t" $0 }
    END { for (one in want) print "missing\t" one }' "$scratch.want" "$scratch.have" | sort | while IFS=$TAB read -r state fact; do
    if [ "$state" = extra ]; then
      result FAILED manifest "$fact" 'is an extra entry of the release manifest: this release has no such thing, or it is listed twice'
    else
      result FAILED manifest "$fact" 'is missing from the release manifest'
    fi
  done
  check_signature "$subject" "$MANIFEST_REPOSITORY@$manifest"
}
{
  check_release_manifest
  printf 'end\n'
} >> "$work/results/0"
