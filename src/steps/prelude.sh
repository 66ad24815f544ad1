# Every value comes by the environment.
# shellcheck disable=SC2153
set -euo pipefail
export LC_ALL=C

# fail MESSAGE: ends the step. What the message quotes is never read as a workflow command.
fail() {
  local text=${1//'%'/'%25'}
  text=${text//$'\r'/'%0D'}
  printf '::error::%s\n' "${text//$'\n'/'%0A'}" >&2
  exit 1
}

# A program that this machine lacks is named, wherever it is missed.
# shellcheck disable=SC2329
command_not_found_handle() { fail "this runner has no $1, which this step needs: install it in the runner's image"; }

# need NAME PATTERN: the variable is set and matches the whole pattern.
need() {
  local value=${!1-} pattern="^($2)\$"
  [[ $value != *$'\n'* && $value =~ $pattern ]] || fail "$1 is not what this step takes: ${value:0:200}"
}

is_digest() { [[ $1 =~ ^sha256:[0-9a-f]{64}$ ]]; }

sha256_of() { printf 'sha256:%s' "$(sha256sum < "$1" | cut -c 1-64)"; }

# need_room BYTES: they are free where the runner keeps its files.
need_room() {
  local free
  free=$(df --block-size=1 --output=avail "$RUNNER_TEMP" | tail -n 1)
  ((free >= $1)) || fail "this step needs room for $1 bytes, and $free are free: choose a runner with a larger disk, or make the image smaller"
}

# retry COMMAND…: up to five times, with a longer pause after each. Only for writes that may be repeated.
retry() {
  local attempt
  for attempt in 1 2 3 4; do
    if "$@"; then return 0; fi
    sleep "$((attempt * ${RETRY_SECONDS:-5}))"
  done
  "$@"
}
