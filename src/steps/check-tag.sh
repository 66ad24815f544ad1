# Reads the version from the tag, and refuses a tag that is not a release's.
#   REPOSITORY             the one whose identity signs
#   TAG_PREFIX             what stands before the version
#   SUFFIXES               suffixes of variants, which no prerelease may equal; blanks between them
#   RELEASE_BRANCHES       branches that a release may come from, blanks between them; a name may end in *
#   REQUIRE_PROTECTED_TAG  `true`: stop where no ruleset protects the tag
#   GH_TOKEN               asks GitHub for the tag and the commit: nothing of the repository is checked out here
#   GITHUB_REF, GITHUB_REF_TYPE, GITHUB_SHA, GITHUB_REPOSITORY, GITHUB_REF_PROTECTED, GITHUB_OUTPUT
# Outputs: tag, version, prerelease, epoch (the time of the commit, in seconds).
[[ $GITHUB_REPOSITORY == "$REPOSITORY" ]] || fail "this release belongs to $REPOSITORY, and this is $GITHUB_REPOSITORY: a fork releases nothing"
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

demand_tag "$tag"

# Where the commit is behind the branch or at its tip, it is on it.
on_branch=
read -r -a patterns <<< "$RELEASE_BRANCHES"
for pattern in "${patterns[@]}"; do
  if [[ $pattern == *'*' ]]; then
    branches=$(gh api --paginate "repos/$GITHUB_REPOSITORY/git/matching-refs/heads/${pattern%'*'}" --jq '.[].ref | ltrimstr("refs/heads/")') ||
      fail "GitHub does not list the branches $pattern"
  else
    branches=$pattern
  fi
  while IFS= read -r branch; do
    [[ $branch =~ ^[A-Za-z0-9._/-]+$ ]] || continue
    status=$(gh api "repos/$GITHUB_REPOSITORY/compare/${branch//\//%2F}...$GITHUB_SHA" --jq .status) || fail "GitHub does not compare $branch with $GITHUB_SHA"
    [[ $status != behind && $status != identical ]] || on_branch=$branch
  done <<< "$branches"
done
[[ -n $on_branch ]] || fail "$GITHUB_SHA is on none of the release branches ($RELEASE_BRANCHES)"
date=$(gh api "repos/$GITHUB_REPOSITORY/git/commits/$GITHUB_SHA" --jq .committer.date) || fail "GitHub does not show $GITHUB_SHA"
[[ -n $date ]] || fail "GitHub names no time for $GITHUB_SHA"
epoch=$(date --utc --date="$date" +%s)

{
  printf 'tag=%s\nversion=%s\nprerelease=%s\n' "$tag" "$version" "$prerelease"
  printf 'epoch=%s\n' "$epoch"
} >> "$GITHUB_OUTPUT"
printf '%s on %s\n' "$tag" "$on_branch"
