# Written by sealwright. Do not edit: change .projenrc.ts and run `npx projen`.
# make verify-release-api VERSION=api-v1.2.3

# Included before the first target of a Makefile, this is still not what a bare `make` does.
SEALWRIGHT_GOAL := $(.DEFAULT_GOAL)
verify-release-api: SCRIPT := $(dir $(lastword $(MAKEFILE_LIST)))verify-release.sh
verify-release-api: export RELEASE_VERSION = $(VERSION)
.PHONY: verify-release-api
verify-release-api:
	@'$(SCRIPT)' "$$RELEASE_VERSION"
.DEFAULT_GOAL := $(SEALWRIGHT_GOAL)
