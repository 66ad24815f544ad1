# The checks of what the registry holds. Each prints results; the names of its own files begin with $scratch.

check_tag() { # SUBJECT REFERENCE DIGEST
  if "$CRANE" digest "$2" > "$scratch.out" 2> "$scratch.err"; then
    now=$(clean < "$scratch.out")
    if [ "$now" = "$3" ]; then
      result ok tag "$1"
    else
      result FAILED tag "$1" "was moved: it names $now, and the release manifest says $3"
    fi
  else
    result_from tag "$1" "$scratch.err"
  fi
}

check_manifest() { # SUBJECT REFERENCE@DIGEST
  if ! "$CRANE" manifest "$2" > "$scratch.out" 2> "$scratch.err"; then
    result_from manifest "$1" "$scratch.err"
  elif [ "$(sha256_of "$scratch.out")" != "${2##*@}" ]; then
    result FAILED manifest "$1" 'the registry answers with another manifest than the one that was asked for'
  else
    result ok manifest "$1"
  fi
}

check_index() { # SUBJECT REPOSITORY DIGEST KEY
  manifest_result=$(check_manifest "$1" "$2@$3")
  case $manifest_result in ok*) ;; *) printf '%s\n' "$manifest_result" | sed "s/${TAB}manifest${TAB}/${TAB}index${TAB}/" && return ;; esac
  if ! flatten < "$scratch.out" > "$scratch.flat"; then
    result FAILED index "$1" 'is not JSON'
    return
  fi
  # "os/architecture[/variant] digest", one a line. An arm64 image carries its one variant in the index or not.
  awk -F '\t' '
    match($1, /^"manifests"\/[0-9]+\//) {
      n = substr($1, 13, RLENGTH - 13)
      if (!(n in seen)) { seen[n] = 1; order[++count] = n }
      key = substr($1, RLENGTH + 1)
      if ((n, key) in part) repeated = 1
      part[n, key] = $2
    }
    END {
      for (i = 1; i <= count; i++) {
        n = order[i]
        platform = part[n, "\"platform\"/\"os\""] "/" part[n, "\"platform\"/\"architecture\""]
        variant = part[n, "\"platform\"/\"variant\""]
        if (variant != "" && !(variant == "v8" && platform ~ /\/arm64$/)) platform = platform "/" variant
        print platform " " part[n, "\"digest\""]
      }
      if (repeated) print "a-repeated-key -"
    }' "$scratch.flat" | sort > "$scratch.have"
  awk -v key="$4" '$1 == "platform" && $2 == key { print $3 " " $4 }' "$work/release.txt" | sort > "$scratch.want"
  difference=$(awk '
    NR == FNR { want[$0] = 1; next }
    { if ($0 in want) delete want[$0]; else extra = extra "an extra " $0 "; " }
    END { for (one in want) print "no " one "; "; if (extra != "") print extra }' "$scratch.want" "$scratch.have" | sort | clean)
  if [ -z "$difference" ]; then
    result ok index "$1"
  else
    result FAILED index "$1" "does not name exactly the architectures of the release manifest: $difference"
  fi
}

check_signature() { # SUBJECT REFERENCE
  for format in $(formats); do
    if ! signed "$format" "$2" > "$scratch.out" 2> "$scratch.err"; then
      if [ "$format" = bundle ]; then add_other_signers "$SIGNATURE" "$2" "$scratch.err"; fi
      result_from signature "$1" "$scratch.err"
      return
    fi
  done
  result ok signature "$1"
}

# Every SBOM that this identity attests to an architecture is one that the release manifest lists for it, byte for byte, and this one is there.
check_sbom() { # SUBJECT REPOSITORY DIGEST sbom|cyclonedx TYPE INDEX KEY PLATFORM
  # Two images may be the same bytes for a platform: each has an SBOM, and both are attested to the one digest.
  awk -v kind="$4" -v digest="$3" '
    NR == FNR { if ($1 == "platform" && $4 == digest) here[$2, $3] = 1; next }
    $1 == kind && ($2, $3) in here { print $4 }' "$work/release.txt" "$work/release.txt" > "$scratch.listed"
  wanted=$(digest_of "$4" "$7" "$8")
  for format in $(formats); do
    if ! attested "$format" "$5" "$2@$3" > "$scratch.out" 2> "$scratch.err"; then
      add_other_signers "$5" "$2@$3" "$scratch.err"
      if attested "$format" "$5" "$2@$6" > "$scratch.out" 2> /dev/null; then
        result FAILED "$4" "$1" "there is no $4 here; the index has one, and that describes no architecture"
      else
        result_from "$4" "$1" "$scratch.err"
      fi
      return
    fi
    if ! statements; then
      result FAILED "$4" "$1" 'what is attested is not an in-toto statement'
      return
    fi
    found=
    number=0
    while [ "$number" -lt "$statements" ]; do
      number=$((number + 1))
      if ! predicate < "$scratch.statement-$number" > "$scratch.predicate"; then
        result FAILED "$4" "$1" 'what is attested is not an in-toto statement'
        return
      fi
      hash=$(sha256_of "$scratch.predicate")
      [ "$hash" != "$wanted" ] || found=yes
      if ! grep -Fqx "$hash" "$scratch.listed"; then
        result FAILED "$4" "$1" "another $4 is attested: it is $hash, and the release manifest says $wanted"
        return
      fi
    done
    if [ -z "$found" ]; then
      result FAILED "$4" "$1" "the $4 that the release manifest lists, $wanted, is not attested"
      return
    fi
  done
  result ok "$4" "$1"
}
