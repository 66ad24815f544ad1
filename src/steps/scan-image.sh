# Looks for known vulnerabilities in each leg of an image.
#   KEY, PLATFORMS (blanks between them), MODE (`gate` or `report`), SEVERITIES (commas between them), ONLY_FIXED
#   RUNNER_TEMP, GITHUB_STEP_SUMMARY
# Reads $RUNNER_TEMP/leg-<platform>/image.tar.
need MODE 'gate|report'
need SEVERITIES '[A-Z]+(,[A-Z]+)*'
found=()
# Each archive is unpacked beside itself, and the scanner's database takes about 1 GiB.
bytes=$((1024 * 1024 * 1024))
for archive in "$RUNNER_TEMP"/leg-*/image.tar; do bytes=$((bytes + $(stat --format=%s "$archive"))); done
need_room "$bytes"
for platform in $PLATFORMS; do
  id=${platform//\//-}
  layout=$RUNNER_TEMP/scan-$id report=$RUNNER_TEMP/scan-$id.txt
  mkdir -p "$layout"
  tar --extract --file="$RUNNER_TEMP/leg-$id/image.tar" --directory="$layout" || fail "the archive of $KEY for $platform can't be unpacked"
  arguments=(--input "$layout" --platform "$platform" --scanners vuln --severity "$SEVERITIES" --no-progress --format table)
  [[ $ONLY_FIXED != true ]] || arguments+=(--ignore-unfixed)
  status=0
  trivy image "${arguments[@]}" --exit-code 10 > "$report" || status=$?
  ((status == 0 || status == 10)) || fail "the scan of $KEY for $platform did not end: exit code $status"
  # What the scanner quotes of an image is never read as a workflow command.
  sed 's/^/| /' "$report"
  ((status == 0)) || found+=("$platform")
  # Four blanks make a block of it, in which nothing is Markdown.
  { printf '\n### %s %s\n\n' "$KEY" "$platform" && head --bytes=100000 "$report" | tr -cd '[:print:]\n' | sed 's/^/    /'; } >> "$GITHUB_STEP_SUMMARY"
done
if ((${#found[@]} == 0)); then exit 0; fi
[[ $MODE == report ]] || fail "$KEY has vulnerabilities ($SEVERITIES) on ${found[*]}"
printf '::warning::%s has vulnerabilities (%s) on %s; this image only reports them\n' "$KEY" "$SEVERITIES" "${found[*]}"
