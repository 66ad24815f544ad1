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
