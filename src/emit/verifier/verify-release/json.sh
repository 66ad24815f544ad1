# flatten < JSON: one line per value: its keys and numbers with / between them, a tab, the value. Strings stay as they are written.
# Fails on anything that is not one JSON document.
flatten() {
  awk '
    function bad() { broken = 1; exit 1 }
    function skip(n) { text = substr(text, n + 1); sub(/^[ \t\r\n]+/, "", text) }
    function string(    out, at) {
      if (substr(text, 1, 1) != "\"") bad()
      text = substr(text, 2)
      out = ""
      while (match(text, /["\\]/)) {
        at = RSTART
        if (substr(text, at, 1) == "\"") {
          out = out substr(text, 1, at - 1)
          skip(at)
          if (out ~ /[\001-\037]/) bad()
          return out
        }
        out = out substr(text, 1, at + 1)
        text = substr(text, at + 2)
      }
      bad()
    }
    function value(path,    key, n, closing) {
      if (path != "" && substr(path, 1, 1) == "/") path = substr(path, 2)
      if (text ~ /^[{[]/) {
        closing = substr(text, 1, 1) == "{" ? "}" : "]"
        skip(1)
        if (substr(text, 1, 1) == closing) { skip(1); return }
        for (n = 0; ; n++) {
          if (closing == "}") {
            key = "\"" string() "\""
            if (substr(text, 1, 1) != ":") bad()
            skip(1)
          } else key = n
          value(path "/" key)
          if (substr(text, 1, 1) == closing) { skip(1); return }
          if (substr(text, 1, 1) != ",") bad()
          skip(1)
        }
      }
      if (substr(text, 1, 1) == "\"") { print path "\t" string(); return }
      if (!match(text, /^(-?[0-9][0-9.eE+-]*|true|false|null)/)) bad()
      key = substr(text, 1, RLENGTH)
      skip(RLENGTH)
      print path "\t" key
    }
    { text = text $0 "\n" }
    END {
      if (broken) exit 1
      skip(0)
      value("")
      if (text != "") exit 1
    }'
}
# field PATH < FLAT: the value that stands there; fails unless there is exactly one.
field() { awk -F '\t' -v path="$1" '$1 == path { n++; found = substr($0, length(path) + 2) } END { if (n != 1) exit 1; print found }'; }

# unescaped: a JSON string as it is written, from standard input, as the text that it stands for. Carriage returns are dropped.
unescaped() {
  awk '{
    gsub(/\\\\/, "\001")
    gsub(/\\r/, ""); gsub(/\\n/, "\n"); gsub(/\\t/, "\t"); gsub(/\\"/, "\""); gsub(/\\\//, "/")
    gsub(/\\u003[cC]/, "<"); gsub(/\\u003[eE]/, ">"); gsub(/\\u0026/, "\\&")
    print
  }' | tr '\001' '\134'
}

# predicate < STATEMENT: its predicate, without blanks, as `jq --compact-output --sort-keys` writes it. cosign sorts the keys and adds
# blanks. Reads a string at a time, so that megabytes are no matter. Fails unless there is exactly one.
predicate() {
  awk '
    BEGIN { RS = "\"" }
    inside {
      string = string $0
      match(string, /\\*$/)
      if (RLENGTH % 2) { string = string "\""; next }
      inside = 0
      if (copying) { gsub(/\177/, "\\u007f", string); printf "\"%s\"", string } else if (depth == 1) key = string
      string = ""
      next
    }
    {
      gsub(/[ \t\r\n]/, "")
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (c ~ /[]}]/) depth--
        if (copying && (depth == 0 || (depth == 1 && c == ","))) copying = 0
        if (copying) printf "%s", c
        if (c ~ /[[{]/) depth++
        if (depth == 1 && c == ":" && key == "predicate") { copying = 1; found++ }
        if (depth == 1) key = ""
      }
      inside = 1
    }
    END { print ""; exit !(found == 1 && depth == 0 && string == "") }'
}
