# Says in the run's summary what was released, and how to check and install it.
#   TAG, GITHUB_STEP_SUMMARY, RUNNER_TEMP
{
  printf '## %s is released\n\n' "$TAG"
  cat "$RUNNER_TEMP/release/notes.md"
  printf '\n<details><summary>Release manifest</summary>\n\n'
  sed 's/^/    /' "$RUNNER_TEMP/release/release.txt"
  printf '\n</details>\n'
} >> "$GITHUB_STEP_SUMMARY"
