# Reads the version from the tag, and refuses a tag that is not a release's.
#   TAG_PREFIX             what stands before the version
#   SUFFIXES               suffixes of variants, which no prerelease may equal; blanks between them
#   RELEASE_BRANCHES       branches that a release may come from, blanks between them; a name may end in *
#   REQUIRE_PROTECTED_TAG  `true`: stop where no ruleset protects the tag
#   GH_TOKEN               reads the tag from GitHub
#   GITHUB_REF, GITHUB_REF_TYPE, GITHUB_SHA, GITHUB_REPOSITORY, GITHUB_REF_PROTECTED, GITHUB_OUTPUT
# Outputs: tag, version, prerelease, epoch (the time of the commit, in seconds).
[[ $GITHUB_REF_TYPE == tag ]] || fail "a release begins with a tag, and $GITHUB_REF is none"
tag=${GITHUB_REF#refs/tags/}
[[ $GITHUB_REF == "refs/tags/$tag" && $tag == "$TAG_PREFIX"* ]] || fail "$GITHUB_REF does not begin with refs/tags/$TAG_PREFIX"
version=${tag#"$TAG_PREFIX"}
number='(0|[1-9][0-9]{0,8})'
part='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
semver="^$number\\.$number\\.$number(-$part(\\.$part)*)?\$"
[[ $version =~ $semver && $version != *$'\n'* && ${#version} -le 100 ]] ||
  fail "$tag is not $TAG_PREFIX and a strict semantic version without build metadata"
prerelease=false
[[ $version != 0.* && $version != *-* ]] || prerelease=true
for suffix in $SUFFIXES; do
  [[ -$version != *"$suffix" ]] || fail "$tag ends in $suffix, the suffix of a variant: its tags would collide"
done
if [[ $REQUIRE_PROTECTED_TAG == true && ${GITHUB_REF_PROTECTED-} != true ]]; then
  fail "no ruleset protects $tag; protect refs/tags/$TAG_PREFIX* in the settings of the repository"
fi

# The run has a commit; the tag may have been moved since.
object=$(gh api "repos/$GITHUB_REPOSITORY/git/ref/tags/$tag" --jq '.object.type + " " + .object.sha') || fail "GitHub does not show the tag $tag"
for _ in 1 2 3 4 5; do
  [[ $object == tag\ * ]] || break
  object=$(gh api "repos/$GITHUB_REPOSITORY/git/tags/${object#tag }" --jq '.object.type + " " + .object.sha') || fail "GitHub does not show what the tag $tag names"
done
[[ $object == "commit $GITHUB_SHA" ]] || fail "$tag is $object now, and this run is for $GITHUB_SHA: the tag was moved"
[[ $(git rev-parse HEAD) == "$GITHUB_SHA" ]] || fail "the checkout is not $GITHUB_SHA"

on_branch=
read -r -a patterns <<< "$RELEASE_BRANCHES"
for pattern in "${patterns[@]}"; do
  branches=$(git for-each-ref --format='%(refname)' "refs/remotes/origin/$pattern")
  for branch in $branches; do
    if git merge-base --is-ancestor "$GITHUB_SHA" "$branch"; then on_branch=$branch; fi
  done
done
[[ -n $on_branch ]] || fail "$GITHUB_SHA is on none of the release branches ($RELEASE_BRANCHES)"

{
  printf 'tag=%s\nversion=%s\nprerelease=%s\n' "$tag" "$version" "$prerelease"
  printf 'epoch=%s\n' "$(git show --no-patch --format=%ct "$GITHUB_SHA")"
} >> "$GITHUB_OUTPUT"
printf '%s on %s\n' "$tag" "${on_branch#refs/remotes/}"
