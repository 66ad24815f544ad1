# What the steps share that render a chart.
# Helm keeps what it fetches in the runner's folder, and takes no repository and no plugin of the machine's.
export HELM_CACHE_HOME=$RUNNER_TEMP/helm/cache HELM_CONFIG_HOME=$RUNNER_TEMP/helm/config HELM_DATA_HOME=$RUNNER_TEMP/helm/data

# chart_field CHART NAME: a field of its Chart.yaml, as Helm reads it; CHART is a folder or an archive.
chart_field() { helm show chart "$1" | sed -n "s/^$2: *//p" | tr -d "\"'" | head -n 1; }

# as_json FILE: a YAML file that holds a mapping as JSON, as Helm reads it.
as_json() {
  local probe=$RUNNER_TEMP/helm/probe
  mkdir -p "$probe/templates"
  printf 'apiVersion: v2\nname: probe\nversion: 0.0.0\n' > "$probe/Chart.yaml"
  printf '{{ .Values | toJson }}\n' > "$probe/templates/values.yaml"
  cp -- "$1" "$probe/values.yaml"
  helm template probe "$probe" | grep '^{'
}

# set_values VALUES: fills the array `values` with the arguments for `path=JSON` lines. A comma or a brace in a text is no more than that.
set_values() {
  local line
  values=()
  while IFS= read -r line; do [[ -z $line ]] || values+=(--set-json "$line"); done <<< "$1"
}

# fetch_dependencies CHART: fills charts/ with what Chart.lock names, and prints each: name, version, repository, digest of the archive.
fetch_dependencies() {
  local chart=$1 locked name version repository archive
  local -A fetched=() known=()
  [[ -f $chart/Chart.lock ]] || fail "there is no $chart/Chart.lock: run \`helm dependency update $chart\` and commit it"
  locked=$(as_json "$chart/Chart.lock" | jq --exit-status --raw-output '.dependencies[] | [.name, .version, (.repository // "" | select(. != "") // "-")] | join(" ")') ||
    fail "$chart/Chart.lock names no dependency: run \`helm dependency update $chart\` and commit it"
  while read -r name version repository; do
    [[ "$name $version" =~ ^[A-Za-z0-9._-]+\ [A-Za-z0-9._+-]+$ ]] || fail "$chart/Chart.lock names no chart: $name $version"
    case $repository in
      # `helm dependency build` takes an index only from the list of `helm repo add`.
      https://*)
        [[ -z ${known[$repository]-} ]] || continue
        known[$repository]=1
        helm repo add -- "index-${#known[@]}" "$repository" >&2 || fail "the index of $repository, which $chart/Chart.lock names, can't be read"
        ;;
      oci://* | file://* | -) ;;
      http://*) fail "$chart/Chart.lock names $repository, and without TLS anybody on the way can answer: give its https address in Chart.yaml, run \`helm dependency update $chart\` and commit Chart.lock" ;;
      *) fail "$chart/Chart.lock names the repository $repository, and an alias is nothing outside of one machine: give its address in Chart.yaml, run \`helm dependency update $chart\` and commit Chart.lock" ;;
    esac
  done <<< "$locked"
  helm dependency build "$chart" >&2 || fail "$chart/Chart.lock does not match Chart.yaml, or a dependency can't be fetched"
  for archive in "$chart"/charts/*.tgz; do
    [[ ! -f $archive || -L $archive ]] || fetched["$(chart_field "$archive" name) $(chart_field "$archive" version)"]=$(sha256_of "$archive")
  done
  while read -r name version repository; do
    # Without a repository it is a folder of charts/, in the commit itself.
    [[ $repository != - ]] || continue
    [[ -n ${fetched["$name $version"]-} ]] || fail "$repository gave no $name $version, which $chart/Chart.lock names"
    printf 'dependency %s %s %s %s\n' "$name" "$version" "$repository" "${fetched["$name $version"]}"
  done <<< "$locked"
}
