#!/usr/bin/env bash
# The outside linters over everything that Sealwright writes: every workflow and dependabot.yml of this repository and of the examples
# (actionlint with shellcheck, zizmor at its strictest), and every step's script as it is embedded, and every verifier (shellcheck). Demands no finding.
set -euo pipefail
cd "$(dirname "$0")/.."
for program in actionlint shellcheck zizmor; do
  command -v "$program" > /dev/null || { echo "$program is missing: run scripts/install-tools.sh" >&2; exit 1; }
done
mapfile -t workflows < <(git ls-files '.github/workflows/*.yml' 'examples/*/.github/workflows/*.yml')
mapfile -t dependabots < <(git ls-files '.github/dependabot.yml' 'examples/*/.github/dependabot.yml')
((${#workflows[@]} > 5 && ${#dependabots[@]} > 3)) || { echo 'there is almost nothing to lint: is this a checkout?' >&2; exit 1; }

actionlint -color=false "${workflows[@]}"
report=$(mktemp)
trap 'rm -f "$report"' EXIT
status=0
zizmor --offline --quiet --persona=auditor --strict-collection --format=json "${workflows[@]}" "${dependabots[@]}" > "$report" || status=$?
findings=$(jq length "$report")
if [[ $status != 0 || $findings != 0 ]]; then
  jq --raw-output '.[] | "\(.ident): \(.desc): \(.locations[0].symbolic.key | tostring)"' "$report" >&2
  echo "zizmor: exit code $status, $findings findings" >&2
  exit 1
fi

scripts=0
while IFS= read -r embedded; do
  shellcheck --shell=bash --severity=style - <<< "$(jq --raw-output . <<< "$embedded")"
  scripts=$((scripts + 1))
done < <(node --print "const { STEP_IDS } = require('./lib/steps'); const { script } = require('./lib/steps/script'); STEP_IDS.map((id) => JSON.stringify(script(id))).join('\n')")
mapfile -t verifiers < <(git ls-files 'release/*.sh' 'examples/*/release/*.sh')
((${#verifiers[@]} > 10)) || { echo "only ${#verifiers[@]} scripts of verifiers were found" >&2; exit 1; }
shellcheck --shell=sh --severity=style "${verifiers[@]}"
((scripts > 20)) || { echo "only $scripts scripts were found" >&2; exit 1; }
echo "linters: ${#workflows[@]} workflows, ${#dependabots[@]} dependabot.yml, $((scripts + ${#verifiers[@]})) scripts, 0 findings"
