# The second layer behind the job's condition: nothing but the push of this release tag gets further.
#   REPOSITORY (the one whose identity signs), TAG, TAG_PREFIX, GITHUB_REPOSITORY, GITHUB_EVENT_NAME, GITHUB_REF, GITHUB_REF_TYPE
[[ $GITHUB_REPOSITORY == "$REPOSITORY" ]] || fail "this release belongs to $REPOSITORY, and this is $GITHUB_REPOSITORY"
[[ $GITHUB_EVENT_NAME == push ]] || fail "this job runs for the push of a tag, not for $GITHUB_EVENT_NAME"
[[ $GITHUB_REF_TYPE == tag && $GITHUB_REF == "refs/tags/$TAG" ]] || fail "this job runs for the tag $TAG, not for $GITHUB_REF"
[[ $TAG == "$TAG_PREFIX"* && ${TAG#"$TAG_PREFIX"} =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail "$TAG is not a release's tag"
