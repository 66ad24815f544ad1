# What a failure means, from the words of the tool that failed.

# wrong_signer IDENTITY: in what an identity differs from this release's.
wrong_signer() {
  rest=${1#https://github.com/}
  slug=${rest%%/.github/workflows/*}
  file=${rest#"$slug"/.github/workflows/}
  ref=${file#*@}
  file=${file%%@*}
  if [ "$slug" != "$REPOSITORY" ] && [ "${slug#*/}" = "${REPOSITORY#*/}" ]; then
    printf 'by a fork, %s, not %s' "$slug" "$REPOSITORY"
  elif [ "$slug" != "$REPOSITORY" ]; then
    printf 'by another repository, %s, not %s' "$slug" "$REPOSITORY"
  elif [ "$file" != "$WORKFLOW_FILE" ]; then
    printf 'by another workflow, %s, not %s' "$file" "$WORKFLOW_FILE"
  else
    case $ref in
      refs/heads/*) printf 'by a branch, %s, not by the tag %s' "${ref#refs/heads/}" "$TAG" ;;
      refs/tags/*) printf 'for another tag, %s, not %s' "${ref#refs/tags/}" "$TAG" ;;
      *) printf 'by another ref, %s, not by the tag %s' "$ref" "$TAG" ;;
    esac
  fi
  printf ' (%s)' "$1"
}

# in_certificate FILE KIND EXPECTED: what cosign found in a certificate instead of the SAN value or the issuer value that it expected.
in_certificate() {
  if [ "$2" = SAN ]; then older='s/.*got subjects \[\([^],]*\)[],].*/\1/p'; else older='s/.*got subjects \[.*\] with issuer \(.*\)/\1/p'; fi
  sed -n -e "s/.*expected $2 value \"[^\"]*\", got \"\([^\"]*\)\".*/\1/p" -e "$older" "$1" | grep -Fvx "$3" | sed -n 1p | clean
}

# reason_of FILE THING: FAILED or UNKNOWN, a tab, and why. Ends the job without a result where the disk is full.
reason_of() {
  has_room "$1.space" || exit 2
  rm -f "$1.space"
  # cosign repeats its answer; crane tells of its attempts first.
  said=$(grep -Ev '^(error during command execution|Flag |WARNING|[0-9/]+ [0-9:]+ |$)' "$1" | sed 's/^Error: //' | awk '!seen[$0]++' | clean)
  signer=$(in_certificate "$1" SAN "$IDENTITY") || :
  issuer=$(in_certificate "$1" issuer "$ISSUER") || :
  if [ -n "$signer" ]; then
    printf 'FAILED\tsigned %s' "$(wrong_signer "$signer")"
    return
  elif [ -n "$issuer" ]; then
    printf 'FAILED\tits certificate comes from another issuer, %s, not %s' "$issuer" "$ISSUER"
    return
  fi
  case $said in
    *'expected GithubWorkflowSHA'* | *'expected GitHub Workflow SHA'*)
      commit=$(printf '%s' "$said" | sed -n 's/.*expected GithubWorkflowSHA to be "[0-9a-f]*", got "\([0-9a-f]*\)".*/ \1/p')
      printf 'FAILED\tsigned at another commit%s, not %s' "$commit" "$COMMIT"
      ;;
    *'does not match requested digest'*) printf 'FAILED\tthe registry answers with another manifest than the one that was asked for: %s' "$said" ;;
    *'error verifying sha256 checksum'* | *'error verifying size'* | *'unexpected EOF'*)
      printf 'FAILED\tthe registry sends a truncated blob, or other bytes: %s' "$said"
      ;;
    *MANIFEST_UNKNOWN* | *NAME_UNKNOWN* | *BLOB_UNKNOWN* | *'status code 404'*) printf 'FAILED\tis not in the registry' ;;
    *UNAUTHORIZED* | *'status code 401'* | *'401 Unauthorized'*)
      printf 'UNKNOWN\tthe registry wants a login (401): the package is private, or the login is no longer valid. Log in with docker login'
      ;;
    *DENIED* | *'status code 403'* | *'403 Forbidden'*)
      printf 'UNKNOWN\tthe registry does not let this login see it (403): the package is private, or does not exist'
      ;;
    *'certificate has expired or is not yet valid'* | *'is expired'*)
      printf 'UNKNOWN\ta certificate or signed metadata is not valid now; the clock of this machine says %s: is it right? %s' "$(date)" "$said"
      ;;
    *'dial tcp'* | *'no such host'* | *'i/o timeout'* | *'connection re'* | *'TLS handshake'* | *'network is unreachable'* | *'deadline exceeded'* | *'Client.Timeout'* | *': EOF'* | *'tls: '* | *TOOMANYREQUESTS* | *': UNKNOWN: '* | *'status code 429'* | *'status code 5'*)
      printf 'UNKNOWN\tcould not be asked: %s' "$said"
      ;;
    *'leaf certificate'* | *'unknown authority'*) printf 'FAILED\tits certificate is from another CA than the trusted one: %s' "$said" ;;
    *'no signatures found'* | *'no matching attestations: ' | *'no matching attestations:') printf 'FAILED\tthere is no %s' "$2" ;;
    *'matched the predicate type'*)
      printf 'FAILED\tthere is no %s that the trusted CA vouches for, only something of another type: %s' "$2" "$(printf '%s' "$said" | sed 's/.*found: //')"
      ;;
    *) printf 'FAILED\t%s' "${said:-the tool failed and said nothing}" ;;
  esac
}
