#!/usr/bin/env bash
# Compiles and packs the package into a folder, without what only this repository needs: a package with a `prepare` script makes npm warn
# whoever installs the file.
# usage: scripts/pack.sh FOLDER
set -euo pipefail
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
npx projen compile > /dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --ignore-scripts --pack-destination "$work" > /dev/null
tar -xzf "$work"/*.tgz -C "$work"
cd "$work/package"
npm pkg delete scripts devDependencies workspaces
npm pack --silent --ignore-scripts --pack-destination "$folder"
