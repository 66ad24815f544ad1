# Puts a throw-away key in the place of the tag's identity. The steps of a release have no key mode: a program that is named cosign stands
# before the real one, and exchanges the arguments for an identity by the key. It accepts no identity but this rehearsal's.
#   TAG, WORKFLOW_FILE, GITHUB_REPOSITORY, RUNNER_TEMP, GITHUB_PATH
folder=$RUNNER_TEMP/rehearsal-key
mkdir -p "$folder/bin"
real=$(command -v cosign)
(cd "$folder" && COSIGN_PASSWORD='' "$real" generate-key-pair 2> /dev/null)
{
  printf '#!/usr/bin/env bash\nset -euo pipefail\n'
  printf 'real=%q folder=%q accepted=%q\n' "$real" "$folder" "https://github.com/$GITHUB_REPOSITORY/.github/workflows/$WORKFLOW_FILE@refs/tags/$TAG"
  cat << 'END-OF-PROGRAM'
export COSIGN_PASSWORD=
command=$1
shift
arguments=()
identity=
while (($#)); do
  case $1 in
    --certificate-oidc-issuer | --certificate-github-workflow-sha) shift ;;
    --certificate-identity) identity=$2 && shift ;;
    --use-signing-config=false) ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
case $command in
  sign | attest | sign-blob) exec "$real" "$command" --key "$folder/cosign.key" --tlog-upload=false --use-signing-config=false "${arguments[@]}" ;;
  verify | verify-attestation | verify-blob | verify-blob-attestation)
    [[ $identity == "$accepted" ]] || { echo "$identity is not the identity of this rehearsal" >&2; exit 1; }
    exec "$real" "$command" --key "$folder/cosign.pub" --insecure-ignore-tlog "${arguments[@]}"
    ;;
  *) exec "$real" "$command" "${arguments[@]}" ;;
esac
END-OF-PROGRAM
} > "$folder/bin/cosign"
chmod 0755 "$folder/bin/cosign"
printf '%s\n' "$folder/bin" >> "$GITHUB_PATH"
