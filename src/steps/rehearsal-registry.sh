# Starts the registry that a rehearsal publishes to: on loopback, without a password, gone with the runner.
#   ADDRESS    where it listens
#   RUNNER_TEMP
need ADDRESS '127\.0\.0\.1:[0-9]+'
folder=$RUNNER_TEMP/rehearsal-registry
mkdir -p "$folder"
# In a session of its own, so that it outlives this step.
setsid crane registry serve --address "$ADDRESS" --disk "$folder" > "$RUNNER_TEMP/rehearsal-registry.log" 2>&1 < /dev/null &
up=
for _ in {1..100}; do
  if curl --silent --fail --output /dev/null --max-time 2 "http://$ADDRESS/v2/"; then up=yes && break; fi
  sleep 0.1
done
[[ -n $up ]] || fail "the registry of the rehearsal did not start: $(tail -n 3 "$RUNNER_TEMP/rehearsal-registry.log")"
