# Logs in to one registry. The password is read from the environment and never stands on a command line.
#   REGISTRY, USERNAME, PASSWORD
#   RUNNER_TEMP, GITHUB_ENV
need REGISTRY '[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?'
# Named as a home folder's: actions/attest looks nowhere else.
export DOCKER_CONFIG=$RUNNER_TEMP/login/.docker
mkdir -p "$DOCKER_CONFIG"
chmod 0700 "$RUNNER_TEMP/login" "$DOCKER_CONFIG"
[[ -n $PASSWORD ]] || fail "there is no password for $REGISTRY: is the secret in this job's environment?"
printf '%s' "$PASSWORD" | docker login "$REGISTRY" --username "$USERNAME" --password-stdin > /dev/null 2> "$RUNNER_TEMP/login/error" ||
  fail "$USERNAME could not log in to $REGISTRY: $(tail -n 3 "$RUNNER_TEMP/login/error")"
printf 'DOCKER_CONFIG=%s\n' "$DOCKER_CONFIG" >> "$GITHUB_ENV"
