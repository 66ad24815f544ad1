# Installs tools of the ledger. A file whose SHA-256 is not the ledger's is never unpacked, moved or run.
#   TOOLS        one line per tool and platform: name, version, os/architecture, SHA-256, address, member of the archive or `-`
#   RUNNER_TEMP, GITHUB_PATH
case $(uname -s)/$(uname -m) in
  Linux/x86_64) platform=linux/amd64 ;;
  Linux/aarch64 | Linux/arm64) platform=linux/arm64 ;;
  *) fail "no tool is known for $(uname -s)/$(uname -m)" ;;
esac
bin=$RUNNER_TEMP/sealwright-bin
mkdir -p "$bin"
work=$(mktemp -d -p "$RUNNER_TEMP")
mapfile -t names < <(cut -d ' ' -f 1 <<< "$TOOLS" | grep . | sort -u)
((${#names[@]} > 0)) || fail 'TOOLS names no tool'
for name in "${names[@]}"; do
  [[ $name =~ ^[a-z][a-z0-9-]*$ ]] || fail "not a tool's name: $name"
  line=$(grep -F "$name " <<< "$TOOLS" | awk -v name="$name" -v platform="$platform" '$1 == name && $3 == platform')
  read -r _ version _ sha256 url member rest <<< "$line"
  [[ -n $line && $line != *$'\n'* && -z $rest ]] || fail "$name has no single file for $platform"
  [[ $sha256 =~ ^[0-9a-f]{64}$ ]] || fail "$name has no checksum for $platform"
  [[ $url =~ ^https://[A-Za-z0-9./_%+~:-]+$ ]] || fail "$name is not at an https address"
  code=0
  curl --fail --silent --show-error --location --proto '=https' --max-time 300 --retry 3 --output "$work/download" -- "$url" || code=$?
  ((code != 23)) || fail "$name $version could not be written to $work: is the disk full?"
  ((code == 0)) || fail "$name $version could not be downloaded from $url"
  got=$(sha256_of "$work/download")
  [[ $got == "sha256:$sha256" ]] || fail "$name $version: the bytes from $url are $got, not sha256:$sha256"
  if [[ $member == - ]]; then
    mv "$work/download" "$work/$name"
  else
    [[ $member =~ ^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)?$ ]] || fail "not a member: $member"
    gzip --decompress --stdout "$work/download" | tar --extract --to-stdout --file=- "$member" > "$work/$name" ||
      fail "$name $version: no $member in the archive"
    rm "$work/download"
  fi
  chmod 0755 "$work/$name"
  mv "$work/$name" "$bin/$name"
  printf '%s %s %s\n' "$name" "$version" "$got"
done
rm -r "$work"
printf '%s\n' "$bin" >> "$GITHUB_PATH"
