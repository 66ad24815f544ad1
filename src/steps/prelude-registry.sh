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
  # The last line is the answer to the last request; the lines before tell of attempts.
  answer=${answer##*$'\n'}
  case $answer in
    # A token server or a proxy may answer 404 too: only the registry's own answer for a manifest counts.
    *'/manifests/'*': MANIFEST_UNKNOWN: '* | *'/manifests/'*': NAME_UNKNOWN: '* | *'/manifests/'*': unexpected status code 404 '*) return 0 ;;
    *': DENIED: '* | *': unexpected status code 403 '*) [[ -z ${FIRST_RELEASE-} || $FIRST_RELEASE != "$TAG" ]] || return 0 ;;
  esac
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

# attested FORMAT TYPE REFERENCE: prints what is attested, one JSON a line; fails where nothing valid is.
attested() {
  if [[ $1 == legacy ]]; then
    cosign verify-attestation --new-bundle-format=false --type "$2" "${identity[@]}" "$3" 2>/dev/null
  else
    cosign verify-attestation --type "$2" "${identity[@]}" "$3" 2>/dev/null
  fi
}

# signed FORMAT REFERENCE: a signature by this identity is there. By predicate type: `cosign verify` takes any bundle for one.
signed() {
  if [[ $1 == legacy ]]; then
    cosign verify --new-bundle-format=false "${identity[@]}" "$2" > /dev/null 2>&1
  else
    attested bundle "$SIGNATURE" "$2" > /dev/null
  fi
}

# all_signed REFERENCE: in every format of this release.
all_signed() {
  local format
  for format in "${formats[@]}"; do signed "$format" "$1" || return 1; done
}
