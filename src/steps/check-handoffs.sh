# Demands that each job before this one handed over an artifact and a digest. An empty id would download everything.
#   NEEDS   toJSON(needs)
#   JOBS    the jobs that hand something over, blanks between them
jobs=$(jq --null-input --compact-output --arg jobs "$JOBS" '$jobs | split(" ") | map(select(. != ""))')
jq --exit-status --argjson jobs "$jobs" '
  . as $needs | ($jobs | length > 0) and all($jobs[]; $needs[.] as $job
    | $job.result == "success"
    and ($job.outputs["artifact-id"] // "" | test("^[0-9]+\\z"))
    and ($job.outputs.digest // "" | test("^sha256:[0-9a-f]{64}\\z")))' <<< "$NEEDS" > /dev/null ||
  fail "a hand-off is missing or malformed: $(jq --compact-output --argjson jobs "$jobs" '[to_entries[] | select(.key | IN($jobs[])) | {(.key): [.value.result, .value.outputs["artifact-id"], .value.outputs.digest]}]' <<< "$NEEDS" | head --bytes=2000)"
