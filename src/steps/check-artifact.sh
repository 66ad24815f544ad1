# Checks one prepared artifact before anything of the release is published. The archive is hostile: nothing of it is run or unpacked, every document that is read is hashed and every key in it is on a list.
#   KIND            `image`, `chart` or `artifacthub`
#   KEY             the image's key or the chart's name
#   FOLDER, FILE    where the archive is, and for an image its SBOMs
#   DIGEST          what the archive must be
#   REPOSITORIES    where it will go, blanks between them
#   CYCLONEDX       `true`: an image has a list in that format too
#   PLATFORMS       of an image, blanks between them
#   MAX_BYTES       of all entries together
#   VERSION, GITHUB_SHA, RUNNER_TEMP
# Reads $RUNNER_TEMP/manifest/release.txt.
need KIND 'image|chart|artifacthub'
need DIGEST 'sha256:[0-9a-f]{64}'
need MAX_BYTES '[0-9]+'
archive=$FOLDER/$FILE manifest=$RUNNER_TEMP/manifest/release.txt
work=$(mktemp -d -p "$RUNNER_TEMP")
[[ -f $archive && ! -L $archive ]] || fail "there is no archive $FILE"

# fact KIND KEY NAME: what the release manifest says; one line, or the run ends.
fact() {
  local line
  line=$(awk -v kind="$1" -v key="$2" -v name="$3" '$1 == kind && $2 == key && $3 == name { print $4 }' "$manifest")
  is_digest "$line" || fail "the release manifest has no single \`$1 $2 $3\`"
  printf '%s' "$line"
}

# The listing, from standard input: given a file's name tar would unpack other formats by itself.
tar --list --verbose --numeric-owner --quoting-style=escape --file=- < "$archive" > "$work/listing" 2> "$work/errors" ||
  fail "$FILE is not a tar archive: $(head --bytes=300 "$work/errors")"
(($(wc -l < "$work/listing") <= 2000)) || fail "$FILE has $(wc -l < "$work/listing") entries; 2000 is the most"
declare -A seen=()
total=0
while read -r mode _ size _ _ name; do
  case $mode in
    d*) [[ $name =~ ^blobs/(sha256/)?$ ]] || fail "a folder that does not belong into $FILE: $name" ;;
    -*) [[ $name =~ ^(oci-layout|index\.json|blobs/sha256/[0-9a-f]{64})$ ]] || fail "an entry that does not belong into $FILE: $name" ;;
    *) fail "an entry of $FILE is neither a file nor a folder: $mode $name" ;;
  esac
  [[ -z ${seen[$name]-} ]] || fail "$FILE holds $name twice"
  seen[$name]=1
  [[ $size =~ ^[0-9]{1,15}$ ]] || fail "$FILE claims a size of $size for $name"
  total=$((total + size))
done < "$work/listing"
((total <= MAX_BYTES)) || fail "$FILE claims $total bytes; $MAX_BYTES is the most"

# Every blob has the bytes of its name: a copy that stops in the middle would have published the half of it.
# shellcheck disable=SC2016
tar --extract --to-command='printf "%s %s\n" "$(sha256sum)" "$TAR_FILENAME"' --file=- < "$archive" > "$work/hashes" 2> "$work/errors" ||
  fail "$FILE can't be read to its end: $(head --bytes=300 "$work/errors")"
while read -r hash _ name; do
  [[ $name == blobs/* ]] || continue
  [[ $name == "blobs/sha256/$hash" ]] || fail "$FILE holds other bytes under sha256:${name#blobs/sha256/}"
done < "$work/hashes"

# entry NAME OUT: the bytes of one small entry.
entry() {
  tar --extract --to-stdout --occurrence=1 --file=- "$1" < "$archive" 2> "$work/errors" | head --bytes=4194304 > "$2" ||
    fail "$FILE does not hold $1"
}
# document DIGEST OUT: a JSON document, hashed, in which no key of an object stands twice. Parsers disagree on which one counts.
document() {
  is_digest "$1" || fail "not a digest in $FILE: ${1:0:100}"
  [[ -n ${seen[blobs/sha256/${1#sha256:}]-} ]] || fail "$FILE does not hold $1"
  entry "blobs/sha256/${1#sha256:}" "$2"
  [[ $(sha256_of "$2") == "$1" ]] || fail "$FILE holds other bytes under $1"
  no_key_twice "$2" "$1"
}
no_key_twice() { # DOCUMENT NAME
  # One event closes each object and array: the paths of closes and scalars show an object that is opened twice under one key too.
  jq --raw-output --stream 'select(length == 2) | .[0] | tojson' "$1" > "$work/paths" 2> "$work/errors" || fail "$2 in $FILE is not JSON"
  [[ -z $(sort "$work/paths" | uniq --repeated) ]] || fail "$2 in $FILE has a key twice"
  # A key that stands twice with an object in it: the first one's parts would be lost in what jq prints.
  [[ $(jq --compact-output . "$1" | jq --raw-output --stream 'select(length == 2) | .[0] | tojson') == "$(cat "$work/paths")" ]] ||
    fail "$2 in $FILE has a key twice"
}
# only DOCUMENT NAME PATTERN: every path of the document is on the list.
only() {
  # As JSON strings: a key that is empty or holds a line end is one line like any other.
  jq --raw-output --stream 'select(length == 2) | .[0] | map(tostring) | join("/") | tojson' "$1" > "$work/keys" 2> "$work/errors" || fail "$2 in $FILE is not JSON"
  grep --extended-regexp --invert-match --line-regexp "\"($3)\"" "$work/keys" > "$work/odd" || [[ $? == 1 ]] || fail "the keys of $2 in $FILE can't be compared"
  local odd
  odd=$(head -n 1 "$work/odd")
  [[ -z $odd ]] || fail "$2 in $FILE holds what does not belong there: $(head --bytes=200 <<< "${odd:1:-1}")"
}
annotations='annotations(/[A-Za-z0-9._/-]+)?'
descriptor='(mediaType|digest|size)'
# https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md and what BuildKit adds to it
image_config='architecture|os|variant|created|author|(rootfs|history)/.*|config|config/(User|Env|Entrypoint|Cmd|ExposedPorts|Volumes|WorkingDir|Labels|StopSignal|ArgsEscaped|Healthcheck|OnBuild|Shell)(/.*)?'
# https://helm.sh/docs/topics/charts/#the-chartyaml-file
chart_config='apiVersion|name|version|appVersion|kubeVersion|description|type|home|icon|deprecated|condition|tags|(keywords|sources|maintainers|dependencies|annotations)(/.*)?'

index_type=application/vnd.oci.image.index.v1+json
manifest_type=application/vnd.oci.image.manifest.v1+json
top=$manifest_type
[[ $KIND != image ]] || top=$index_type
for name in index.json oci-layout; do
  [[ -n ${seen[$name]-} ]] || fail "$FILE is not an OCI archive: it has no $name"
done
entry index.json "$work/index.json"
no_key_twice "$work/index.json" index.json
jq --exit-status --arg digest "$DIGEST" --arg type "$top" \
  '(.manifests | length) == 1 and .manifests[0].digest == $digest and .manifests[0].mediaType == $type' "$work/index.json" > /dev/null ||
  fail "index.json in $FILE does not name exactly $DIGEST as $top"
only "$work/index.json" index.json "schemaVersion|mediaType|manifests/0/($descriptor|artifactType|platform/(os|architecture|variant)|$annotations)|$annotations"

# check_manifest DIGEST OUT CONFIG_TYPE LAYER_TYPE…: an image manifest of the closed types, with no subject, artifactType, urls or data.
check_manifest() {
  document "$1" "$2"
  only "$2" "$1" "schemaVersion|mediaType|(config|layers/[0-9]+)/($descriptor|$annotations)|$annotations"
  jq --exit-status --arg type "$manifest_type" --arg config "$3" --args '
    def descriptor($types): (.mediaType | IN($types[])) and (.digest | test("^sha256:[0-9a-f]{64}\\z")) and (.size | type == "number" and . >= 0 and . == floor);
    .schemaVersion == 2 and (.mediaType // $type) == $type and (.config | descriptor([$config]))
    and (.layers | type == "array" and length >= 1) and all(.layers[]; descriptor($ARGS.positional))' "${@:4}" < "$2" > /dev/null ||
    fail "$1 in $FILE is not a manifest of the kind that it must be"
  local layer
  for layer in $(jq --raw-output '.config.digest, .layers[].digest' "$2"); do
    [[ -n ${seen[blobs/sha256/${layer#sha256:}]-} ]] || fail "$FILE does not hold $layer"
  done
}

case $KIND in
  image)
    document "$DIGEST" "$work/top.json"
    only "$work/top.json" "$DIGEST" "schemaVersion|mediaType|manifests/[0-9]+/($descriptor|platform/(os|architecture|variant))|$annotations"
    jq --exit-status --arg index "$index_type" --arg manifest "$manifest_type" \
      '.schemaVersion == 2 and .mediaType == $index and all(.manifests[]; .mediaType == $manifest and (.size | type == "number"))' "$work/top.json" > /dev/null ||
      fail "$DIGEST in $FILE is not an index of plain manifests"
    named=$(jq --raw-output '.manifests[].platform | "\(.os)/\(.architecture)\(if .variant then "/" + .variant else "" end)"' "$work/top.json" | sort)
    # An arm64 image carries its one variant in the index or not.
    [[ ${named//arm64\/v8/arm64} == "$(tr ' ' '\n' <<< "$PLATFORMS" | grep . | sort)" ]] ||
      fail "the index in $FILE is for $(tr '\n' ' ' <<< "$named"), and the release is for $PLATFORMS"
    for platform in $PLATFORMS; do
      IFS=/ read -r os architecture variant <<< "$platform"
      child=$(fact platform "$KEY" "$platform")
      jq --exit-status --arg digest "$child" --arg os "$os" --arg architecture "$architecture" --arg variant "${variant-}" \
        'any(.manifests[]; .digest == $digest and .platform.os == $os and .platform.architecture == $architecture
          and ((.platform.variant // "") == $variant or ($architecture == "arm64" and .platform.variant == "v8")))' "$work/top.json" > /dev/null ||
        fail "the index in $FILE does not name $child for $platform, as the release manifest does"
      check_manifest "$child" "$work/child.json" application/vnd.oci.image.config.v1+json \
        application/vnd.oci.image.layer.v1.tar application/vnd.oci.image.layer.v1.tar+gzip application/vnd.oci.image.layer.v1.tar+zstd
      config=$(jq --raw-output .config.digest "$work/child.json")
      document "$config" "$work/config.json"
      only "$work/config.json" "$config" "$image_config"
      jq --exit-status --arg os "$os" --arg architecture "$architecture" --arg variant "${variant-}" --arg version "$VERSION" --arg revision "$GITHUB_SHA" '
        .os == $os and .architecture == $architecture
        and ((.variant // "") == $variant or ($architecture == "arm64" and $variant == "" and .variant == "v8"))
        and .config.Labels["org.opencontainers.image.version"] == $version
        and .config.Labels["org.opencontainers.image.revision"] == $revision' "$work/config.json" > /dev/null ||
        fail "the config of $platform in $FILE is for another platform, or its labels are not $VERSION and $GITHUB_SHA"
      sbom=$FOLDER/sbom-${platform//\//-}.spdx.json
      [[ -f $sbom && ! -L $sbom ]] || fail "there is no SBOM for $platform"
      [[ $(sha256_of "$sbom") == "$(fact sbom "$KEY" "$platform")" ]] || fail "the SBOM for $platform has other bytes than the release manifest says"
      if [[ $CYCLONEDX == true ]]; then
        cyclonedx=$FOLDER/sbom-${platform//\//-}.cdx.json
        [[ -f $cyclonedx && ! -L $cyclonedx ]] || fail "there is no CycloneDX list for $platform"
        [[ $(sha256_of "$cyclonedx") == "$(fact cyclonedx "$KEY" "$platform")" ]] || fail "the CycloneDX list for $platform has other bytes than the release manifest says"
      fi
    done
    ;;
  chart)
    check_manifest "$DIGEST" "$work/top.json" application/vnd.cncf.helm.config.v1+json application/vnd.cncf.helm.chart.content.v1.tar+gzip
    config=$(jq --raw-output .config.digest "$work/top.json")
    document "$config" "$work/config.json"
    only "$work/config.json" "$config" "$chart_config"
    jq --exit-status --arg name "$KEY" --arg version "$VERSION" '.name == $name and .version == $version and (.apiVersion | IN("v1", "v2"))' \
      "$work/config.json" > /dev/null || fail "the chart in $FILE is not $KEY $VERSION"
    ;;
  artifacthub)
    check_manifest "$DIGEST" "$work/top.json" application/vnd.cncf.artifacthub.config.v1+yaml \
      application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml
    ;;
esac
for repository in $REPOSITORIES; do
  [[ $(fact "$KIND" "$KEY" "$repository") == "$DIGEST" ]] || fail "the release manifest names another digest for $repository"
done
rm -r "$work"
printf 'accepted %s %s\n' "$KEY" "$DIGEST"
