# Demands that checks have succeeded on the commit: the newest run of each name, of every app that has one. Skipped is not succeeded.
#   CHECKS    the names of the checks, one a line
#   GH_TOKEN, GITHUB_REPOSITORY, GITHUB_SHA
runs=$(gh api --paginate "repos/$GITHUB_REPOSITORY/commits/$GITHUB_SHA/check-runs?filter=latest&per_page=100" \
  --jq '.check_runs[] | [.conclusion // .status, .name] | @tsv') || fail 'GitHub does not show the checks of the commit'
statuses=$(gh api --paginate "repos/$GITHUB_REPOSITORY/commits/$GITHUB_SHA/status?per_page=100" \
  --jq '.statuses[] | [.state, .context] | @tsv') || fail 'GitHub does not show the statuses of the commit'
missing=0
while IFS= read -r name; do
  [[ -n $name ]] || continue
  states=$(printf '%s\n%s\n' "$runs" "$statuses" | awk -F '\t' -v name="$name" '$2 == name { print $1 }')
  if [[ $(sort --unique <<< "$states") == success ]]; then
    printf 'succeeded: %s\n' "$name"
  else
    printf '%s: %s\n' "${states:-not run}" "$name" >&2
    missing=$((missing + 1))
  fi
done <<< "$CHECKS"
((missing == 0)) || fail "$missing of the required checks have not succeeded on $GITHUB_SHA"
