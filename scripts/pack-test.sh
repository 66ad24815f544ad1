#!/usr/bin/env bash
# The packed package as a user gets it: looked at by publint and attw, installed beside projen into an empty folder, and made to
# synthesize the minimal example, which must come out as it is committed.
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
npm install --silent --no-audit --no-fund --save-dev "$tarball" projen@0.103.25 constructs@^10.8 ts-node@^10.9 typescript@~6.0 @swc/core@^1.16 > /dev/null
for file in .projenrc.ts Dockerfile hello.txt; do cp "$root/examples/minimal/$file" .; done
npx sealwright --help > /dev/null
npx ts-node --swc -O '{"module":"commonjs","moduleResolution":"node10","target":"es2022"}' .projenrc.ts
npx projen > /dev/null
compared=0
for file in $(cd "$root" && git ls-files examples/minimal); do
  name=${file#examples/minimal/}
  case $name in package.json) continue ;; esac
  cmp "$root/$file" "$name"
  compared=$((compared + 1))
done
((compared >= 6))
npx sealwright check
echo "packed package: $compared files of the minimal example are the same"
