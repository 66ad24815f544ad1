# Lints and renders a chart, and checks what it renders against the schemas of Kubernetes.
#   CHART, VALUES (one `path=JSON` a line, may be empty), EMPTY_DIGESTS (`rejected` or `accepted`), DIGEST_PATHS (one a line, may be empty)
#   LOCKED_DEPENDENCIES, RUNNER_TEMP
set_values "$VALUES"
digests=()
while IFS= read -r path; do [[ -z $path ]] || digests+=(--set-literal "$path=sha256:$(printf '%064d' 0)"); done <<< "$DIGEST_PATHS"
[[ $LOCKED_DEPENDENCIES != true ]] || fetch_dependencies "$CHART"
helm lint --strict "$CHART" "${values[@]}" "${digests[@]}" || fail "$CHART does not pass helm lint"
helm template release "$CHART" --include-crds "${values[@]}" "${digests[@]}" > "$RUNNER_TEMP/rendered.yaml" || fail "$CHART does not render"
if [[ $EMPTY_DIGESTS == rejected ]]; then
  while IFS= read -r path; do
    [[ -n $path ]] || continue
    if helm template release "$CHART" "${values[@]}" "${digests[@]}" --set-literal "$path=" > /dev/null 2>&1; then
      fail "$CHART renders although $path is empty"
    fi
  done <<< "$DIGEST_PATHS"
fi
kubeconform -strict -ignore-missing-schemas -summary "$RUNNER_TEMP/rendered.yaml" || fail "what $CHART renders is not what Kubernetes takes"
