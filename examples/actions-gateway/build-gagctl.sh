#!/usr/bin/env bash
# Compiles the command-line program for every platform: TAG, VERSION.
set -euo pipefail
mkdir -p dist
for platform in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64; do
  os=${platform%/*} arch=${platform#*/} suffix=
  [[ $os != windows ]] || suffix=.exe
  CGO_ENABLED=0 GOOS=$os GOARCH=$arch go build -mod=vendor -trimpath \
    -ldflags "-s -w -buildid= -X example.com/banner.Version=$VERSION" -o "dist/gagctl-$TAG-$os-$arch$suffix" ./cmd/gagctl
done
