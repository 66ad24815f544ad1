#!/usr/bin/env bash
# The packed package as a user gets it: looked at by publint and attw, installed into an empty folder by the README's own commands, and
# made to synthesize the minimal example, which must come out as it is committed.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
scripts/pack.sh "$work" > /dev/null
tarball=$(echo "$work"/*.tgz)
npx publint --strict "$tarball"
# CommonJS only: what an ES module gets of it is the same file.
npx attw --profile node16 --no-emoji "$tarball"

mkdir "$work/user"
cd "$work/user"
printf '{ "name": "user", "version": "0.0.0", "private": true }\n' > package.json
install=$(grep --max-count=1 '^npm install --save-dev /tmp/sealwright-0.0.0.tgz ' "$root/README.md")
bash -euc "${install/\/tmp\/sealwright-0.0.0.tgz/$tarball}" > /dev/null
for file in .projenrc.ts Dockerfile hello.txt; do cp "$root/examples/minimal/$file" .; done
npx sealwright --help > /dev/null
bash -euc "$(grep --max-count=1 '^npx ts-node ' "$root/README.md")"
npx projen > /dev/null
compared=0
for file in $(cd "$root" && git ls-files examples/minimal); do
  name=${file#examples/minimal/}
  case $name in package.json | README.md) continue ;; esac
  cmp "$root/$file" "$name"
  compared=$((compared + 1))
done
((compared >= 6))
npx sealwright check
echo "packed package: $compared files of the minimal example are the same"
