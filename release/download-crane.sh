#!/bin/sh
# Written by sealwright. Do not edit: change .projenrc.ts and run `npx projen`.

TOOL='crane'
TOOL_VERSION='v0.21.9'
FILES='linux/amd64 5c16d8ddb971cb1d5e6ed8b1e743da8224414eeba2c2762d8f1a61b2f095699e https://github.com/google/go-containerregistry/releases/download/v0.21.9/go-containerregistry_Linux_x86_64.tar.gz crane
linux/arm64 1f4c647b7bb260ab5435661df5b526cf59950ebf95201790db7183ac189cbcbd https://github.com/google/go-containerregistry/releases/download/v0.21.9/go-containerregistry_Linux_arm64.tar.gz crane
darwin/amd64 f31075b3375f79b406a600e090d5c4778b3c6598a01c817dc7898c05c7c00a56 https://github.com/google/go-containerregistry/releases/download/v0.21.9/go-containerregistry_Darwin_x86_64.tar.gz crane
darwin/arm64 11cc3640e53473eb0d8c501068573e52a259f4d82177e6dd11b7bacb8955459e https://github.com/google/go-containerregistry/releases/download/v0.21.9/go-containerregistry_Darwin_arm64.tar.gz crane
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
