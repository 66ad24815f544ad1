# Demands that each job before this one handed over an artifact and a digest, and that there is room for all of it. An empty id would
# download everything.
#   NEEDS      toJSON(needs)
#   JOBS       the jobs that hand something over, blanks between them
#   DOWNLOADS  `true`: this job downloads what they hand over
#   RUNNER_TEMP
jobs=$(jq --null-input --compact-output --arg jobs "$JOBS" '$jobs | split(" ") | map(select(. != ""))')
jq --exit-status --argjson jobs "$jobs" '
  . as $needs | ($jobs | length > 0) and all($jobs[]; $needs[.] as $job
    | $job.result == "success"
    and ($job.outputs["artifact-id"] // "" | test("^[0-9]+\\z"))
    and ($job.outputs.digest // "" | test("^sha256:[0-9a-f]{64}\\z"))
    and ($job.outputs.bytes // "" | test("^[0-9]{0,15}\\z")))' <<< "$NEEDS" > /dev/null ||
  fail "a hand-off is missing or malformed: $(jq --compact-output --argjson jobs "$jobs" '[to_entries[] | select(.key | IN($jobs[])) | {(.key): [.value.result, .value.outputs["artifact-id"], .value.outputs.digest]}]' <<< "$NEEDS" | head --bytes=2000)"
# Of large artifacts, the size is handed over.
[[ $DOWNLOADS == true ]] || exit 0
bytes=$(jq --argjson jobs "$jobs" '[.[$jobs[]].outputs.bytes // "" | select(. != "") | tonumber] | add // 0' <<< "$NEEDS")
((bytes == 0)) || need_room "$bytes"
