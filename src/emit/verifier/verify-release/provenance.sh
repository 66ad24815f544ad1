# The facts of a provenance: what this release's says and what GitHub may add.

# expected_provenance DIGEST: every fact of the provenance that the release workflow signs, as `flatten` prints it.
expected_provenance() {
  definition='"predicate"/"buildDefinition"'
  workflow=$definition/'"externalParameters"/"workflow"'
  ref=refs/tags/$TAG repository=https://github.com/$REPOSITORY path=.github/workflows/$WORKFLOW_FILE
  printf '%s\t%s\n' \
    '"predicateType"' "$PROVENANCE" \
    '"subject"/0/"digest"/"sha256"' "${1#sha256:}" \
    "$definition/\"buildType\"" https://actions.github.io/buildtypes/workflow/v1 \
    "$workflow/\"ref\"" "$ref" \
    "$workflow/\"repository\"" "$repository" \
    "$workflow/\"path\"" "$path" \
    "$definition/\"internalParameters\"/\"github\"/\"event_name\"" push \
    "$definition/\"resolvedDependencies\"/0/\"uri\"" "git+$repository@$ref" \
    "$definition/\"resolvedDependencies\"/0/\"digest\"/\"gitCommit\"" "$COMMIT" \
    '"predicate"/"runDetails"/"builder"/"id"' "$repository/$path@$ref" | sort
}

# without_githubs_facts: drops what actions/attest adds to the same facts: numbers of repository and owner, the kind of runner, the run.
# https://github.com/actions/toolkit/blob/main/packages/attest/src/provenance.ts
without_githubs_facts() {
  details='"predicate"/"runDetails"/"metadata"/"invocationId"'
  parameters='"predicate"/"buildDefinition"/"internalParameters"/"github"'
  run=https://github\\.com/$(printf '%s' "$REPOSITORY" | sed 's/\./\\./g')/actions/runs
  grep -Evx "$parameters/\"repository(_owner)?_id\"${TAB}[0-9]+|$parameters/\"runner_environment\"${TAB}github-hosted|$details$TAB$run/[0-9]+/attempts/[0-9]+"
}

# differences WANT HAVE: between two sorted lists of facts, in words.
differences() {
  awk -F '\t' '
    NR == FNR { want[$1] = $2; next }
    !($1 in want) { said = said " " $1 " does not belong there;"; next }
    { if (want[$1] != $2) said = said " " $1 " is " $2 ", not " want[$1] ";"; delete want[$1] }
    END { for (path in want) said = said " " path " is missing;"; print said }' "$1" "$2" | sed 's/"//g' | clean
}

# Every provenance that this identity signed says exactly this and nothing else, or is GitHub's own with the same facts; one is exact.
check_provenance() { # SUBJECT REPOSITORY DIGEST KIND
  expected_provenance "$3" > "$scratch.want"
  for format in $(formats); do
    if ! attested "$format" "$PROVENANCE" "$2@$3" > "$scratch.out" 2> "$scratch.err"; then
      add_other_signers "$PROVENANCE" "$2@$3" "$scratch.err"
      result_from provenance "$1" "$scratch.err"
      return
    fi
    if ! statements; then
      result FAILED provenance "$1" 'what is attested is not an in-toto statement'
      return
    fi
    exact=
    number=0
    while [ "$number" -lt "$statements" ]; do
      number=$((number + 1))
      if ! flatten < "$scratch.statement-$number" > "$scratch.flat"; then
        result FAILED provenance "$1" 'what is attested is not an in-toto statement'
        return
      fi
      grep -Ev '^"(_type"|subject"/0/"name")'"$TAB" "$scratch.flat" | sort > "$scratch.have" || :
      if cmp -s "$scratch.want" "$scratch.have"; then
        exact=yes
        continue
      fi
      if [ "$GITHUB_PROVENANCE" = true ] && [ "$4" = image ]; then
        without_githubs_facts < "$scratch.have" > "$scratch.rest" || :
        ! cmp -s "$scratch.want" "$scratch.rest" || continue
        cat "$scratch.rest" > "$scratch.have"
      fi
      result FAILED provenance "$1" "says something else:$(differences "$scratch.want" "$scratch.have")"
      return
    done
    if [ -z "$exact" ]; then
      result FAILED provenance "$1" 'there is no provenance of this workflow, only the one that GitHub adds'
      return
    fi
  done
  result ok provenance "$1"
}
