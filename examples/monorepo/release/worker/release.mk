# Written by sealwright. Do not edit: change .projenrc.ts and run `npx projen`.
# make verify-release-worker VERSION=worker-v1.2.3

# Included before the first target of a Makefile, this is still not what a bare `make` does.
SEALWRIGHT_GOAL := $(.DEFAULT_GOAL)
verify-release-worker: SCRIPT := $(dir $(lastword $(MAKEFILE_LIST)))verify-release.sh
verify-release-worker: export RELEASE_VERSION = $(VERSION)
.PHONY: verify-release-worker
verify-release-worker:
	@'$(SCRIPT)' "$$RELEASE_VERSION"
.DEFAULT_GOAL := $(SEALWRIGHT_GOAL)
