# The report. A result is a line of STATUS, CHECK, SUBJECT and REASON with tabs between them; ~ in a SUBJECT stands for a blank.
manifest='' expected_files=1

result() { # ok|FAILED|UNKNOWN CHECK SUBJECT [REASON]
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4-}"
}
result_from() { # CHECK SUBJECT FILE: from what a tool wrote into FILE
  reason=$(reason_of "$3" "$1")
  result "${reason%%"$TAB"*}" "$1" "$2" "${reason#*"$TAB"}"
}

print_json() {
  awk -F '\t' -v repository="$REPOSITORY" -v tag="$TAG" -v commit="$COMMIT" -v manifest="$manifest" '
    function quoted(text,    i, c, out) {
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        out = out (c == "\\" || c == "\"" ? "\\" c : c)
      }
      return "\"" out "\""
    }
    BEGIN { printf "{ \"version\": 1, \"repository\": %s, \"tag\": %s, \"commit\": %s, \"manifest\": %s, \"checks\": [", quoted(repository), quoted(tag), quoted(commit), quoted(manifest) }
    { gsub(/~/, " ", $3); printf "%s\n  { \"status\": %s, \"check\": %s, \"subject\": %s, \"reason\": %s }", NR == 1 ? "" : ",", quoted(tolower($1)), quoted($2), quoted($3), quoted($4) }
    END { print "\n] }" }' "$work/all"
}
print_table() {
  awk -F '\t' '
    { status[NR] = $1; check[NR] = $2; gsub(/~/, " ", $3); subject[NR] = $3; reason[NR] = $4; if (length($2) > wide) wide = length($2) }
    END { for (i = 1; i <= NR; i++) { line = sprintf("%-7s  %-" wide "s  %s", status[i], check[i], subject[i]); print reason[i] == "" ? line : line ": " reason[i] } }' "$work/all"
}

# finish: prints every result, then ends with the code that they amount to.
finish() {
  # A file of results without its last word was not finished: only a full disk or a killed job does that.
  complete=true
  number=0
  for file in $(cd "$work/results" && set +f && printf '%s\n' * | sort); do
    number=$((number + 1))
    [ "$(sed -n '$p' "$work/results/$file")" = end ] || complete=false
    sed '$d' "$work/results/$file" >> "$work/all" || complete=false
  done
  [ "$number" -eq "$expected_files" ] || complete=false
  if [ "$JSON" = true ]; then print_json; else print_table; fi
  failed=$(grep -c '^FAILED' "$work/all" || :)
  unknown=$(grep -c '^UNKNOWN' "$work/all" || :)
  checks=$(grep -c . "$work/all" || :)
  printf '%s %s: %s checked, %s failed, %s unknown\n' "$REPOSITORY" "$TAG" "$checks" "$failed" "$unknown" >&2
  [ "$failed" -eq 0 ] || exit 1
  if [ "$complete" = false ]; then
    say_disk_is_full
    exit 2
  fi
  [ "$unknown" -eq 0 ] || exit 3
  [ "$checks" -gt 0 ] || exit 2
  exit 0
}
# end_here RESULT: the report ends with this line, because nothing else can be checked.
end_here() {
  printf '%s\nend\n' "$1" >> "$work/results/0"
  finish
}
