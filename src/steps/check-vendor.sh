# Demands that a vendored tree is what its command derives. The command has run before.
#   TREE
changes=$(git status --porcelain --untracked-files=all --ignored -- "$TREE") || fail "git does not know $TREE"
if [[ -n $changes ]]; then
  git --no-pager diff --stat -- "$TREE"
  fail "$TREE is not what its command derives: $changes"
fi
[[ -n $(git ls-files -- "$TREE") ]] || fail "$TREE holds no committed file: nothing was compared"
