# The tools, by checksum, and what they trust.
need_tool() { # NAME: sets $tool to where it is
  code=0
  tool=$("$here/download-$1.sh" 2> "$work/error") || code=$?
  [ "$code" -ne 0 ] || return 0
  # The last line says what the lines of curl before it come to.
  reason=$(sed -n '$p' "$work/error" | clean)
  reason=${reason:-it could not be fetched}
  case $code in
    1) end_here "$(result FAILED tool "download-$1.sh" "$reason")" ;;
    3) end_here "$(result UNKNOWN tool "download-$1.sh" "$reason")" ;;
    *) stop 2 "$reason" ;;
  esac
}
need_tool cosign
COSIGN=$tool
need_tool crane
CRANE=$tool

# A private Sigstore instance of this release; else cosign's own, or the one that TUF_ROOT names.
if [ -n "$SIGSTORE_MIRROR" ]; then
  printf '%s' "$SIGSTORE_ROOT" > "$work/root.json"
  TUF_ROOT=$work/tuf
  export TUF_ROOT
  "$COSIGN" initialize --mirror "$SIGSTORE_MIRROR" --root "$work/root.json" > /dev/null 2> "$work/error" ||
    end_here "$(result UNKNOWN sigstore "$SIGSTORE_MIRROR" "can't be used: $(clean < "$work/error")")"
fi
