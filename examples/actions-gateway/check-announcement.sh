#!/usr/bin/env bash
# A stable release must be announced before it is made: TAG, VERSION.
set -euo pipefail
[[ $VERSION != *-* && $VERSION != 0.* ]] || exit 0
grep -qxF "## $TAG" docs/announcements.md || {
  echo "docs/announcements.md does not announce $TAG" >&2
  exit 1
}
