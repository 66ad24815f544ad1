# What cosign is asked. Only one identity counts: this workflow, at this tag and this commit.
formats() {
  case $SIGNATURE_FORMAT in
    both) printf 'bundle\nlegacy\n' ;;
    *) printf '%s\n' "$SIGNATURE_FORMAT" ;;
  esac
}
# attested FORMAT TYPE REFERENCE: prints what this identity attests, one JSON a line.
attested() {
  format_option=
  [ "$1" != legacy ] || format_option=--new-bundle-format=false
  "$COSIGN" verify-attestation ${format_option:+"$format_option"} --type "$2" --certificate-oidc-issuer "$ISSUER" \
    --certificate-identity "$IDENTITY" --certificate-github-workflow-sha "$COMMIT" "$3"
}
# signed FORMAT REFERENCE: by predicate type, because `cosign verify` takes any bundle for a signature. The old format has no types.
signed() {
  if [ "$1" = legacy ]; then
    "$COSIGN" verify --new-bundle-format=false --certificate-oidc-issuer "$ISSUER" --certificate-identity "$IDENTITY" \
      --certificate-github-workflow-sha "$COMMIT" "$2"
  else
    attested bundle "$SIGNATURE" "$2"
  fi
}

# add_other_signers TYPE REFERENCE FILE: where other attestations are ours, cosign names only their types. Adds to FILE whose the rest
# are, or that it is the commit.
add_other_signers() {
  grep -q 'matched the predicate type' "$3" || return 0
  "$COSIGN" verify-attestation --type "$1" --certificate-oidc-issuer "$ISSUER" --certificate-identity nobody "$2" > /dev/null 2> "$3.others" || :
  sed -n 's/.*expected SAN value "[^"]*", got "\([^"]*\)".*/\1/p' "$3.others" | grep -Fvx "$IDENTITY" | sed 's/.*/expected SAN value "", got "&"/' >> "$3" || :
  grep 'leaf certificate' "$3.others" >> "$3" || :
  "$COSIGN" verify-attestation --type "$1" --certificate-oidc-issuer nobody --certificate-identity "$IDENTITY" "$2" > /dev/null 2> "$3.others" || :
  sed -n 's/.*expected issuer value "[^"]*", got "\([^"]*\)".*/\1/p' "$3.others" | grep -Fvx "$ISSUER" | sed 's/.*/expected issuer value "", got "&"/' >> "$3" || :
  if "$COSIGN" verify-attestation --type "$1" --certificate-oidc-issuer "$ISSUER" --certificate-identity "$IDENTITY" "$2" > /dev/null 2>&1; then
    printf 'expected GithubWorkflowSHA\n' >> "$3"
  fi
}

# statements: what cosign printed into $scratch.out, an envelope a line, as $scratch.statement-1, -2 and so on. Sets $statements to their
# number, and fails on anything else.
statements() {
  statements=0
  lines=$(grep -c '' "$scratch.out") || return 1
  while [ "$statements" -lt "$lines" ]; do
    statements=$((statements + 1))
    sed -n "${statements}p" "$scratch.out" | flatten > "$scratch.envelope" || return 1
    field '"payload"' < "$scratch.envelope" > "$scratch.payload" || return 1
    base64 -d < "$scratch.payload" > "$scratch.statement-$statements" 2> /dev/null ||
      base64 -D < "$scratch.payload" > "$scratch.statement-$statements" 2> /dev/null || return 1
  done
}
