# Verifies a release: what is published is what this repository's release workflow signed for the tag and the commit, nothing less
# and nothing more. Needs no jq. Nothing that comes from the network is run, and none of it is printed raw.
# Usage: verify-release.sh VERSION [--json] [--commit SHA]
#   VERSION       the git tag
#   --commit SHA  the commit that the release must come from (default: what the signed release manifest says)
#   --json        one JSON document instead of the table
#   GH_TOKEN      asks GitHub for the files of a private repository, and beyond the limit of requests without one
# Exit codes: 0 clean, 1 findings, 2 this machine or this call, 3 network or credentials.
set -euf
LC_ALL=C
export LC_ALL
umask 077
ISSUER=https://token.actions.githubusercontent.com
SIGNATURE=https://sigstore.dev/cosign/sign/v1
SPDX=https://spdx.dev/Document
CYCLONEDX=https://cyclonedx.org/bom
PROVENANCE=https://slsa.dev/provenance/v1
SIDE_BY_SIDE=8
TAB=$(printf '\t')

stop() { # CODE MESSAGE
  printf 'verify-release: %s\n' "$2" >&2
  exit "$1"
}
for program in awk base64 cat cmp curl cut date dirname grep mkdir mktemp rm sed sort tr; do
  command -v "$program" > /dev/null || stop 2 "the program $program is missing on this machine"
done
command -v sha256sum > /dev/null || command -v shasum > /dev/null || stop 2 'sha256sum or shasum is missing on this machine'
here=$(cd "$(dirname "$0")" && pwd)
usage() { stop 2 "$1
usage: verify-release.sh VERSION [--json] [--commit SHA], for example: verify-release.sh ${TAG_PREFIX}1.2.3"; }

# clean: one line of printable text, not too long, from standard input.
clean() { tr '\n\t' '  ' | tr -cd '\040-\176' | cut -c 1-400 | sed 's/ *$//'; }
is_digest() { printf '%s\n' "$1" | grep -Eqx 'sha256:[0-9a-f]{64}'; }
sha256_of() {
  if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | sed 's/^/sha256:/' | cut -c 1-71
}
# filled TEXT: with the tag and the version in their places.
filled() { printf '%s' "$1" | sed -e "s|{tag}|$TAG|g" -e "s|{version}|$VERSION|g"; }

TAG='' COMMIT='' JSON=false
while [ $# -gt 0 ]; do
  case $1 in
    --json) JSON=true ;;
    --commit)
      [ $# -ge 2 ] || usage '--commit needs a commit'
      COMMIT=$2
      if [ "${#COMMIT}" -ne 40 ] || ! printf '%s\n' "$COMMIT" | grep -Eqx '[0-9a-f]{40}'; then
        usage '--commit is not 40 hexadecimal digits in lower case'
      fi
      shift
      ;;
    -*) usage "there is no option $(printf '%s' "$1" | clean)" ;;
    *)
      [ -z "$TAG" ] || usage 'give one VERSION'
      [ -n "$1" ] || usage 'VERSION is empty'
      TAG=$1
      ;;
  esac
  shift
done
[ -n "$TAG" ] || usage 'VERSION is missing'
shown=$(printf '%s' "$TAG" | clean)
case $TAG in "$TAG_PREFIX"*) ;; *) usage "$shown is not a tag of a release: it does not begin with $TAG_PREFIX" ;; esac
VERSION=${TAG#"$TAG_PREFIX"}
number='(0|[1-9][0-9]{0,8})'
part='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
if [ "$shown" != "$TAG" ] || [ "${#VERSION}" -gt 100 ] ||
  ! printf '%s\n' "$VERSION" | grep -Eqx "$number\\.$number\\.$number(-$part(\\.$part)*)?"; then
  usage "$shown is not a tag of a release: $TAG_PREFIX and a strict semantic version without build metadata"
fi
IDENTITY="https://github.com/$REPOSITORY/.github/workflows/$WORKFLOW_FILE@refs/tags/$TAG"

COSIGN=$("$here/download-cosign.sh") || stop $? 'cosign is not there, and nothing was verified'
CRANE=$("$here/download-crane.sh") || stop $? 'crane is not there, and nothing was verified'

work=$(mktemp -d "${TMPDIR:-/tmp}/verify-release.XXXXXX") || stop 2 "no temporary folder could be made in ${TMPDIR:-/tmp}"
workers=
# shellcheck disable=SC2329
ended() {
  code=$?
  trap - EXIT
  # A tool that could not write says something else, and nothing that was found can be relied on.
  if [ "$code" -ne 0 ] && ! awk 'BEGIN { for (i = 0; i < 1024; i++) printf "%64s", "" }' > "$work/space" 2> /dev/null; then
    full
    code=2
  fi
  rm -rf "$work"
  exit "$code"
}
trap ended EXIT
# shellcheck disable=SC2086 # process ids
trap '[ -z "$workers" ] || kill $workers 2> /dev/null; exit 2' HUP INT TERM
full() { printf 'verify-release: %s can'\''t be written to: is the disk full?\n' "$work" >&2; }
if ! { mkdir "$work/results" "$work/files" && printf 'x' > "$work/release.txt"; }; then
  full
  exit 2
fi

# A private Sigstore instance of this release; else cosign's own, or the one that TUF_ROOT names.
if [ -n "$SIGSTORE_MIRROR" ]; then
  printf '%s' "$SIGSTORE_ROOT" > "$work/root.json"
  TUF_ROOT=$work/tuf
  export TUF_ROOT
  "$COSIGN" initialize --mirror "$SIGSTORE_MIRROR" --root "$work/root.json" > /dev/null 2> "$work/error" ||
    stop 3 "the Sigstore instance $SIGSTORE_MIRROR can't be used: $(clean < "$work/error")"
fi

# flatten < JSON: one line per value: its keys and numbers with / between them, a tab, the value. Strings stay as they are written.
# Fails on anything that is not one JSON document.
flatten() {
  awk '
    function bad() { broken = 1; exit 1 }
    function skip(n) { text = substr(text, n + 1); sub(/^[ \t\r\n]+/, "", text) }
    function string(    out, at) {
      if (substr(text, 1, 1) != "\"") bad()
      text = substr(text, 2)
      out = ""
      while (match(text, /["\\]/)) {
        at = RSTART
        if (substr(text, at, 1) == "\"") {
          out = out substr(text, 1, at - 1)
          skip(at)
          if (out ~ /[\001-\037]/) bad()
          return out
        }
        out = out substr(text, 1, at + 1)
        text = substr(text, at + 2)
      }
      bad()
    }
    function value(path,    key, n, close_) {
      if (path != "" && substr(path, 1, 1) == "/") path = substr(path, 2)
      if (text ~ /^[{[]/) {
        close_ = substr(text, 1, 1) == "{" ? "}" : "]"
        skip(1)
        if (substr(text, 1, 1) == close_) { skip(1); return }
        for (n = 0; ; n++) {
          if (close_ == "}") {
            key = "\"" string() "\""
            if (substr(text, 1, 1) != ":") bad()
            skip(1)
          } else key = n
          value(path "/" key)
          if (substr(text, 1, 1) == close_) { skip(1); return }
          if (substr(text, 1, 1) != ",") bad()
          skip(1)
        }
      }
      if (substr(text, 1, 1) == "\"") { print path "\t" string(); return }
      if (!match(text, /^(-?[0-9][0-9.eE+-]*|true|false|null)/)) bad()
      key = substr(text, 1, RLENGTH)
      skip(RLENGTH)
      print path "\t" key
    }
    { text = text $0 "\n" }
    END {
      if (broken) exit 1
      skip(0)
      value("")
      if (text != "") exit 1
    }'
}
# field PATH < FLAT: the value that stands there; fails unless there is exactly one.
field() { awk -F '\t' -v path="$1" '$1 == path { n++; found = substr($0, length(path) + 2) } END { if (n != 1) exit 1; print found }'; }

# who IDENTITY: in what an identity differs from this release's.
who() {
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

# why FILE THING: status and reason of a failure, from what the tool said. Ends the job without a result where the disk is full.
why() {
  awk 'BEGIN { for (i = 0; i < 1024; i++) printf "%64s", "" }' > "$1.space" 2> /dev/null || exit 2
  rm -f "$1.space"
  # cosign repeats its answer; crane tells of its attempts first.
  said=$(grep -Ev '^(error during command execution|Flag |WARNING|[0-9/]+ [0-9:]+ |$)' "$1" | sed 's/^Error: //' | awk '!seen[$0]++' | clean)
  found=$(sed -n -e 's/.*expected SAN value "[^"]*", got "\([^"]*\)".*/\1/p' -e 's/.*got subjects \[\([^],]*\)[],].*/\1/p' "$1" | grep -Fvx "$IDENTITY" | sed -n 1p | clean) || :
  issuer=$(sed -n -e 's/.*expected issuer value "[^"]*", got "\([^"]*\)".*/\1/p' -e 's/.*got subjects \[.*\] with issuer \(.*\)/\1/p' "$1" | grep -Fvx "$ISSUER" | sed -n 1p | clean) || :
  if [ -n "$found" ]; then
    printf 'FAILED\tsigned %s' "$(who "$found")"
  elif [ -n "$issuer" ]; then
    printf 'FAILED\tits certificate comes from another issuer, %s, not %s' "$issuer" "$ISSUER"
  else
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
        printf 'UNKNOWN\tthe registry does not let this login see it (403): the package is private, or not there'
        ;;
      *'certificate has expired or is not yet valid'* | *'is expired'*)
        printf 'UNKNOWN\ta certificate or signed metadata is not valid now; the clock of this machine says %s: is it right? %s' "$(date)" "$said"
        ;;
      *'dial tcp'* | *'no such host'* | *'i/o timeout'* | *'connection re'* | *'TLS handshake'* | *'network is unreachable'* | *'deadline exceeded'* | *'Client.Timeout'* | *': EOF'* | *'tls: '* | *TOOMANYREQUESTS* | *': UNKNOWN: '* | *'status code 429'* | *'status code 5'*)
        printf 'UNKNOWN\tcould not be asked: %s' "$said"
        ;;
      *'leaf certificate'* | *'unknown authority'*) printf 'FAILED\tits certificate is from another CA than the trusted one: %s' "$said" ;;
      *'no signatures found'* | *'no matching attestations: ' | *'no matching attestations:') printf 'FAILED\tthere is no %s' "$2" ;;
      *'matched the predicate type'*) printf 'FAILED\tthere is no %s that the trusted CA vouches for, only something of another type: %s' "$2" "$(printf '%s' "$said" | sed 's/.*found: //')" ;;
      *) printf 'FAILED\t%s' "${said:-the tool failed and said nothing}" ;;
    esac
  fi
}

# say STATUS CHECK SUBJECT [REASON]: one line of the result.
say() { printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4-}"; }
# because CHECK SUBJECT FILE: a line from what a tool said.
because() {
  reason=$(why "$3" "$1")
  say "${reason%%"$TAB"*}" "$1" "$2" "${reason#*"$TAB"}"
}

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
# others TYPE REFERENCE FILE: where other attestations are ours, cosign names only their types. Adds whose the rest are, or that it is the commit.
others() {
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

# The checks. Each prints lines of the result; its own files begin with $own.

check_tag() { # SUBJECT REFERENCE DIGEST
  if "$CRANE" digest "$2" > "$own.out" 2> "$own.err"; then
    now=$(clean < "$own.out")
    if [ "$now" = "$3" ]; then
      say ok tag "$1"
    else
      say FAILED tag "$1" "was moved: it names $now, and the release manifest says $3"
    fi
  else
    because tag "$1" "$own.err"
  fi
}

check_manifest() { # SUBJECT REFERENCE@DIGEST
  if ! "$CRANE" manifest "$2" > "$own.out" 2> "$own.err"; then
    because manifest "$1" "$own.err"
  elif [ "$(sha256_of "$own.out")" != "${2##*@}" ]; then
    say FAILED manifest "$1" 'the registry answers with another manifest than the one that was asked for'
  else
    say ok manifest "$1"
  fi
}

check_index() { # SUBJECT REPOSITORY DIGEST KEY
  manifest_result=$(check_manifest "$1" "$2@$3")
  case $manifest_result in ok*) ;; *) printf '%s\n' "$manifest_result" | sed "s/${TAB}manifest${TAB}/${TAB}index${TAB}/" && return ;; esac
  if ! flatten < "$own.out" > "$own.flat"; then
    say FAILED index "$1" 'is not JSON'
    return
  fi
  # "os/architecture[/variant] digest", one a line. An arm64 image carries its one variant in the index or not.
  awk -F '\t' '
    match($1, /^"manifests"\/[0-9]+\//) {
      n = substr($1, 13, RLENGTH - 13)
      if (!(n in seen)) { seen[n] = 1; order[++count] = n }
      key = substr($1, RLENGTH + 1)
      if ((n, key) in part) twice = 1
      part[n, key] = $2
    }
    END {
      for (i = 1; i <= count; i++) {
        n = order[i]
        platform = part[n, "\"platform\"/\"os\""] "/" part[n, "\"platform\"/\"architecture\""]
        variant = part[n, "\"platform\"/\"variant\""]
        if (variant != "" && !(variant == "v8" && platform ~ /\/arm64$/)) platform = platform "/" variant
        print platform " " part[n, "\"digest\""]
      }
      if (twice) print "a-key-twice -"
    }' "$own.flat" | sort > "$own.have"
  awk -v key="$4" '$1 == "platform" && $2 == key { print $3 " " $4 }' "$work/release.txt" | sort > "$own.want"
  difference=$(awk '
    NR == FNR { want[$0] = 1; next }
    { if ($0 in want) delete want[$0]; else extra = extra "an extra " $0 "; " }
    END { for (one in want) print "no " one "; "; if (extra != "") print extra }' "$own.want" "$own.have" | sort | clean)
  if [ -z "$difference" ]; then
    say ok index "$1"
  else
    say FAILED index "$1" "does not name exactly the architectures of the release manifest: $difference"
  fi
}

check_signature() { # SUBJECT REFERENCE
  for format in $(formats); do
    if ! signed "$format" "$2" > "$own.out" 2> "$own.err"; then
      if [ "$format" = bundle ]; then others "$SIGNATURE" "$2" "$own.err"; fi
      because signature "$1" "$own.err"
      return
    fi
  done
  say ok signature "$1"
}

check_sbom() { # SUBJECT REFERENCE NAME TYPE INDEX
  for format in $(formats); do
    if ! attested "$format" "$4" "$2" > "$own.out" 2> "$own.err"; then
      others "$4" "$2" "$own.err"
      if attested "$format" "$4" "$5" > "$own.out" 2> /dev/null; then
        say FAILED "$3" "$1" "there is no $3 here; the index has one, and that describes no architecture"
      else
        because "$3" "$1" "$own.err"
      fi
      return
    fi
  done
  say ok "$3" "$1"
}

check_provenance() { # SUBJECT REPOSITORY DIGEST
  # Every provenance that this identity signed says exactly this, and nothing else.
  statement='"predicate"/"buildDefinition"'
  ref=refs/tags/$TAG repository=https://github.com/$REPOSITORY path=.github/workflows/$WORKFLOW_FILE
  {
    printf '%s\t%s\n' '"predicateType"' "$PROVENANCE" '"subject"/0/"digest"/"sha256"' "${3#sha256:}"
    printf '%s\t%s\n' "$statement/\"buildType\"" https://actions.github.io/buildtypes/workflow/v1
    printf '%s\t%s\n' "$statement/\"externalParameters\"/\"workflow\"/\"ref\"" "$ref"
    printf '%s\t%s\n' "$statement/\"externalParameters\"/\"workflow\"/\"repository\"" "$repository"
    printf '%s\t%s\n' "$statement/\"externalParameters\"/\"workflow\"/\"path\"" "$path"
    printf '%s\t%s\n' "$statement/\"internalParameters\"/\"github\"/\"event_name\"" push
    printf '%s\t%s\n' "$statement/\"resolvedDependencies\"/0/\"uri\"" "git+$repository@$ref"
    printf '%s\t%s\n' "$statement/\"resolvedDependencies\"/0/\"digest\"/\"gitCommit\"" "$COMMIT"
    printf '%s\t%s\n' '"predicate"/"runDetails"/"builder"/"id"' "$repository/$path@$ref"
  } | sort > "$own.want"
  for format in $(formats); do
    if ! attested "$format" "$PROVENANCE" "$2@$3" > "$own.out" 2> "$own.err"; then
      others "$PROVENANCE" "$2@$3" "$own.err"
      because provenance "$1" "$own.err"
      return
    fi
    lines=0
    while IFS= read -r line; do
      lines=$((lines + 1))
      if ! printf '%s\n' "$line" | flatten > "$own.envelope" || ! payload=$(field '"payload"' < "$own.envelope") ||
        ! { printf '%s' "$payload" | base64 -d 2> /dev/null || printf '%s' "$payload" | base64 -D 2> /dev/null; } > "$own.statement" ||
        ! flatten < "$own.statement" > "$own.flat"; then
        say FAILED provenance "$1" 'what is attested is no in-toto statement'
        return
      fi
      grep -Ev '^"(_type"|subject"/0/"name")'"$TAB" "$own.flat" | sort > "$own.have" || :
      if ! cmp -s "$own.want" "$own.have"; then
        odd=$(awk -F '\t' '
          NR == FNR { want[$1] = $2; next }
          { if (!($1 in want)) odd = odd " " $1 " does not belong there;"; else { if (want[$1] != $2) odd = odd " " $1 " is " $2 ", not " want[$1] ";"; delete want[$1] } }
          END { for (path in want) odd = odd " " path " is missing;"; print odd }' "$own.want" "$own.have" | sed 's/"//g' | clean)
        say FAILED provenance "$1" "says something else:$odd"
        return
      fi
    done < "$own.out"
    if [ "$lines" -eq 0 ]; then
      say FAILED provenance "$1" 'cosign printed none'
      return
    fi
  done
  say ok provenance "$1"
}

# ask_github OUT URL ACCEPT: prints the status code. A token is read from a file, never from a command line.
ask_github() {
  curl --silent --show-error --location --proto '=https' --max-time 300 --retry 2 --config "$work/curl" --header "Accept: $3" \
    --output "$1" --write-out '%{http_code}' -- "$2" 2> "$own.err"
}
# unanswered CHECK SUBJECT CODE: what curl's exit code or GitHub's status means.
unanswered() {
  why "$own.err" file > /dev/null
  case $3 in
    401) say UNKNOWN "$1" "$2" 'GitHub does not take the token (401): is GH_TOKEN still valid?' ;;
    403 | 429) say UNKNOWN "$1" "$2" "GitHub refuses ($3): set GH_TOKEN to one that may read this repository; without one there are few requests an hour" ;;
    404)
      if [ "$VISIBILITY" = private ] && [ -z "${GH_TOKEN-}" ]; then
        say UNKNOWN "$1" "$2" 'GitHub shows nothing (404): the repository is private, so set GH_TOKEN'
      else
        say FAILED "$1" "$2" 'is not on GitHub (404)'
      fi
      ;;
    curl-18) say FAILED "$1" "$2" 'is truncated: the answer ended before its end' ;;
    curl-60) say UNKNOWN "$1" "$2" "the certificate of GitHub is not trusted; the clock of this machine says $(date): is it right?" ;;
    *) say UNKNOWN "$1" "$2" "GitHub could not be asked ($3): $(clean < "$own.err")" ;;
  esac
}

# The files of the GitHub Release: their names here, what is in them in check_asset.
check_assets() {
  {
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
  } > "$own.want"
  url=https://api.github.com/repos/$REPOSITORY/releases/tags/$TAG
  if code=$(ask_github "$own.out" "$url" application/vnd.github+json); then :; else code=curl-$?; fi
  if [ "$code" != 200 ]; then
    unanswered assets "the GitHub Release $TAG" "$code"
    return
  fi
  if ! flatten < "$own.out" > "$own.flat" || [ "$(field '"tag_name"' < "$own.flat")" != "$TAG" ]; then
    say FAILED assets "the GitHub Release $TAG" 'GitHub answers with something else'
    return
  fi
  awk -F '\t' '
    match($1, /^"assets"\/[0-9]+\//) {
      n = substr($1, 10, RLENGTH - 10)
      key = substr($1, RLENGTH + 1)
      if (key == "\"name\"") name[n] = $2
      if (key == "\"id\"") id[n] = $2
    }
    END { for (n in name) print name[n] "\t" id[n] }' "$own.flat" | sort > "$own.have"
  awk -F '\t' '
    NR == FNR { split($0, word, " "); want[word[1]] = word[2]; next }
    !($1 in want) { print "extra\t" $1; next }
    $2 ~ /^[0-9]+$/ && !($1 in seen) { seen[$1] = 1; print "there\t" $1 "\t" want[$1] "\t" $2 }
    END { for (name in want) if (!(name in seen)) print "missing\t" name }' "$own.want" "$own.have" | sort > "$own.compared"
  say ok assets "the GitHub Release $TAG"
  while IFS=$TAB read -r state name digest id; do
    case $state in
      extra) say FAILED assets "$(printf '%s' "$name" | clean)" 'is an extra file: the release manifest does not name it' ;;
      missing) say FAILED assets "$name" 'is missing from the GitHub Release' ;;
      there) printf 'asset %s %s %s\n' "$name" "$digest" "$id" >> "$work/jobs" ;;
    esac
  done < "$own.compared"
}

check_asset() { # NAME DIGEST ID
  url=https://github.com/$REPOSITORY/releases/download/$TAG/$1
  # A private file has no other address.
  [ -z "${GH_TOKEN-}" ] || url=https://api.github.com/repos/$REPOSITORY/releases/assets/$3
  file=$work/files/$1
  if code=$(ask_github "$file" "$url" application/octet-stream); then :; else code=curl-$?; fi
  if [ "$code" != 200 ]; then
    unanswered asset "$1" "$code"
  elif [ "$1" = SHA256SUMS.sigstore.json ]; then
    if "$COSIGN" verify-blob --bundle "$file" --certificate-oidc-issuer "$ISSUER" --certificate-identity "$IDENTITY" \
      --certificate-github-workflow-sha "$COMMIT" "$work/SHA256SUMS" > /dev/null 2> "$own.err"; then
      say ok asset "$1"
    else
      because asset "$1" "$own.err"
    fi
  else
    got=$(sha256_of "$file")
    if [ "$got" = "$2" ]; then say ok asset "$1"; else say FAILED asset "$1" "was changed: it is $got, and the release manifest says $2"; fi
  fi
  rm -f "$file"
}

# finish: prints every line of the result, then ends with the code that they amount to.
finish() {
  # A result without its end was not finished: only a full disk or a killed job does that.
  broken=false
  number=0
  for result in $(cd "$work/results" && set +f && printf '%s\n' * | sort); do
    number=$((number + 1))
    [ "$(sed -n '$p' "$work/results/$result")" = end ] || broken=true
    sed '$d' "$work/results/$result" >> "$work/all" || broken=true
  done
  [ "$number" -eq "$expected_results" ] || broken=true
  if [ "$JSON" = true ]; then
    awk -F '\t' -v repository="$REPOSITORY" -v tag="$TAG" -v commit="$COMMIT" -v manifest="$manifest" '
      function quoted(text,    i, c, out) {
        for (i = 1; i <= length(text); i++) {
          c = substr(text, i, 1)
          out = out (c == "\\" || c == "\"" ? "\\" c : c)
        }
        return "\"" out "\""
      }
      BEGIN { printf "{ \"version\": 1, \"repository\": %s, \"tag\": %s, \"commit\": %s, \"manifest\": %s, \"checks\": [", quoted(repository), quoted(tag), quoted(commit), quoted(manifest) }
      { gsub(/~/, " ", $3); printf "%s\n  { \"status\": %s, \"check\": %s, \"subject\": %s, \"reason\": %s }", NR == 1 ? "" : ",", quoted(tolower($1)), quoted($2), quoted($3), quoted($4) }
      END { print "\n] }" }' "$work/all"
  else
    awk -F '\t' '
      { status[NR] = $1; check[NR] = $2; gsub(/~/, " ", $3); subject[NR] = $3; reason[NR] = $4; if (length($2) > wide) wide = length($2) }
      END { for (i = 1; i <= NR; i++) { line = sprintf("%-7s  %-" wide "s  %s", status[i], check[i], subject[i]); print reason[i] == "" ? line : line ": " reason[i] } }' "$work/all"
  fi
  failed=$(grep -c '^FAILED' "$work/all" || :)
  unknown=$(grep -c '^UNKNOWN' "$work/all" || :)
  checks=$(grep -c . "$work/all" || :)
  printf '%s %s: %s checked, %s failed, %s unknown\n' "$REPOSITORY" "$TAG" "$checks" "$failed" "$unknown" >&2
  [ "$failed" -eq 0 ] || exit 1
  if [ "$broken" = true ]; then
    full
    exit 2
  fi
  [ "$unknown" -eq 0 ] || exit 3
  [ "$checks" -gt 0 ] || exit 2
  exit 0
}

# run_job NUMBER CHECK ARGUMENT…: its lines, then the word that says that they are all there.
run_job() {
  own=$work/job-$1
  result=$work/results/$1
  check=$2
  shift 2
  case $check in
    tag) check_tag "$@" ;;
    manifest) check_manifest "$@" ;;
    index) check_index "$@" ;;
    signature) check_signature "$@" ;;
    sbom) check_sbom "$@" ;;
    provenance) check_provenance "$@" ;;
    assets) check_assets ;;
    asset) check_asset "$@" ;;
  esac > "$result"
  printf 'end\n' >> "$result"
}
# run_jobs PHASE: every job of the list, so many side by side. The result is in the order of the list.
run_jobs() {
  jobs_now=$work/jobs-$1
  awk -v phase="$1" '{ printf "%s-%05d %s\n", phase, NR, $0 }' "$work/jobs" > "$jobs_now"
  expected_results=$((expected_results + $(grep -c . "$jobs_now" || :)))
  : > "$work/jobs"
  worker=0
  while [ "$worker" -lt "$SIDE_BY_SIDE" ]; do
    (
      # A job that fails ends without its last line; the next one begins all the same.
      set +e
      line=0
      while read -r id job; do
        line=$((line + 1))
        [ $((line % SIDE_BY_SIDE)) -eq "$worker" ] || continue
        # shellcheck disable=SC2086 # words that were all checked
        (set -e && run_job "$id" $job) < /dev/null
      done < "$jobs_now"
    ) &
    workers="$workers $!"
    worker=$((worker + 1))
  done
  wait
  workers=
}

# The release manifest first: everything else is compared with it.
manifest='' expected_results=1
own=$work/manifest
result=$work/results/0
subject=$MANIFEST_REPOSITORY:release-$TAG
give_up() { # CHECK FILE
  because "$1" "$subject" "$2" >> "$result" && printf 'end\n' >> "$result"
  finish
}
give_up_saying() { # REASON
  say FAILED manifest "$subject" "$1" >> "$result" && printf 'end\n' >> "$result"
  finish
}
if ! : > "$work/all" || ! : > "$result"; then
  full
  exit 2
fi
"$CRANE" digest "$subject" > "$own.out" 2> "$own.err" || give_up manifest "$own.err"
manifest=$(clean < "$own.out")
is_digest "$manifest" || give_up_saying 'the registry names no digest'
"$CRANE" manifest "$MANIFEST_REPOSITORY@$manifest" > "$own.json" 2> "$own.err" || give_up manifest "$own.err"
[ "$(sha256_of "$own.json")" = "$manifest" ] || give_up_saying 'the registry answers with another manifest than the one that was asked for'
flatten < "$own.json" > "$own.flat" || give_up_saying 'is not JSON'
layer=$(awk -F '\t' '$1 ~ /^"layers"\/[0-9]+\/"annotations"\/"org\.opencontainers\.image\.title"$/ && $2 == "release.txt" { split($1, part, "/"); print part[2] }' "$own.flat")
facts=$(field "\"layers\"/$layer/\"digest\"" < "$own.flat") || facts=
is_digest "$facts" || give_up_saying 'carries no single release.txt'
"$CRANE" blob "$MANIFEST_REPOSITORY@$facts" > "$work/release.txt" 2> "$own.err" || give_up manifest "$own.err"
[ "$(sha256_of "$work/release.txt")" = "$facts" ] || give_up_saying 'the registry sends a truncated blob, or other bytes'

said_commit=$(sed -n 's/^commit \([0-9a-f]\{40\}\)$/\1/p;4q' "$work/release.txt")
[ -n "$COMMIT" ] || COMMIT=$said_commit
header="release-manifest 1
repository $REPOSITORY
tag $TAG
commit $said_commit"
{ [ -n "$said_commit" ] && [ "$(sed 4q "$work/release.txt")" = "$header" ]; } ||
  give_up_saying "is not of $REPOSITORY $TAG: it begins with $(sed 4q "$work/release.txt" | clean)"
if sed 1,4d "$work/release.txt" | grep -Evq '^((artifacthub|chart|cyclonedx|image|platform|sbom) [A-Za-z0-9][A-Za-z0-9._/-]* [a-z0-9][a-z0-9.:/_-]*|file [A-Za-z0-9][A-Za-z0-9._-]* -) sha256:[0-9a-f]{64}$'; then
  give_up_saying 'holds a line that is no fact of a release'
fi
# What the model demands, and what the manifest lacks or has too much.
{
  say ok manifest "$subject"
  if [ "$COMMIT" = "$said_commit" ]; then
    say ok commit "$COMMIT"
  else
    say FAILED commit "$COMMIT" "is not the commit of the release: the release manifest says $said_commit"
  fi
  # A checkout knows the tag too.
  if command -v git > /dev/null && tagged=$(git -C "$here" rev-parse --verify --quiet "refs/tags/$TAG^{commit}" 2> /dev/null); then
    if [ "$tagged" = "$said_commit" ]; then
      say ok commit "the tag $TAG of this checkout"
    else
      say FAILED commit "the tag $TAG of this checkout" "is $tagged, and the release manifest says $said_commit"
    fi
  fi
  filled "$EXPECTED" > "$own.want"
  sed 1,4d "$work/release.txt" | cut -d ' ' -f 1-3 > "$own.have"
  awk '
    NR == FNR { want[$0] = 1; next }
    { if ($0 in want) delete want[$0]; else print "extra\t" $0 }
    END { for (one in want) print "missing\t" one }' "$own.want" "$own.have" | sort | while IFS=$TAB read -r state fact; do
    if [ "$state" = extra ]; then
      say FAILED manifest "$fact" 'is an extra entry of the release manifest: this release has no such thing, or it stands there twice'
    else
      say FAILED manifest "$fact" 'is missing from the release manifest'
    fi
  done
  check_signature "$subject" "$MANIFEST_REPOSITORY@$manifest"
  printf 'end\n'
} >> "$result"

: > "$work/curl"
if [ -n "${GH_TOKEN-}" ]; then
  printf '%s\n' "$GH_TOKEN" | grep -Eqx '[A-Za-z0-9_.-]+' || stop 2 'GH_TOKEN is not a token'
  printf 'header = "Authorization: Bearer %s"\n' "$GH_TOKEN" >> "$work/curl"
fi

# What there is to check, from the model; digests from the release manifest. What the manifest lacks is a finding already.
digest_of() { awk -v kind="$1" -v key="$2" -v name="$3" '$1 == kind && $2 == key && $3 == name { print $4; exit }' "$work/release.txt"; }
{
  printf '%s' "$ARTIFACTS" | while read -r kind key repository suffix; do
    digest=$(digest_of "$kind" "$key" "$repository")
    [ -n "$digest" ] || continue
    [ "$suffix" != - ] || suffix=
    # One word each; the blanks come back when it is printed.
    at=$key~$repository
    case $kind in
      image)
        printf 'tag %s %s %s\n' "$repository:$IMAGE_PREFIX$VERSION$suffix" "$repository:$IMAGE_PREFIX$VERSION$suffix" "$digest"
        printf 'index %s %s %s %s\n' "$at" "$repository" "$digest" "$key"
        printf 'signature %s %s\n' "$at~index" "$repository@$digest"
        awk -v key="$key" '$1 == "platform" && $2 == key { print $3, $4 }' "$work/release.txt" | while read -r platform child; do
          printf 'manifest %s %s\n' "$at~$platform" "$repository@$child"
          printf 'signature %s %s\n' "$at~$platform" "$repository@$child"
          printf 'sbom %s %s sbom %s %s\n' "$at~$platform" "$repository@$child" "$SPDX" "$repository@$digest"
          [ "$WITH_CYCLONEDX" != true ] || printf 'sbom %s %s cyclonedx %s %s\n' "$at~$platform" "$repository@$child" "$CYCLONEDX" "$repository@$digest"
        done
        ;;
      chart)
        printf 'tag %s %s %s\n' "$repository:$VERSION" "$repository:$VERSION" "$digest"
        printf 'manifest %s %s\nsignature %s %s\n' "$at~chart" "$repository@$digest" "$at~chart" "$repository@$digest"
        ;;
      artifacthub) printf 'manifest %s %s\nsignature %s %s\n' "$at~artifacthub" "$repository@$digest" "$at~artifacthub" "$repository@$digest" ;;
    esac
    printf 'provenance %s %s %s\n' "$at~$kind" "$repository" "$digest"
  done
  printf 'assets\n'
} > "$work/jobs"
run_jobs 1
run_jobs 2
finish
