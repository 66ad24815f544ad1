# The checks run side by side; the report has their results in the order of the list.

# run_job ID CHECK ARGUMENT…: writes its results, then the word that says that they are all there.
run_job() {
  scratch=$work/job-$1
  results=$work/results/$1
  check=$2
  shift 2
  case $check in
    tag) check_tag "$@" ;;
    manifest) check_manifest "$@" ;;
    index) check_index "$@" ;;
    signature) check_signature "$@" ;;
    sbom) check_sbom "$@" ;;
    provenance) check_provenance "$@" ;;
    assets) check_assets ;;
    asset) check_asset "$@" ;;
  esac > "$results"
  (set +f && rm -f "$scratch".*)
  printf 'end\n' >> "$results"
}
# run_jobs PHASE: every job of the list, $PARALLEL at a time.
run_jobs() {
  list=$work/jobs-$1
  awk -v phase="$1" '{ printf "%s-%05d %s\n", phase, NR, $0 }' "$work/jobs" > "$list"
  expected_files=$((expected_files + $(grep -c . "$list" || :)))
  : > "$work/jobs"
  worker=0
  while [ "$worker" -lt "$PARALLEL" ]; do
    (
      # A job that fails ends without its last word; the next one begins all the same.
      set +e
      line=0
      while read -r id job; do
        line=$((line + 1))
        [ $((line % PARALLEL)) -eq "$worker" ] || continue
        # shellcheck disable=SC2086 # words that were all checked
        (set -e && run_job "$id" $job) < /dev/null
      done < "$list"
    ) &
    workers="$workers $!"
    worker=$((worker + 1))
  done
  wait
  workers=
}
