# Packages a chart so that the same commit gives the same bytes, and keeps it as the OCI artifact that Helm itself would push.
#   CHART, NAME, REPOSITORIES (blanks between them), VERSION_FROM (`tag` or `chart-yaml`), LOCKED_DEPENDENCIES, STAMP_DIGESTS, EMPTY_DIGESTS
#   DIGEST_VALUES   one line per image: path in values.yaml, image's key, image's repository, its digest; may be empty
#   VALUES          one `path=JSON` a line for linting and rendering; may be empty
#   RENDERED        the files to render from the package: a line `file NAME` with {tag} and {version}, then `value PATH=JSON` for each value of its own; may be empty
#   ANNOTATE        `true`: the artifacthub.io annotations for the prerelease and the images are filled in
#   PRERELEASE      `true`, `false`, or `chart-yaml`: the committed annotation stays
#   ARTIFACTHUB     path of the artifacthub-repo.yml to keep beside it; may be empty
#   TAG, VERSION, EPOCH, RUNNER_TEMP, GITHUB_OUTPUT
# Outputs: digest, artifacthub-digest, facts; $RUNNER_TEMP/out holds chart.tar, artifacthub.tar, rendered/ with the rendered files, and
# dependencies.txt with the digest of every archive that was fetched.
need EPOCH '[0-9]+'
need NAME '[a-z0-9]([a-z0-9.-]*[a-z0-9])?'
out=$RUNNER_TEMP/out work=$RUNNER_TEMP/chart
mkdir -p "$out" "$work/source" "$work/packed" "$work/unpacked"
chart=$work/source/$NAME
[[ -z $(find "$CHART" -type l -print -quit) ]] || fail "$CHART holds a symbolic link"
# In its own place: a `file://` dependency is named from there.
[[ $LOCKED_DEPENDENCIES != true ]] || fetch_dependencies "$CHART" | tee "$out/dependencies.txt"
cp --recursive -- "$CHART" "$chart"
created=$(date --utc --date="@$EPOCH" +%Y-%m-%dT%H:%M:%SZ)

# replace_line PREFIX FILE: the one line of Chart.yaml that begins with PREFIX becomes the lines of FILE, indented as it was.
replace_line() {
  awk -v prefix="$1" -v replacement="$2" '
    { text = $0; sub(/^ +/, "", text) }
    index(text, prefix) == 1 {
      found++
      indent = substr($0, 1, length($0) - length(text))
      while ((getline line < replacement) > 0) print indent line
      close(replacement)
      next
    }
    { print }
    END { exit found == 1 ? 0 : 1 }' "$chart/Chart.yaml" > "$work/Chart.yaml" ||
    fail "$CHART/Chart.yaml does not hold the line \`$1\` once; run \`npx projen\`"
  cp "$work/Chart.yaml" "$chart/Chart.yaml"
}

[[ $(chart_field "$chart" name) == "$NAME" ]] || fail "$CHART is not the chart $NAME"
package=(--version "$VERSION" --app-version "$VERSION")
if [[ $VERSION_FROM == chart-yaml ]]; then
  [[ $(chart_field "$chart" version) == "$VERSION" ]] || fail "$CHART/Chart.yaml says $(chart_field "$chart" version), and the tag says $VERSION"
  package=()
fi

set_values "$VALUES"
digests=()
while read -r path key repository digest; do
  [[ -n $path ]] || continue
  is_digest "$digest" || fail "the image $key has no digest"
  digests+=(--set-literal "$path=$digest")
  printf -- '- name: %s\n  image: %s@%s\n' "$key" "$repository" "$digest" >> "$work/images"
done <<< "$DIGEST_VALUES"

if [[ $ANNOTATE == true ]]; then
  if [[ $PRERELEASE != chart-yaml ]]; then
    printf 'artifacthub.io/prerelease: "%s"\n' "$PRERELEASE" > "$work/line"
    replace_line 'artifacthub.io/prerelease:' "$work/line"
  fi
  if [[ -s $work/images ]]; then
    { printf 'artifacthub.io/images: |\n' && sed 's/^/  /' "$work/images"; } > "$work/line"
    replace_line 'artifacthub.io/images:' "$work/line"
  fi
fi

if [[ $STAMP_DIGESTS == true ]]; then
  before=$(as_json "$chart/values.yaml")
  wanted=$before
  while read -r path key _ digest; do
    [[ -n $path ]] || continue
    awk -v path="$path" -v digest="$digest" '
      function reset(depth,   i) { for (i = depth; i < 50; i++) delete names[i] }
      /^ *[A-Za-z_][A-Za-z0-9_-]*:/ {
        text = $0; sub(/^ +/, "", text); indent = length($0) - length(text)
        while (levels > 0 && indents[levels] >= indent) levels--
        levels++; indents[levels] = indent; names[levels] = text; sub(/:.*/, "", names[levels])
        here = names[1]; for (i = 2; i <= levels; i++) here = here "." names[i]
        rest = text; sub(/^[^:]*: */, "", rest); comment = ""
        if (match(rest, / +#.*$/)) { comment = substr(rest, RSTART); rest = substr(rest, 1, RSTART - 1) }
        sub(/ +$/, "", rest)
        if (here == path && (rest == "\"\"" || rest == "'"''"'" || rest == "")) {
          found++
          printf "%*s%s: \"%s\"%s\n", indent, "", names[levels], digest, comment
          next
        }
      }
      { print }
      END { exit found == 1 ? 0 : 1 }' "$chart/values.yaml" > "$work/values.yaml" ||
      fail "$CHART/values.yaml does not hold an empty $path once"
    cp "$work/values.yaml" "$chart/values.yaml"
    wanted=$(jq --compact-output --arg path "$path" --arg digest "$digest" 'setpath($path | split("."); $digest)' <<< "$wanted")
  done <<< "$DIGEST_VALUES"
  [[ $(as_json "$chart/values.yaml" | jq --sort-keys .) == "$(jq --sort-keys . <<< "$wanted")" ]] ||
    fail "stamping the digests changed something else in $CHART/values.yaml"
fi

helm lint "$chart" "${values[@]}" "${digests[@]}" || fail "$CHART does not pass helm lint"
helm template release "$chart" --include-crds "${values[@]}" "${digests[@]}" > /dev/null || fail "$CHART does not render with its digests"
if [[ $EMPTY_DIGESTS == rejected ]]; then
  while read -r path _; do
    [[ -n $path ]] || continue
    if helm template release "$chart" "${values[@]}" "${digests[@]}" --set-literal "$path=" > /dev/null 2>&1; then
      fail "$CHART renders although $path is empty: an install that nobody pinned would start"
    fi
  done <<< "$DIGEST_VALUES"
fi

SOURCE_DATE_EPOCH=$EPOCH helm package "$chart" "${package[@]}" --destination "$work/packed" > /dev/null
packed=$work/packed/$NAME-$VERSION.tgz
[[ -f $packed ]] || fail "helm made no $NAME-$VERSION.tgz"
# Not every Helm honours SOURCE_DATE_EPOCH: the order, owners, modes and times are set here.
tar --extract --gzip --file="$packed" --directory="$work/unpacked"
tar --create --sort=name --mtime="@$EPOCH" --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' --format=ustar \
  --directory="$work/unpacked" --file=- -- "$NAME" | gzip --no-name --best > "$packed"
touch --date="@$EPOCH" "$packed"

facts=()
# render NAME ARGUMENT…: one file, from the package itself. The digests come last, so that no value replaces one.
render() {
  local name=${1//'{tag}'/"$TAG"}
  name=${name//'{version}'/"$VERSION"}
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || fail "not a file's name: $name"
  [[ ! -e $out/rendered/$name ]] || fail "two files are named $name"
  mkdir -p "$out/rendered"
  helm template release "$packed" --include-crds "${values[@]}" "${@:2}" "${digests[@]}" > "$out/rendered/$name" || fail "$CHART does not render to $name"
  facts+=("file $name - $(sha256_of "$out/rendered/$name")")
}
file='' own=()
while IFS= read -r line; do
  case $line in
    'file '*)
      [[ -z $file ]] || render "$file" "${own[@]}"
      file=${line#file } own=()
      ;;
    'value '*) own+=(--set-json "${line#value }") ;;
  esac
done <<< "$RENDERED"
[[ -z $file ]] || render "$file" "${own[@]}"

# The log is there before anybody looks into it.
: > "$work/registry.log"
crane registry serve --address 127.0.0.1:0 >> "$work/registry.log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || true' EXIT
port=
for _ in {1..100}; do
  port=$(sed -n 's/.*serving on port \([0-9][0-9]*\).*/\1/p' "$work/registry.log")
  [[ -z $port ]] || break
  sleep 0.1
done
[[ -n $port ]] || fail 'the loopback registry did not start'
pushed=$(helm push "$packed" "oci://127.0.0.1:$port/charts" --plain-http 2>&1) || fail "helm push: $pushed"
digest=$(sed -n 's/^Digest: *//p' <<< "$pushed" | tail -n 1)
is_digest "$digest" || fail "helm named no digest: $pushed"
pack() { # LAYOUT FILE
  tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=ustar --file="$2" --directory="$1" oci-layout index.json blobs
}
oras cp --no-tty --from-plain-http "127.0.0.1:$port/charts/$NAME@$digest" --to-oci-layout "$work/layout" > /dev/null
pack "$work/layout" "$out/chart.tar"
for repository in $REPOSITORIES; do facts+=("chart $NAME $repository $digest"); done

if [[ -n $ARTIFACTHUB ]]; then
  [[ -f $ARTIFACTHUB && ! -L $ARTIFACTHUB ]] || fail "there is no $ARTIFACTHUB"
  mkdir -p "$work/artifacthub"
  cp -- "$ARTIFACTHUB" "$work/artifacthub/artifacthub-repo.yml"
  metadata=$(cd "$work/artifacthub" && oras push --no-tty --oci-layout "$work/artifacthub-layout" \
    --config /dev/null:application/vnd.cncf.artifacthub.config.v1+yaml \
    --annotation "org.opencontainers.image.created=$created" \
    artifacthub-repo.yml:application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml | sed -n 's/^Digest: //p')
  is_digest "$metadata" || fail "the Artifact Hub metadata has no digest: $metadata"
  pack "$work/artifacthub-layout" "$out/artifacthub.tar"
  for repository in $REPOSITORIES; do facts+=("artifacthub $NAME $repository $metadata"); done
  printf 'artifacthub-digest=%s\n' "$metadata" >> "$GITHUB_OUTPUT"
fi
{
  printf 'digest=%s\nfacts<<END-OF-FACTS\n' "$digest"
  printf '%s\n' "${facts[@]}"
  printf 'END-OF-FACTS\n'
} >> "$GITHUB_OUTPUT"
