# Says in the run's summary what was released, where it is, and how to check and install it.
#   MANIFEST, MANIFEST_REPOSITORY
#   RELEASE_FOLDER   where the verifier stands in the repository
#   TAG, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_STEP_SUMMARY, RUNNER_TEMP
need MANIFEST 'sha256:[0-9a-f]{64}'
# What looks like a command belongs to the Markdown.
# shellcheck disable=SC2016
{
  printf '## %s is released\n\n' "$TAG"
  printf '* [The GitHub Release](%s/%s/releases/tag/%s)\n' "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "${TAG//\//%2F}"
  printf '* The signed release manifest: `%s@%s`\n\n' "$MANIFEST_REPOSITORY" "$MANIFEST"
  printf 'Before anybody is told, in a checkout of the tag; a failure stops the announcement:\n\n```sh\n%s/verify-release.sh %s --commit %s\n```\n\n' "$RELEASE_FOLDER" "$TAG" "$GITHUB_SHA"
  cat "$RUNNER_TEMP/release/notes.md"
  printf '\n<details><summary>Release manifest</summary>\n\n'
  sed 's/^/    /' "$RUNNER_TEMP/release/release.txt"
  printf '\n</details>\n'
} >> "$GITHUB_STEP_SUMMARY"
