# Written by sealwright. Do not edit: change .projenrc.ts and run `npx projen`.
# make verify-release VERSION=v1.2.3

# Included before the first target of a Makefile, this is still not what a bare `make` does.
SEALWRIGHT_GOAL := $(.DEFAULT_GOAL)
verify-release: SCRIPT := $(dir $(lastword $(MAKEFILE_LIST)))verify-release.sh
verify-release: export RELEASE_VERSION = $(VERSION)
.PHONY: verify-release
verify-release:
	@'$(SCRIPT)' "$$RELEASE_VERSION"
.DEFAULT_GOAL := $(SEALWRIGHT_GOAL)
