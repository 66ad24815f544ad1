# Demands that everybody can pull what was released: every digest, without any login.
#   GITHUB_REPOSITORY, RUNNER_TEMP
# Reads $RUNNER_TEMP/release/release.txt.
DOCKER_CONFIG=$(mktemp -d -p "$RUNNER_TEMP")
export DOCKER_CONFIG
awk '$1 == "image" || $1 == "chart" || $1 == "artifacthub" { print $3, $4 }' "$RUNNER_TEMP/release/release.txt" > "$RUNNER_TEMP/published"
hidden=()
while read -r repository digest; do
  [[ $repository =~ ^[a-z0-9.:/_-]+$ ]] || fail "not a repository: $repository"
  if crane manifest "$repository@$digest" > /dev/null 2> "$RUNNER_TEMP/anonymous"; then
    printf 'public %s@%s\n' "$repository" "$digest"
  else
    hidden+=("$repository")
    printf '%s@%s: %s\n' "$repository" "$digest" "$(tail -n 1 "$RUNNER_TEMP/anonymous")" >&2
  fi
done < "$RUNNER_TEMP/published"
((${#hidden[@]} == 0)) ||
  fail "nobody can pull ${hidden[*]} without a login. In the settings of each package: Danger Zone, Change visibility, Public; then run this job again (on other registries: make the repository public)"
