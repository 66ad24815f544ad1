# state FORMAT TYPE REFERENCE FOLDER PREDICATE COMMAND…: once per identity, commit, format and content; then cosign itself must find it.
# FOLDER is what the registry held before. An attempt that failed may have written all the same: then it is looked at again.
# PREDICATE is empty for a signature.
state() {
  local attempt there=$4 log options=()
  log=$(mktemp -p "$RUNNER_TEMP")
  [[ $1 != legacy ]] || options=(--new-bundle-format=false --use-signing-config=false)
  for attempt in 1 2 3 4 5; do
    if ours "$1" "$2" "$3" "$there" "$5"; then return; fi
    if "${@:6}" --yes "${options[@]}" "$3" > /dev/null 2> "$log"; then
      retry found "$1" "$2" "$3" "$5" 2> "$log" || fail "what was just stated about $3 ($2, $1) does not verify: $(tail -n 3 "$log")"
      return
    fi
    ((attempt == 5)) || sleep "$((attempt * ${RETRY_SECONDS:-5}))"
    there=$(statements_about "$3") || exit 1
  done
  fail "${*:6:2} $3: $(tail -n 3 "$log")"
}

found() { attested "$1" "$2" "$3" | says "$4"; }

# sign REFERENCE FOLDER: in every format of this release.
sign() {
  local format
  for format in "${formats[@]}"; do state "$format" "$SIGNATURE" "$1" "$2" '' cosign sign; done
}

# attest NAME TYPE PREDICATE REFERENCE FOLDER: NAME is what cosign calls the type.
attest() {
  local format
  for format in "${formats[@]}"; do state "$format" "$2" "$4" "$5" "$3" cosign attest --type "$1" --predicate "$3"; done
}
