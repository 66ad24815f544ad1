# Makes cosign trust a private Sigstore instance instead of the public one.
#   MIRROR, ROOT (the text of its root.json), RUNNER_TEMP, GITHUB_ENV
need MIRROR 'https://[A-Za-z0-9./_%+~:-]+'
printf '%s' "$ROOT" > "$RUNNER_TEMP/sigstore-root.json"
export TUF_ROOT=$RUNNER_TEMP/sigstore
retry cosign initialize --mirror "$MIRROR" --root "$RUNNER_TEMP/sigstore-root.json"
printf 'TUF_ROOT=%s\n' "$TUF_ROOT" >> "$GITHUB_ENV"
