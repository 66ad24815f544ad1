#!/bin/sh
# Written by sealwright. Do not edit: change .projenrc.ts and run `npx projen`.

TOOL='cosign'
TOOL_VERSION='v3.1.3'
FILES='linux/amd64 4629c757b7618056f8ddd7e2625ae9fdd94c0372a65049520bc7d9df9efc7f71 https://github.com/sigstore/cosign/releases/download/v3.1.3/cosign-linux-amd64 -
linux/arm64 c5d324e091826b0d7a78eb16fef316450b4eb9aaec045611c08ba06f5e73220a https://github.com/sigstore/cosign/releases/download/v3.1.3/cosign-linux-arm64 -
darwin/amd64 2347488e5d5b25336644024dfeca5601b190e91197a71a917bda44744aff106c https://github.com/sigstore/cosign/releases/download/v3.1.3/cosign-darwin-amd64 -
darwin/arm64 5cf948c2f4dfe59687bdd0b8523709067383e03982cc543475c8a7dc70e92a76 https://github.com/sigstore/cosign/releases/download/v3.1.3/cosign-darwin-arm64 -
'

# Fetches one tool in one version, by checksum, and prints where it is. What is there already is checked again.
# Usage: download-TOOL.sh [FOLDER]
#   FOLDER  where it is kept (default: sealwright in the user's cache)
# Exit codes: 0 there, 1 other bytes than pinned, 2 usage or something missing on this machine, 3 network.
set -euf
LC_ALL=C
export LC_ALL
umask 077

fail() { # CODE MESSAGE
  printf '%s %s: %s\n' "$TOOL" "$TOOL_VERSION" "$2" >&2
  exit "$1"
}
sha256_of() {
  if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -c 1-64
}

usage="usage: download-$TOOL.sh [FOLDER]"
case ${1-} in
  --help)
    printf '%s\n' "$usage"
    exit 0
    ;;
  -*) fail 2 "unknown option $1; $usage" ;;
esac
[ $# -le 1 ] || fail 2 "give one folder, or nothing; $usage"
for program in awk chmod curl cut gzip mkdir mktemp mv rm tar uname; do
  command -v "$program" > /dev/null || fail 2 "the program $program is missing on this machine"
done
command -v sha256sum > /dev/null || command -v shasum > /dev/null || fail 2 'sha256sum or shasum is missing on this machine'
if [ $# -eq 1 ]; then
  folder=$1
else
  cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
  [ -n "$cache" ] || fail 2 'neither HOME nor XDG_CACHE_HOME is set: give a folder'
  folder=$cache/sealwright
fi
case $folder in /*) ;; *) folder=$(pwd)/$folder ;; esac

system=$(uname -s)
machine=$(uname -m)
case $system/$machine in
  Linux/x86_64 | Linux/amd64) platform=linux/amd64 ;;
  Linux/aarch64 | Linux/arm64) platform=linux/arm64 ;;
  Darwin/x86_64) platform=darwin/amd64 ;;
  Darwin/arm64) platform=darwin/arm64 ;;
  *) platform=$system/$machine ;;
esac
line=$(printf '%s' "$FILES" | awk -v platform="$platform" '$1 == platform { print $2, $3, $4 }')
# shellcheck disable=SC2086 # three words without blanks
set -- $line
{ [ $# -eq 3 ] && [ "${#1}" -eq 64 ]; } || fail 2 "no checksum is pinned for $platform, so it is not fetched"
sha256=$1 url=$2 member=$3

mkdir -p "$folder" || fail 2 "the folder $folder can't be made"
program=$folder/$TOOL-$TOOL_VERSION
download=$program
[ "$member" = - ] || download=$program.tar.gz
part=
trap '[ -z "$part" ] || rm -f "$part"' EXIT
trap 'exit 2' HUP INT TERM

if ! { [ -f "$download" ] && [ "$(sha256_of "$download")" = "$sha256" ]; }; then
  # Renamed only when it is whole and checked: nobody ever finds half of it under its name.
  part=$(mktemp "$folder/.part.XXXXXX") || fail 2 "the folder $folder can't be written to"
  code=0
  curl --fail --silent --show-error --location --proto '=https' --max-time 300 --retry 2 --output "$part" -- "$url" || code=$?
  case $code in
    0) ;;
    23) fail 2 "could not be written to $folder: is the disk full?" ;;
    22) fail 3 "could not be fetched from $url: the server refused it" ;;
    60) fail 3 "could not be fetched from $url: its certificate is not trusted; is this machine's clock right? It says $(date)" ;;
    *) fail 3 "could not be fetched from $url (curl: $code)" ;;
  esac
  got=$(sha256_of "$part")
  [ "$got" = "$sha256" ] || fail 1 "the bytes from $url are sha256:$got, but sha256:$sha256 is pinned; they were deleted"
  chmod 0755 "$part"
  mv -f "$part" "$download"
fi
if [ "$member" != - ]; then
  # Unpacked each time from the archive that was just checked.
  part=$(mktemp "$folder/.part.XXXXXX") || fail 2 "the folder $folder can't be written to"
  { gzip -dc < "$download" | tar -xOf - "$member" > "$part" && [ -s "$part" ]; } ||
    fail 2 "$member could not be unpacked into $folder: is the disk full?"
  chmod 0755 "$part"
  mv -f "$part" "$program"
fi
printf '%s\n' "$program"
