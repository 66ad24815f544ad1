# Looks again where the tag is: days may have passed since the run began, waiting for an approval or for somebody to run a job again.
#   TAG, GH_TOKEN, GITHUB_REPOSITORY, GITHUB_SHA
demand_tag "$TAG"
