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
