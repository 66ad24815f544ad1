# state FORMAT TYPE REFERENCE PREDICATE COMMAND…: once per identity, commit, format and content; then cosign itself must find it.
# An attempt that failed may have written all the same: what is there is looked at before each. PREDICATE is empty for a signature.
state() {
  local attempt there log options=()
  log=$(mktemp -p "$RUNNER_TEMP")
  [[ $1 != legacy ]] || options=(--new-bundle-format=false --use-signing-config=false)
  for attempt in 1 2 3 4 5; do
    there=$(statements_about "$3") || exit 1
    if ours "$1" "$2" "$3" "$there" "$4"; then return; fi
    if "${@:5}" --yes "${options[@]}" "$3" > /dev/null 2> "$log"; then
      retry found "$1" "$2" "$3" "$4" 2> "$log" || fail "what was just stated about $3 ($2, $1) does not verify: $(tail -n 3 "$log")"
      return
    fi
    ((attempt == 5)) || sleep "$((attempt * ${RETRY_SECONDS:-5}))"
  done
  fail "${*:5:2} $3: $(tail -n 3 "$log")"
}
found() { attested "$1" "$2" "$3" | says "$4"; }

# sign REFERENCE: in every format of this release.
sign() {
  local format
  for format in "${formats[@]}"; do state "$format" "$SIGNATURE" "$1" '' cosign sign; done
}

# attest NAME TYPE PREDICATE REFERENCE: NAME is what cosign calls the type.
attest() {
  local format
  for format in "${formats[@]}"; do state "$format" "$2" "$4" "$3" cosign attest --type "$1" --predicate "$3"; done
}
