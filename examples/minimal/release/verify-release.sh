#!/bin/sh
# Written by sealwright. Do not edit: change .projenrc.ts and run `npx projen`.

REPOSITORY='acme/minimal'
VISIBILITY='public'
WORKFLOW_FILE='publish.yml'
TAG_PREFIX='v'
IMAGE_PREFIX='v'
SIGNATURE_FORMAT='bundle'
GITHUB_PROVENANCE='false'
WITH_CYCLONEDX='false'
SIGSTORE_MIRROR=''
SIGSTORE_ROOT=''
MANIFEST_REPOSITORY='ghcr.io/acme/minimal'
EXPECTED='image minimal ghcr.io/acme/minimal
platform minimal linux/amd64
sbom minimal linux/amd64
platform minimal linux/arm64
sbom minimal linux/arm64
'
ARTIFACTS='image minimal ghcr.io/acme/minimal -
'
SBOM_FILES=''

# Verifies a release: what is published is what this repository's release workflow signed for the tag and the commit, nothing less
# and nothing more. Needs no jq. Nothing that comes from the network is run, and none of it is printed raw.
# Usage: verify-release.sh VERSION [--json] [--commit SHA]
#   VERSION       the git tag
#   --commit SHA  the commit that the release must come from (default: what the signed release manifest says)
#   --json        one JSON document instead of the table
#   GH_TOKEN      asks GitHub for the files of a private repository, and beyond the limit of requests without one
# Exit codes: 0 clean, 1 findings, 2 usage or something missing on this machine, 3 network or credentials.
set -euf
LC_ALL=C
export LC_ALL
umask 077
ISSUER=https://token.actions.githubusercontent.com
SIGNATURE=https://sigstore.dev/cosign/sign/v1
SPDX=https://spdx.dev/Document
CYCLONEDX=https://cyclonedx.org/bom
PROVENANCE=https://slsa.dev/provenance/v1
PARALLEL=8
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
USAGE="usage: verify-release.sh VERSION [--json] [--commit SHA], for example: verify-release.sh ${TAG_PREFIX}1.2.3"
usage() { # MESSAGE
  stop 2 "$1
$USAGE"
}

# clean: one line of printable text, not too long, from standard input.
clean() { tr '\n\t' '  ' | tr -cd '\040-\176' | cut -c 1-400 | sed 's/ *$//'; }
is_digest() { printf '%s\n' "$1" | grep -Eqx 'sha256:[0-9a-f]{64}'; }
sha256_of() { # FILE
  if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | sed 's/^/sha256:/' | cut -c 1-71
}

TAG='' COMMIT='' JSON=false
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      printf '%s\n' "$USAGE"
      exit 0
      ;;
    --json) JSON=true ;;
    --commit)
      [ $# -ge 2 ] || usage '--commit needs a commit'
      COMMIT=$2
      if [ "${#COMMIT}" -ne 40 ] || ! printf '%s\n' "$COMMIT" | grep -Eqx '[0-9a-f]{40}'; then
        usage '--commit is not 40 lower-case hexadecimal digits'
      fi
      shift
      ;;
    -*) usage "unknown option $(printf '%s' "$1" | clean)" ;;
    *)
      [ -z "$TAG" ] || usage 'give exactly one VERSION'
      [ -n "$1" ] || usage 'VERSION is empty'
      TAG=$1
      ;;
  esac
  shift
done
[ -n "$TAG" ] || usage 'VERSION is missing'
shown=$(printf '%s' "$TAG" | clean)
not_a_tag="$shown is not a release tag: expected ${TAG_PREFIX}X.Y.Z[-prerelease], strict semver without build metadata"
case $TAG in "$TAG_PREFIX"*) ;; *) usage "$not_a_tag" ;; esac
VERSION=${TAG#"$TAG_PREFIX"}
number='(0|[1-9][0-9]{0,8})'
part='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
if [ "$shown" != "$TAG" ] || [ "${#VERSION}" -gt 100 ] ||
  ! printf '%s\n' "$VERSION" | grep -Eqx "$number\\.$number\\.$number(-$part(\\.$part)*)?"; then
  usage "$not_a_tag"
fi
IDENTITY="https://github.com/$REPOSITORY/.github/workflows/$WORKFLOW_FILE@refs/tags/$TAG"
if [ -n "${GH_TOKEN-}" ] && ! printf '%s\n' "$GH_TOKEN" | grep -Eqx '[A-Za-z0-9_.-]+'; then
  stop 2 'GH_TOKEN is not a token'
fi

# A private folder for everything that is fetched, removed at the end. $scratch begins the names of the files of one check.
work=$(mktemp -d "${TMPDIR:-/tmp}/verify-release.XXXXXX") || stop 2 "no temporary folder could be made in ${TMPDIR:-/tmp}"
scratch=$work/main
workers=
has_room() { awk 'BEGIN { for (i = 0; i < 1024; i++) printf "%64s", "" }' > "$1" 2> /dev/null; }
say_disk_is_full() { printf 'verify-release: can'\''t write to %s: is the disk full?\n' "$work" >&2; }
# shellcheck disable=SC2329 # the trap calls it
clean_up() {
  code=$?
  trap - EXIT
  # A tool that could not write fails for some other stated reason, and nothing that was found can be relied on.
  if [ "$code" -ne 0 ] && ! has_room "$work/space"; then
    say_disk_is_full
    code=2
  fi
  rm -rf "$work"
  exit "$code"
}
trap clean_up EXIT
# shellcheck disable=SC2086 # process ids
trap '[ -z "$workers" ] || kill $workers 2> /dev/null; exit 2' HUP INT TERM
if ! { mkdir "$work/results" "$work/files" && printf 'x' > "$work/release.txt" && : > "$work/all" && : > "$work/results/0"; }; then
  say_disk_is_full
  exit 2
fi
# A token is given to curl in a file, never on a command line.
: > "$work/curl"
[ -z "${GH_TOKEN-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$GH_TOKEN" >> "$work/curl"

# The report. A result is a line of STATUS, CHECK, SUBJECT and REASON with tabs between them; ~ in a SUBJECT stands for a blank.
manifest='' expected_files=1

result() { # ok|FAILED|UNKNOWN CHECK SUBJECT [REASON]
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4-}"
}
result_from() { # CHECK SUBJECT FILE: from what a tool wrote into FILE
  reason=$(reason_of "$3" "$1")
  result "${reason%%"$TAB"*}" "$1" "$2" "${reason#*"$TAB"}"
}

print_json() {
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
}
print_table() {
  awk -F '\t' '
    { status[NR] = $1; check[NR] = $2; gsub(/~/, " ", $3); subject[NR] = $3; reason[NR] = $4; if (length($2) > wide) wide = length($2) }
    END { for (i = 1; i <= NR; i++) { line = sprintf("%-7s  %-" wide "s  %s", status[i], check[i], subject[i]); print reason[i] == "" ? line : line ": " reason[i] } }' "$work/all"
}

# finish: prints every result, then ends with the code that they amount to.
finish() {
  # A file of results without its last word was not finished: only a full disk or a killed job does that.
  complete=true
  number=0
  for file in $(cd "$work/results" && set +f && printf '%s\n' * | sort); do
    number=$((number + 1))
    [ "$(sed -n '$p' "$work/results/$file")" = end ] || complete=false
    sed '$d' "$work/results/$file" >> "$work/all" || complete=false
  done
  [ "$number" -eq "$expected_files" ] || complete=false
  if [ "$JSON" = true ]; then print_json; else print_table; fi
  failed=$(grep -c '^FAILED' "$work/all" || :)
  unknown=$(grep -c '^UNKNOWN' "$work/all" || :)
  checks=$(grep -c . "$work/all" || :)
  printf '%s %s: %s checked, %s failed, %s unknown\n' "$REPOSITORY" "$TAG" "$checks" "$failed" "$unknown" >&2
  [ "$failed" -eq 0 ] || exit 1
  if [ "$complete" = false ]; then
    say_disk_is_full
    exit 2
  fi
  [ "$unknown" -eq 0 ] || exit 3
  [ "$checks" -gt 0 ] || exit 2
  exit 0
}
# end_here RESULT: the report ends with this line, because nothing else can be checked.
end_here() {
  printf '%s\nend\n' "$1" >> "$work/results/0"
  finish
}

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
    function value(path,    key, n, closing) {
      if (path != "" && substr(path, 1, 1) == "/") path = substr(path, 2)
      if (text ~ /^[{[]/) {
        closing = substr(text, 1, 1) == "{" ? "}" : "]"
        skip(1)
        if (substr(text, 1, 1) == closing) { skip(1); return }
        for (n = 0; ; n++) {
          if (closing == "}") {
            key = "\"" string() "\""
            if (substr(text, 1, 1) != ":") bad()
            skip(1)
          } else key = n
          value(path "/" key)
          if (substr(text, 1, 1) == closing) { skip(1); return }
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

# unescaped: a JSON string as it is written, from standard input, as the text that it stands for. Carriage returns are dropped.
unescaped() {
  awk '{
    gsub(/\\\\/, "\001")
    gsub(/\\r/, ""); gsub(/\\n/, "\n"); gsub(/\\t/, "\t"); gsub(/\\"/, "\""); gsub(/\\\//, "/")
    gsub(/\\u003[cC]/, "<"); gsub(/\\u003[eE]/, ">"); gsub(/\\u0026/, "\\&")
    print
  }' | tr '\001' '\134'
}

# predicate < STATEMENT: its predicate, without blanks, as `jq --compact-output --sort-keys` writes it. cosign sorts the keys and adds
# blanks. Reads a string at a time, so that megabytes are no matter. Fails unless there is exactly one.
predicate() {
  awk '
    BEGIN { RS = "\"" }
    inside {
      string = string $0
      match(string, /\\*$/)
      if (RLENGTH % 2) { string = string "\""; next }
      inside = 0
      if (copying) { gsub(/\177/, "\\u007f", string); printf "\"%s\"", string } else if (depth == 1) key = string
      string = ""
      next
    }
    {
      gsub(/[ \t\r\n]/, "")
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (c ~ /[]}]/) depth--
        if (copying && (depth == 0 || (depth == 1 && c == ","))) copying = 0
        if (copying) printf "%s", c
        if (c ~ /[[{]/) depth++
        if (depth == 1 && c == ":" && key == "predicate") { copying = 1; found++ }
        if (depth == 1) key = ""
      }
      inside = 1
    }
    END { print ""; exit !(found == 1 && depth == 0 && string == "") }'
}

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

# The checks of what the registry holds. Each prints results; the names of its own files begin with $scratch.

check_tag() { # SUBJECT REFERENCE DIGEST
  if "$CRANE" digest "$2" > "$scratch.out" 2> "$scratch.err"; then
    now=$(clean < "$scratch.out")
    if [ "$now" = "$3" ]; then
      result ok tag "$1"
    else
      result FAILED tag "$1" "was moved: it names $now, and the release manifest says $3"
    fi
  else
    result_from tag "$1" "$scratch.err"
  fi
}

check_manifest() { # SUBJECT REFERENCE@DIGEST
  if ! "$CRANE" manifest "$2" > "$scratch.out" 2> "$scratch.err"; then
    result_from manifest "$1" "$scratch.err"
  elif [ "$(sha256_of "$scratch.out")" != "${2##*@}" ]; then
    result FAILED manifest "$1" 'the registry answers with another manifest than the one that was asked for'
  else
    result ok manifest "$1"
  fi
}

check_index() { # SUBJECT REPOSITORY DIGEST KEY
  manifest_result=$(check_manifest "$1" "$2@$3")
  case $manifest_result in ok*) ;; *) printf '%s\n' "$manifest_result" | sed "s/${TAB}manifest${TAB}/${TAB}index${TAB}/" && return ;; esac
  if ! flatten < "$scratch.out" > "$scratch.flat"; then
    result FAILED index "$1" 'is not JSON'
    return
  fi
  # "os/architecture[/variant] digest", one a line. An arm64 image carries its one variant in the index or not.
  awk -F '\t' '
    match($1, /^"manifests"\/[0-9]+\//) {
      n = substr($1, 13, RLENGTH - 13)
      if (!(n in seen)) { seen[n] = 1; order[++count] = n }
      key = substr($1, RLENGTH + 1)
      if ((n, key) in part) repeated = 1
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
      if (repeated) print "a-repeated-key -"
    }' "$scratch.flat" | sort > "$scratch.have"
  awk -v key="$4" '$1 == "platform" && $2 == key { print $3 " " $4 }' "$work/release.txt" | sort > "$scratch.want"
  difference=$(awk '
    NR == FNR { want[$0] = 1; next }
    { if ($0 in want) delete want[$0]; else extra = extra "an extra " $0 "; " }
    END { for (one in want) print "no " one "; "; if (extra != "") print extra }' "$scratch.want" "$scratch.have" | sort | clean)
  if [ -z "$difference" ]; then
    result ok index "$1"
  else
    result FAILED index "$1" "does not name exactly the architectures of the release manifest: $difference"
  fi
}

check_signature() { # SUBJECT REFERENCE
  for format in $(formats); do
    if ! signed "$format" "$2" > "$scratch.out" 2> "$scratch.err"; then
      if [ "$format" = bundle ]; then add_other_signers "$SIGNATURE" "$2" "$scratch.err"; fi
      result_from signature "$1" "$scratch.err"
      return
    fi
  done
  result ok signature "$1"
}

# Every SBOM that this identity attests to an architecture is one that the release manifest lists for it, byte for byte, and this one is there.
check_sbom() { # SUBJECT REPOSITORY DIGEST sbom|cyclonedx TYPE INDEX KEY PLATFORM
  # Two images may be the same bytes for a platform: each has an SBOM, and both are attested to the one digest.
  awk -v kind="$4" -v digest="$3" '
    NR == FNR { if ($1 == "platform" && $4 == digest) here[$2, $3] = 1; next }
    $1 == kind && ($2, $3) in here { print $4 }' "$work/release.txt" "$work/release.txt" > "$scratch.listed"
  wanted=$(digest_of "$4" "$7" "$8")
  for format in $(formats); do
    if ! attested "$format" "$5" "$2@$3" > "$scratch.out" 2> "$scratch.err"; then
      add_other_signers "$5" "$2@$3" "$scratch.err"
      if attested "$format" "$5" "$2@$6" > "$scratch.out" 2> /dev/null; then
        result FAILED "$4" "$1" "there is no $4 here; the index has one, and that describes no architecture"
      else
        result_from "$4" "$1" "$scratch.err"
      fi
      return
    fi
    if ! statements; then
      result FAILED "$4" "$1" 'what is attested is not an in-toto statement'
      return
    fi
    found=
    number=0
    while [ "$number" -lt "$statements" ]; do
      number=$((number + 1))
      if ! predicate < "$scratch.statement-$number" > "$scratch.predicate"; then
        result FAILED "$4" "$1" 'what is attested is not an in-toto statement'
        return
      fi
      hash=$(sha256_of "$scratch.predicate")
      [ "$hash" != "$wanted" ] || found=yes
      if ! grep -Fqx "$hash" "$scratch.listed"; then
        result FAILED "$4" "$1" "another $4 is attested: it is $hash, and the release manifest says $wanted"
        return
      fi
    done
    if [ -z "$found" ]; then
      result FAILED "$4" "$1" "the $4 that the release manifest lists, $wanted, is not attested"
      return
    fi
  done
  result ok "$4" "$1"
}

# The facts of a provenance: what this release's says and what GitHub may add.

# expected_provenance DIGEST: every fact of the provenance that the release workflow signs, as `flatten` prints it.
expected_provenance() {
  definition='"predicate"/"buildDefinition"'
  workflow=$definition/'"externalParameters"/"workflow"'
  ref=refs/tags/$TAG repository=https://github.com/$REPOSITORY path=.github/workflows/$WORKFLOW_FILE
  printf '%s\t%s\n' \
    '"predicateType"' "$PROVENANCE" \
    '"subject"/0/"digest"/"sha256"' "${1#sha256:}" \
    "$definition/\"buildType\"" https://actions.github.io/buildtypes/workflow/v1 \
    "$workflow/\"ref\"" "$ref" \
    "$workflow/\"repository\"" "$repository" \
    "$workflow/\"path\"" "$path" \
    "$definition/\"internalParameters\"/\"github\"/\"event_name\"" push \
    "$definition/\"resolvedDependencies\"/0/\"uri\"" "git+$repository@$ref" \
    "$definition/\"resolvedDependencies\"/0/\"digest\"/\"gitCommit\"" "$COMMIT" \
    '"predicate"/"runDetails"/"builder"/"id"' "$repository/$path@$ref" | sort
}

# without_githubs_facts: drops what actions/attest adds to the same facts: numbers of repository and owner, the kind of runner, the run.
# https://github.com/actions/toolkit/blob/main/packages/attest/src/provenance.ts
without_githubs_facts() {
  details='"predicate"/"runDetails"/"metadata"/"invocationId"'
  parameters='"predicate"/"buildDefinition"/"internalParameters"/"github"'
  run=https://github\\.com/$(printf '%s' "$REPOSITORY" | sed 's/\./\\./g')/actions/runs
  grep -Evx "$parameters/\"repository(_owner)?_id\"${TAB}[0-9]+|$parameters/\"runner_environment\"${TAB}github-hosted|$details$TAB$run/[0-9]+/attempts/[0-9]+"
}

# differences WANT HAVE: between two sorted lists of facts, in words.
differences() {
  awk -F '\t' '
    NR == FNR { want[$1] = $2; next }
    !($1 in want) { said = said " " $1 " does not belong there;"; next }
    { if (want[$1] != $2) said = said " " $1 " is " $2 ", not " want[$1] ";"; delete want[$1] }
    END { for (path in want) said = said " " path " is missing;"; print said }' "$1" "$2" | sed 's/"//g' | clean
}

# Every provenance that this identity signed says exactly this and nothing else, or is GitHub's own with the same facts; one is exact.
check_provenance() { # SUBJECT REPOSITORY DIGEST KIND
  expected_provenance "$3" > "$scratch.want"
  for format in $(formats); do
    if ! attested "$format" "$PROVENANCE" "$2@$3" > "$scratch.out" 2> "$scratch.err"; then
      add_other_signers "$PROVENANCE" "$2@$3" "$scratch.err"
      result_from provenance "$1" "$scratch.err"
      return
    fi
    if ! statements; then
      result FAILED provenance "$1" 'what is attested is not an in-toto statement'
      return
    fi
    exact=
    number=0
    while [ "$number" -lt "$statements" ]; do
      number=$((number + 1))
      if ! flatten < "$scratch.statement-$number" > "$scratch.flat"; then
        result FAILED provenance "$1" 'what is attested is not an in-toto statement'
        return
      fi
      grep -Ev '^"(_type"|subject"/0/"name")'"$TAB" "$scratch.flat" | sort > "$scratch.have" || :
      if cmp -s "$scratch.want" "$scratch.have"; then
        exact=yes
        continue
      fi
      if [ "$GITHUB_PROVENANCE" = true ] && [ "$4" = image ]; then
        without_githubs_facts < "$scratch.have" > "$scratch.rest" || :
        ! cmp -s "$scratch.want" "$scratch.rest" || continue
        cat "$scratch.rest" > "$scratch.have"
      fi
      result FAILED provenance "$1" "says something else:$(differences "$scratch.want" "$scratch.have")"
      return
    done
    if [ -z "$exact" ]; then
      result FAILED provenance "$1" 'there is no provenance of this workflow, only the one that GitHub adds'
      return
    fi
  done
  result ok provenance "$1"
}

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

# The checks run side by side; the report has their results in the order of the list.

# run_job ID CHECK ARGUMENT…: writes its results, then the word that says that they are all there.
run_job() {
  scratch=$work/job-$1
  results=$work/results/$1
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
  esac > "$results"
  (set +f && rm -f "$scratch".*)
  printf 'end\n' >> "$results"
}
# run_jobs PHASE: every job of the list, $PARALLEL at a time.
run_jobs() {
  list=$work/jobs-$1
  awk -v phase="$1" '{ printf "%s-%05d %s\n", phase, NR, $0 }' "$work/jobs" > "$list"
  expected_files=$((expected_files + $(grep -c . "$list" || :)))
  : > "$work/jobs"
  worker=0
  while [ "$worker" -lt "$PARALLEL" ]; do
    (
      # A job that fails ends without its last word; the next one begins all the same.
      set +e
      line=0
      while read -r id job; do
        line=$((line + 1))
        [ $((line % PARALLEL)) -eq "$worker" ] || continue
        # shellcheck disable=SC2086 # words that were all checked
        (set -e && run_job "$id" $job) < /dev/null
      done < "$list"
    ) &
    workers="$workers $!"
    worker=$((worker + 1))
  done
  wait
  workers=
}

# The tools, by checksum, and what they trust.
need_tool() { # NAME: sets $tool to where it is
  code=0
  tool=$("$here/download-$1.sh" 2> "$work/error") || code=$?
  [ "$code" -ne 0 ] || return 0
  # The last line says what the lines of curl before it come to.
  reason=$(sed -n '$p' "$work/error" | clean)
  reason=${reason:-it could not be fetched}
  case $code in
    1) end_here "$(result FAILED tool "download-$1.sh" "$reason")" ;;
    3) end_here "$(result UNKNOWN tool "download-$1.sh" "$reason")" ;;
    *) stop 2 "$reason" ;;
  esac
}
need_tool cosign
COSIGN=$tool
need_tool crane
CRANE=$tool

# A private Sigstore instance of this release; else cosign's own, or the one that TUF_ROOT names.
if [ -n "$SIGSTORE_MIRROR" ]; then
  printf '%s' "$SIGSTORE_ROOT" > "$work/root.json"
  TUF_ROOT=$work/tuf
  export TUF_ROOT
  "$COSIGN" initialize --mirror "$SIGSTORE_MIRROR" --root "$work/root.json" > /dev/null 2> "$work/error" ||
    end_here "$(result UNKNOWN sigstore "$SIGSTORE_MIRROR" "can't be used: $(clean < "$work/error")")"
fi

# The release manifest first: everything else is compared with it. Nothing else is checked where it can't be read or is of something else.
subject=$MANIFEST_REPOSITORY:release-$TAG
refuse_manifest() { end_here "$(result FAILED manifest "$subject" "$1")"; }
# unreadable: crane wrote into $scratch.err why.
unreadable() {
  line=$(result_from manifest "$subject" "$scratch.err")
  end_here "$line"
}

"$CRANE" digest "$subject" > "$scratch.out" 2> "$scratch.err" || unreadable
manifest=$(clean < "$scratch.out")
is_digest "$manifest" || refuse_manifest 'the registry returned no digest'
"$CRANE" manifest "$MANIFEST_REPOSITORY@$manifest" > "$scratch.json" 2> "$scratch.err" || unreadable
[ "$(sha256_of "$scratch.json")" = "$manifest" ] || refuse_manifest 'the registry answers with another manifest than the one that was asked for'
flatten < "$scratch.json" > "$scratch.flat" || refuse_manifest 'is not JSON'
# layer TITLE: the digest of the one layer of this name
layer() {
  number=$(awk -F '\t' -v title="$1" '$1 ~ /^"layers"\/[0-9]+\/"annotations"\/"org\.opencontainers\.image\.title"$/ && $2 == title { split($1, part, "/"); print part[2] }' "$scratch.flat")
  field "\"layers\"/$number/\"digest\"" < "$scratch.flat"
}
facts=$(layer release.txt) || facts=
is_digest "$facts" || refuse_manifest 'does not carry exactly one release.txt'
signed_notes=$(layer notes.md) || signed_notes=
is_digest "$signed_notes" || refuse_manifest 'does not carry exactly one notes.md'
"$CRANE" blob "$MANIFEST_REPOSITORY@$facts" > "$work/release.txt" 2> "$scratch.err" || unreadable
[ "$(sha256_of "$work/release.txt")" = "$facts" ] || refuse_manifest 'the registry sends a truncated blob, or other bytes'

said_commit=$(sed -n 's/^commit \([0-9a-f]\{40\}\)$/\1/p;4q' "$work/release.txt")
[ -n "$COMMIT" ] || COMMIT=$said_commit
header="release-manifest 1
repository $REPOSITORY
tag $TAG
commit $said_commit"
{ [ -n "$said_commit" ] && [ "$(sed 4q "$work/release.txt")" = "$header" ]; } ||
  refuse_manifest "is not that of $REPOSITORY $TAG: it begins with $(sed 4q "$work/release.txt" | clean)"
if sed 1,4d "$work/release.txt" | grep -Evq '^((artifacthub|chart|cyclonedx|image|platform|sbom) [A-Za-z0-9][A-Za-z0-9._/-]* [a-z0-9][a-z0-9.:/_-]*|file [A-Za-z0-9][A-Za-z0-9._-]* -) sha256:[0-9a-f]{64}$'; then
  refuse_manifest 'contains a line that is not a fact of a release'
fi

# What the model expects, and what the manifest lacks or has too much.
check_release_manifest() {
  result ok manifest "$subject"
  if [ "$COMMIT" = "$said_commit" ]; then
    result ok commit "$COMMIT"
  else
    result FAILED commit "$COMMIT" "is not the commit of the release: the release manifest says $said_commit"
  fi
  # A checkout knows the tag too.
  if command -v git > /dev/null && tagged=$(git -C "$here" rev-parse --verify --quiet "refs/tags/$TAG^{commit}" 2> /dev/null); then
    if [ "$tagged" = "$said_commit" ]; then
      result ok commit "the tag $TAG of this checkout"
    else
      result FAILED commit "the tag $TAG of this checkout" "is $tagged, and the release manifest says $said_commit"
    fi
  fi
  printf '%s' "$EXPECTED" | sed -e "s|{tag}|$TAG|g" -e "s|{version}|$VERSION|g" > "$scratch.want"
  sed 1,4d "$work/release.txt" | cut -d ' ' -f 1-3 > "$scratch.have"
  awk '
    NR == FNR { want[$0] = 1; next }
    { if ($0 in want) delete want[$0]; else print "extra\t" $0 }
    END { for (one in want) print "missing\t" one }' "$scratch.want" "$scratch.have" | sort | while IFS=$TAB read -r state fact; do
    if [ "$state" = extra ]; then
      result FAILED manifest "$fact" 'is an extra entry of the release manifest: this release has no such thing, or it is listed twice'
    else
      result FAILED manifest "$fact" 'is missing from the release manifest'
    fi
  done
  check_signature "$subject" "$MANIFEST_REPOSITORY@$manifest"
}
{
  check_release_manifest
  printf 'end\n'
} >> "$work/results/0"

# What there is to check, from the model; digests from the release manifest. What the manifest lacks is a finding already.
digest_of() { awk -v kind="$1" -v key="$2" -v name="$3" '$1 == kind && $2 == key && $3 == name { print $4; exit }' "$work/release.txt"; }

# list_image KEY REPOSITORY SUFFIX DIGEST: the jobs of an image. Each argument is one word; ~ becomes a blank when it is printed.
list_image() {
  printf 'tag %s %s %s\n' "$2:$IMAGE_PREFIX$VERSION$3" "$2:$IMAGE_PREFIX$VERSION$3" "$4"
  printf 'index %s %s %s %s\n' "$1~$2" "$2" "$4" "$1"
  printf 'signature %s %s\n' "$1~$2~index" "$2@$4"
  awk -v key="$1" '$1 == "platform" && $2 == key { print $3, $4 }' "$work/release.txt" | while read -r platform child; do
    at=$1~$2~$platform
    printf 'manifest %s %s\nsignature %s %s\n' "$at" "$2@$child" "$at" "$2@$child"
    printf 'sbom %s %s %s sbom %s %s %s %s\n' "$at" "$2" "$child" "$SPDX" "$4" "$1" "$platform"
    [ "$WITH_CYCLONEDX" != true ] || printf 'sbom %s %s %s cyclonedx %s %s %s %s\n' "$at" "$2" "$child" "$CYCLONEDX" "$4" "$1" "$platform"
  done
}
list_jobs() {
  printf '%s' "$ARTIFACTS" | while read -r kind key repository suffix; do
    digest=$(digest_of "$kind" "$key" "$repository")
    [ -n "$digest" ] || continue
    [ "$suffix" != - ] || suffix=
    at=$key~$repository~$kind
    if [ "$kind" = image ]; then
      list_image "$key" "$repository" "$suffix" "$digest"
    else
      [ "$kind" != chart ] || printf 'tag %s %s %s\n' "$repository:$VERSION" "$repository:$VERSION" "$digest"
      printf 'manifest %s %s\nsignature %s %s\n' "$at" "$repository@$digest" "$at" "$repository@$digest"
    fi
    printf 'provenance %s %s %s %s\n' "$at" "$repository" "$digest" "$kind"
  done
  printf 'assets\n'
}
list_jobs > "$work/jobs"
run_jobs 1
# The files of the GitHub Release, which check_assets has found.
run_jobs 2
finish
