# Reads what a certificate would say of this job, before anything is written. The token is for nobody: no one accepts this audience.
#   TAG, WORKFLOW_FILE, GITHUB_REPOSITORY, GITHUB_SHA
#   ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN
[[ -n ${ACTIONS_ID_TOKEN_REQUEST_TOKEN-} && ${ACTIONS_ID_TOKEN_REQUEST_URL-} == https://* ]] || fail 'this job gets no identity: it needs the permission id-token: write'
claims=$(printf 'header = "Authorization: Bearer %s"\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
  curl --silent --show-error --fail --proto '=https' --max-time 60 --retry 3 --config - -- "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sealwright" |
  jq --raw-output '.value | split(".")[1] | gsub("-"; "+") | gsub("_"; "/") | . + ["", "", "==", "="][length % 4] | @base64d') || fail "GitHub gives this job no token: run it again"
demand() { # CLAIM VALUE
  local is
  is=$(jq --raw-output --arg name "$1" '.[$name] // "nothing" | tostring' <<< "$claims") || fail 'the token holds no claims'
  [[ $is == "$2" ]] || fail "this job's identity says that $1 is ${is:0:300}, not $2: its signatures would be somebody else's"
}
demand job_workflow_ref "$GITHUB_REPOSITORY/.github/workflows/$WORKFLOW_FILE@refs/tags/$TAG"
demand repository "$GITHUB_REPOSITORY"
demand ref "refs/tags/$TAG"
demand sha "$GITHUB_SHA"
demand event_name push
