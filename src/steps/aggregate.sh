# One job to require: green only if every job before it succeeded, or was skipped and may be.
#   NEEDS            toJSON(needs)
#   MAY_BE_SKIPPED   jobs that may be skipped, blanks between them
allowed=$(jq --null-input --compact-output --arg jobs "$MAY_BE_SKIPPED" '$jobs | split(" ") | map(select(. != ""))')
jq --raw-output 'to_entries[] | "\(.value.result) \(.key)"' <<< "$NEEDS"
jq --exit-status --argjson allowed "$allowed" '
  length > 0 and all(to_entries[]; .value.result == "success" or (.value.result == "skipped" and (.key | IN($allowed[]))))' \
  <<< "$NEEDS" > /dev/null || fail 'a job that is required has not succeeded'
