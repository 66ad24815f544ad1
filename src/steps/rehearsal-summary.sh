# Says in the run's summary what was rehearsed, and what only a real tag can show.
#   TAG, NOT_REHEARSED (one a line), RUNNER_TEMP, GITHUB_STEP_SUMMARY
{
  printf '## The release was rehearsed as %s\n\n' "$TAG"
  printf 'Built, listed, scanned, packaged, checked, copied, signed with a throw-away key, attested, verified and tagged in a registry on loopback:\n\n'
  sed -n 's/^\(image\|chart\|artifacthub\|file\) /    &/p' "$RUNNER_TEMP/release/release.txt"
  printf '\nOnly a real tag can show:\n\n'
  while IFS= read -r line; do [[ -z $line ]] || printf '* %s\n' "$line"; done <<< "$NOT_REHEARSED"
} >> "$GITHUB_STEP_SUMMARY"
