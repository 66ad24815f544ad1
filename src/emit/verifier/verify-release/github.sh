# The checks of the GitHub Release: its files and its text.

# ask_github OUT URL ACCEPT: prints the status code.
ask_github() {
  curl --silent --show-error --location --proto '=https' --max-time 300 --retry 2 --config "$work/curl" --header "Accept: $3" \
    --output "$1" --write-out '%{http_code}' -- "$2" 2> "$scratch.err"
}
# no_answer CHECK SUBJECT CODE: what curl's exit code or GitHub's status means.
no_answer() {
  has_room "$scratch.space" || exit 2
  case $3 in
    401) result UNKNOWN "$1" "$2" 'GitHub does not accept the token (401): is GH_TOKEN still valid?' ;;
    403 | 429) result UNKNOWN "$1" "$2" "GitHub refuses ($3): set GH_TOKEN to one that may read this repository; without one there are few requests an hour" ;;
    404)
      if [ "$VISIBILITY" = private ] && [ -z "${GH_TOKEN-}" ]; then
        result UNKNOWN "$1" "$2" 'GitHub shows nothing (404): the repository is private, so set GH_TOKEN'
      else
        result FAILED "$1" "$2" 'is not on GitHub (404)'
      fi
      ;;
    curl-18) result FAILED "$1" "$2" 'is truncated: the download ended early' ;;
    curl-60) result UNKNOWN "$1" "$2" "the certificate of GitHub is not trusted; the clock of this machine says $(date): is it right?" ;;
    *) result UNKNOWN "$1" "$2" "GitHub could not be asked ($3): $(awk '!seen[$0]++' "$scratch.err" | clean)" ;;
  esac
}

# expected_assets: name and digest of every file that the release manifest puts into the GitHub Release; - where a signature decides.
expected_assets() {
  printf 'release.txt %s\n' "$(sha256_of "$work/release.txt")"
  awk '$1 == "file" { print $2, $4 }' "$work/release.txt"
  if grep -q '^file ' "$work/release.txt"; then
    awk '$1 == "file" { print substr($4, 8) "  " $2 }' "$work/release.txt" | sort -k 2 > "$work/SHA256SUMS"
    printf 'SHA256SUMS %s\nSHA256SUMS.sigstore.json -\n' "$(sha256_of "$work/SHA256SUMS")"
  fi
  printf '%s' "$SBOM_FILES" | while read -r kind key platform _; do
    suffix=spdx.json
    [ "$kind" = sbom ] || suffix=cdx.json
    awk -v kind="$kind" -v key="$key" -v platform="$platform" -v name="$(printf '%s-%s' "$key" "$platform" | tr / -).$suffix" \
      '$1 == kind && $2 == key && $3 == platform { print name, $4 }' "$work/release.txt"
  done
}

# The names of the files here, what is in them in check_asset.
check_assets() {
  subject="the GitHub Release $TAG"
  url=https://api.github.com/repos/$REPOSITORY/releases/tags/$TAG
  if code=$(ask_github "$scratch.out" "$url" application/vnd.github+json); then :; else code=curl-$?; fi
  if [ "$code" != 200 ]; then
    no_answer assets "$subject" "$code"
    return
  fi
  if ! flatten < "$scratch.out" > "$scratch.flat" || [ "$(field '"tag_name"' < "$scratch.flat")" != "$TAG" ]; then
    result FAILED assets "$subject" 'GitHub answered with something that is not this release'
    return
  fi
  expected_assets > "$scratch.want"
  awk -F '\t' '
    match($1, /^"assets"\/[0-9]+\//) {
      n = substr($1, 10, RLENGTH - 10)
      key = substr($1, RLENGTH + 1)
      if (key == "\"name\"") name[n] = $2
      if (key == "\"id\"") id[n] = $2
    }
    END { for (n in name) print name[n] "\t" id[n] }' "$scratch.flat" | sort > "$scratch.have"
  awk -F '\t' '
    NR == FNR { split($0, word, " "); want[word[1]] = word[2]; next }
    !($1 in want) { print "extra\t" $1; next }
    $2 ~ /^[0-9]+$/ && !($1 in seen) { seen[$1] = 1; print "there\t" $1 "\t" want[$1] "\t" $2 }
    END { for (name in want) if (!(name in seen)) print "missing\t" name }' "$scratch.want" "$scratch.have" | sort > "$scratch.compared"
  result ok assets "$subject"
  while IFS=$TAB read -r state name digest id; do
    case $state in
      extra) result FAILED assets "$(printf '%s' "$name" | clean)" 'is an extra file: the release manifest does not name it' ;;
      missing) result FAILED assets "$name" 'is missing from the GitHub Release' ;;
      there) printf 'asset %s %s %s\n' "$name" "$digest" "$id" >> "$work/jobs" ;;
    esac
  done < "$scratch.compared"
  check_notes "$subject"
}

# People copy digests and commands from the text of the GitHub Release. What stands between our markers must be the signed notes.
check_notes() { # SUBJECT
  { field '"body"' < "$scratch.flat" || :; } | unescaped > "$scratch.body"
  named=$(sed -n 's/^<!-- sealwright \(sha256:[0-9a-f]*\) -->$/\1/p' "$scratch.body")
  if [ -z "$named" ]; then
    result FAILED notes "$1" 'the text lacks the part that names the release manifest, its digests and how to verify them'
    return
  elif [ "$named" != "$manifest" ]; then
    result FAILED notes "$1" "the text is of another release manifest: it names $(printf '%s' "$named" | clean), not $manifest"
    return
  fi
  sed -n "/^<!-- sealwright $manifest -->\$/,/^<!-- \\/sealwright -->\$/p" "$scratch.body" > "$scratch.part"
  if [ "$(sed -n '$p' "$scratch.part")" != '<!-- /sealwright -->' ]; then
    result FAILED notes "$1" 'the text lacks the marker that ends our part, <!-- /sealwright -->'
    return
  fi
  sed '1d;$d' "$scratch.part" > "$scratch.notes"
  foreign=$(awk '
    NR == FNR { if (FNR > 4) listed[$4] = 1; next }
    { while (match($0, /sha256:[0-9A-Fa-f]+/)) { digest = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH); if (!(digest in listed)) print digest } }' \
    "$work/release.txt" "$scratch.notes" | clean)
  if [ -n "$foreign" ]; then
    result FAILED notes "$1" "the text names digests that are not in the release manifest: $foreign"
  elif [ "$(sha256_of "$scratch.notes")" != "$signed_notes" ]; then
    result FAILED notes "$1" 'the text between our markers was changed: it is not notes.md of the release manifest'
  else
    result ok notes "$1"
  fi
}

check_asset() { # NAME DIGEST ID
  url=https://github.com/$REPOSITORY/releases/download/$TAG/$1
  # A private file has no other address.
  [ -z "${GH_TOKEN-}" ] || url=https://api.github.com/repos/$REPOSITORY/releases/assets/$3
  file=$work/files/$1
  if code=$(ask_github "$file" "$url" application/octet-stream); then :; else code=curl-$?; fi
  if [ "$code" != 200 ]; then
    no_answer asset "$1" "$code"
  elif [ "$1" = SHA256SUMS.sigstore.json ]; then
    if "$COSIGN" verify-blob --bundle "$file" --certificate-oidc-issuer "$ISSUER" --certificate-identity "$IDENTITY" \
      --certificate-github-workflow-sha "$COMMIT" "$work/SHA256SUMS" > /dev/null 2> "$scratch.err"; then
      result ok asset "$1"
    else
      result_from asset "$1" "$scratch.err"
    fi
  else
    got=$(sha256_of "$file")
    if [ "$got" = "$2" ]; then result ok asset "$1"; else result FAILED asset "$1" "was changed: it is $got, and the release manifest says $2"; fi
  fi
  rm -f "$file"
}
