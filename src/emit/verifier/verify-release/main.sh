# What there is to check, from the model; digests from the release manifest. What the manifest lacks is a finding already.
digest_of() { awk -v kind="$1" -v key="$2" -v name="$3" '$1 == kind && $2 == key && $3 == name { print $4; exit }' "$work/release.txt"; }

# list_image KEY REPOSITORY SUFFIX DIGEST: the jobs of an image. Each argument is one word; ~ becomes a blank when it is printed.
list_image() {
  printf 'tag %s %s %s\n' "$2:$IMAGE_PREFIX$VERSION$3" "$2:$IMAGE_PREFIX$VERSION$3" "$4"
  printf 'index %s %s %s %s\n' "$1~$2" "$2" "$4" "$1"
  printf 'signature %s %s\n' "$1~$2~index" "$2@$4"
  awk -v key="$1" '$1 == "platform" && $2 == key { print $3, $4 }' "$work/release.txt" | while read -r platform child; do
    at=$1~$2~$platform
    printf 'manifest %s %s\nsignature %s %s\n' "$at" "$2@$child" "$at" "$2@$child"
    printf 'sbom %s %s %s sbom %s %s %s %s\n' "$at" "$2" "$child" "$SPDX" "$4" "$1" "$platform"
    [ "$WITH_CYCLONEDX" != true ] || printf 'sbom %s %s %s cyclonedx %s %s %s %s\n' "$at" "$2" "$child" "$CYCLONEDX" "$4" "$1" "$platform"
  done
}
list_jobs() {
  printf '%s' "$ARTIFACTS" | while read -r kind key repository suffix; do
    digest=$(digest_of "$kind" "$key" "$repository")
    [ -n "$digest" ] || continue
    [ "$suffix" != - ] || suffix=
    at=$key~$repository~$kind
    if [ "$kind" = image ]; then
      list_image "$key" "$repository" "$suffix" "$digest"
    else
      [ "$kind" != chart ] || printf 'tag %s %s %s\n' "$repository:$VERSION" "$repository:$VERSION" "$digest"
      printf 'manifest %s %s\nsignature %s %s\n' "$at" "$repository@$digest" "$at" "$repository@$digest"
    fi
    printf 'provenance %s %s %s %s\n' "$at" "$repository" "$digest" "$kind"
  done
  printf 'assets\n'
}
list_jobs > "$work/jobs"
run_jobs 1
# The files of the GitHub Release, which check_assets has found.
run_jobs 2
finish
