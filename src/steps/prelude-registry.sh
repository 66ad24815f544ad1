ISSUER=https://token.actions.githubusercontent.com
SIGNATURE=https://sigstore.dev/cosign/sign/v1

# tag_digest REPOSITORY:TAG: prints the digest; prints nothing where the registry says that there is no such tag.
# "I may not see it" is not "it is not there": only for the first release ever may a package be one that does not exist yet.
tag_digest() {
  local answer
  if answer=$(crane digest "$1" 2>&1); then
    answer=${answer##*$'\n'}
    is_digest "$answer" || fail "$1: the registry named no digest: ${answer:0:200}"
    printf '%s' "$answer"
    return
  fi
  # The first line with an error is the answer that counts; the lines before tell of attempts, and those after it are what it quotes.
  answer=$(grep --max-count=1 '^Error: ' <<< "$answer") || answer=${answer##*$'\n'}
  # A token server or a proxy may answer 404 too, and any answer may quote another: what counts stands right behind the manifest's address.
  local asked='^Error: (GET|HEAD) https?://[^ ]+/manifests/[^ ]+: ' refused='^Error: (GET|HEAD) https?://[^ ]+: '
  [[ ! $answer =~ $asked(MANIFEST_UNKNOWN|NAME_UNKNOWN): && ! $answer =~ $asked'unexpected status code 404 ' ]] || return 0
  if [[ -n ${FIRST_RELEASE-} && $FIRST_RELEASE == "$TAG" ]]; then
    [[ ! $answer =~ ${refused}DENIED: && ! $answer =~ $refused'unexpected status code 403 ' ]] || return 0
  fi
  fail "$1 can't be seen: ${answer:0:500}"
}

# formats: the signature formats of this release.
need SIGNATURE_FORMAT 'bundle|legacy|both'
formats=("$SIGNATURE_FORMAT")
[[ $SIGNATURE_FORMAT != both ]] || formats=(bundle legacy)

# identity: the arguments that accept this workflow at this tag and commit, and nobody else.
identity=(
  --certificate-oidc-issuer "$ISSUER"
  --certificate-identity "https://github.com/$GITHUB_REPOSITORY/.github/workflows/$WORKFLOW_FILE@refs/tags/$TAG"
  --certificate-github-workflow-sha "$GITHUB_SHA"
)

# statements_about REFERENCE: fetches every Sigstore bundle that the registry holds about a digest, and prints the folder they are in. The run
# ends where one can't be seen. cosign itself passes over what it could not read, and then says that there is nothing.
# Nothing is printed for a release in the old format, which keeps its signatures under tags.
statements_about() {
  [[ $SIGNATURE_FORMAT != legacy ]] || return 0
  local folder repository=${1%@*} listed digest blob count=0
  folder=$(mktemp -d -p "$RUNNER_TEMP")
  oras discover --format json --depth 1 "$1" > "$folder/listed" 2> "$folder/error" ||
    fail "what is signed about $1 can't be seen: $(tail -n 1 "$folder/error")"
  listed=$(jq --raw-output '.referrers // [] | .[].digest' "$folder/listed") || fail "what is signed about $1 can't be read"
  for digest in $listed; do
    is_digest "$digest" || fail "$1: the registry names a referrer without a digest: ${digest:0:100}"
    ((++count <= 100)) || fail "more than 100 artifacts refer to $1: take away what does not belong there, and run this job again"
    if ! oras manifest fetch "$repository@$digest" > "$folder/manifest" 2> "$folder/error"; then
      # What the list still names and the registry no longer holds says nothing.
      [[ $(tail -n 1 "$folder/error") != *': not found' ]] || continue
      fail "$repository@$digest, which refers to $1, can't be seen: $(tail -n 1 "$folder/error")"
    fi
    blob=$(jq --raw-output 'first(.layers[]? | select(.mediaType | tostring | startswith("application/vnd.dev.sigstore.bundle.")) | .digest) // empty' "$folder/manifest") ||
      fail "$repository@$digest can't be read"
    [[ -n $blob ]] || continue
    oras blob fetch --no-tty --output "$folder/$count.json" "$repository@$blob" > /dev/null 2> "$folder/error" ||
      fail "$repository@$blob, a statement about $1, can't be seen: $(tail -n 1 "$folder/error")"
  done
  printf '%s' "$folder"
}

# attested FORMAT TYPE REFERENCE: what cosign finds at the registry, as everybody asks it: prints what is attested, one JSON a line.
attested() {
  if [[ $1 != legacy ]]; then
    cosign verify-attestation --type "$2" "${identity[@]}" "$3"
  elif [[ $2 == "$SIGNATURE" ]]; then
    # The old format has no types.
    cosign verify --new-bundle-format=false "${identity[@]}" "$3"
  else
    cosign verify-attestation --new-bundle-format=false --type "$2" "${identity[@]}" "$3"
  fi
}

# says PREDICATE < ATTESTED: one of them is exactly this; without one anything will do.
says() {
  if [[ -z ${1-} ]]; then
    cat > /dev/null
    return
  fi
  jq --slurp --exit-status --slurpfile wanted "$1" 'any(.[]; .payload | @base64d | fromjson | .predicate == $wanted[0])' > /dev/null
}

# ours FORMAT TYPE REFERENCE FOLDER [PREDICATE]: this workflow has stated that at this tag and commit. FOLDER is from statements_about.
ours() {
  local bundle digest=${3##*@} old kind=att
  if [[ $1 == legacy ]]; then
    [[ $2 != "$SIGNATURE" ]] || kind=sig
    old=$(tag_digest "${3%@*}:${digest/:/-}.$kind") || exit 1
    [[ -n $old ]] || return 1
    retry attested "$1" "$2" "$3" 2> /dev/null | says "${5-}"
    return
  fi
  for bundle in "$4"/*.json; do
    [[ -f $bundle ]] || continue
    jq --exit-status --arg type "$2" '.dsseEnvelope.payload | @base64d | fromjson | .predicateType == $type' "$bundle" > /dev/null 2>&1 || continue
    jq .dsseEnvelope "$bundle" | says "${5-}" || continue
    # From the file alone: only Sigstore's own roots could still be out of reach.
    if cosign verify-blob-attestation --bundle "$bundle" --digest "${digest#sha256:}" --digestAlg sha256 --type "$2" "${identity[@]}" > /dev/null 2> "$bundle.error"; then
      return 0
    fi
    ! grep --quiet 'setting trusted material' "$bundle.error" || fail "Sigstore's roots can't be fetched: $(tail -n 1 "$bundle.error")"
  done
  return 1
}

# all_ours TYPE REFERENCE FOLDER: in every format of this release.
all_ours() {
  local format
  for format in "${formats[@]}"; do
    ours "$format" "$1" "$2" "$3" || return 1
  done
}
