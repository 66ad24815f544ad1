# Demands that one line of a file names the version.
#   FILE, PATTERN (the whole line, with {version}), VERSION
[[ -f $FILE && ! -L $FILE ]] || fail "there is no file $FILE"
wanted=${PATTERN//'{version}'/"$VERSION"}
grep -qxF -- "$wanted" "$FILE" || fail "no line of $FILE is: $wanted"
