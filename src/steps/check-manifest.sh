# Demands that the release manifest is the one that was made, and is of this repository, tag and commit.
#   DIGEST, TAG, GITHUB_REPOSITORY, GITHUB_SHA, RUNNER_TEMP
# Reads $RUNNER_TEMP/manifest/release.txt.
manifest=$RUNNER_TEMP/manifest/release.txt
[[ -f $manifest && ! -L $manifest ]] || fail 'there is no release.txt'
(($(stat --format=%s "$manifest") < 1000000)) || fail 'release.txt is larger than a megabyte'
[[ $(sha256_of "$manifest") == "$DIGEST" ]] || fail "release.txt has other bytes: $(sha256_of "$manifest"), not $DIGEST"
[[ $(head -n 4 "$manifest") == "release-manifest 1
repository $GITHUB_REPOSITORY
tag $TAG
commit $GITHUB_SHA" ]] || fail 'release.txt is of another repository, tag or commit'
