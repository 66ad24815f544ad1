#!/usr/bin/env bash
# Compiles the programs of the images for one platform: TARGETOS, TARGETARCH, VERSION.
set -euo pipefail
out=dist/$TARGETOS-$TARGETARCH
mkdir -p "$out"
for program in gmc agc proxy worker; do
  CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -mod=vendor -trimpath \
    -ldflags "-s -w -buildid= -X example.com/banner.Version=$VERSION" -o "$out/$program" "./cmd/$program"
done
