# Demands that everybody can pull what was released: every digest and the release manifest itself, without any login.
#   MANIFEST_REPOSITORY, MANIFEST
#   RUNNER_TEMP
# Reads $RUNNER_TEMP/release/release.txt.
DOCKER_CONFIG=$(mktemp -d -p "$RUNNER_TEMP")
export DOCKER_CONFIG
need MANIFEST 'sha256:[0-9a-f]{64}'
# The architectures of an image are in each of its repositories.
awk -v manifest="$MANIFEST_REPOSITORY $MANIFEST" '
  BEGIN { print manifest }
  $1 == "image" { repositories[$2] = repositories[$2] " " $3 }
  $1 == "image" || $1 == "chart" || $1 == "artifacthub" { print $3, $4 }
  $1 == "platform" { count = split(repositories[$2], repository, " "); for (i = 1; i <= count; i++) print repository[i], $4 }
' "$RUNNER_TEMP/release/release.txt" > "$RUNNER_TEMP/published"
# seen REFERENCE: `public`; `hidden` where the registry says that nobody may see it; else what kept it from answering.
seen() {
  local attempt answer
  for attempt in 1 2 3 4 5; do
    if crane manifest "$1" > /dev/null 2> "$RUNNER_TEMP/anonymous"; then
      printf 'public'
      return
    fi
    answer=$(tail -n 1 "$RUNNER_TEMP/anonymous")
    case $answer in
      *UNAUTHORIZED* | *DENIED* | *MANIFEST_UNKNOWN* | *NAME_UNKNOWN* | *'status code 401'* | *'status code 403'* | *'status code 404'*)
        printf 'hidden'
        return
        ;;
    esac
    ((attempt == 5)) || sleep "$((attempt * ${RETRY_SECONDS:-5}))"
  done
  printf '%s' "${answer:0:300}"
}
hidden=() unasked=()
while read -r repository digest; do
  is_digest "$digest" || fail "not a digest: $digest"
  [[ $repository =~ ^[a-z0-9.:/_-]+$ ]] || fail "not a repository: $repository"
  is=$(seen "$repository@$digest")
  case $is in
    public) printf 'public %s@%s\n' "$repository" "$digest" ;;
    hidden) hidden+=("$repository") ;;
    *) unasked+=("$repository@$digest: $is") ;;
  esac
done < "$RUNNER_TEMP/published"
((${#hidden[@]} == 0)) ||
  fail "nobody can pull ${hidden[*]} without a login. In the settings of each package: Danger Zone, Change visibility, Public; then run this job again (on other registries: make the repository public)"
((${#unasked[@]} == 0)) ||
  fail "whether everybody can pull these could not be asked: $(printf '%s; ' "${unasked[@]}") run this job again"
