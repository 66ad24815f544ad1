# demand_tag TAG: it names the commit of this run. The run has a commit; the tag may have been moved since.
demand_tag() {
  local object
  object=$(gh api "repos/$GITHUB_REPOSITORY/git/ref/tags/$1" --jq '.object.type + " " + .object.sha') || fail "GitHub does not show the tag $1"
  for _ in 1 2 3 4 5; do
    [[ $object == tag\ * ]] || break
    object=$(gh api "repos/$GITHUB_REPOSITORY/git/tags/${object#tag }" --jq '.object.type + " " + .object.sha') || fail "GitHub does not show what the tag $1 names"
  done
  [[ $object == "commit $GITHUB_SHA" ]] || fail "$1 is $object now, and this run is for $GITHUB_SHA: the tag was moved"
}
