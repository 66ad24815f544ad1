import { plainWords, readScript } from '../../../src/rules/engine/shell';

test.each([
  ['make release', ['make release']],
  ['# make\necho # make', ['echo']],
  ['a && b || c; d & e', ['a', 'b', 'c', 'd', 'e']],
  ['if make; then cp a b; fi', ['make', 'cp a b', 'fi']],
  ['(make) || { go build; }', ['make', 'go build']],
  ['make \\\n  release', ['make release']],
  ['"./build.sh" \'a b\' c"d"\\ e', ['./build.sh a b cd e']],
  ['x=1 sudo -u me -E env -i A=b timeout -k 5 60 nice -n 3 make', ['make']],
  ['echo "$(make a)" `make b`', ['make a', 'make b', 'echo $() $()']],
  ['echo $((1 + 2)) x', ['echo x']],
  ["cat <<EOF\nit's $(x\nEOF\nmake", ['cat', 'make']],
  ["bash <<-'EOF'\n\tmake\n\tEOF\ntrue", ['bash', 'make', 'true']],
  ['bash -x {0}', ['bash -x {0}']],
  ['toString --help; constructor -x; __proto__ a', ['toString --help', 'constructor -x', '__proto__ a']],
  ['make 2> log >out', ['make']],
  ['echo a\r\nmake\r\n', ['echo a', 'make']],
  ["echo 'unclosed\nmake", ['echo unclosed\nmake']],
  ['(( x = 1 << n ))\nmake', ['make']],
  ['for ((i = 1 << 2; i < 9; i++)); do make; done', ['for', 'make', 'done']],
  ['if (( 1 << 3 )); then make; fi', ['make', 'fi']],
  ['echo $(( 1 + $(make) + $((2 << 1)) + `go` )) x', ['make', 'go', 'echo x']],
  ['((make); true)\ngo', ['make', 'true', 'go']],
  ['echo $((make); true)\ngo', ['make', 'true', 'echo $()', 'go']],
  ['((make; echo "))"; true) )', ['make', 'echo ))', 'true']],
  ["echo $'it\\'s' $\"x\"; make", ["echo it's x", 'make']],
  ["cat <<E\n E\n'\nE\nmake\necho \\'", ['cat', 'make', "echo '"]],
  ['cat <<E > $(x)\n(\nE\nmake', ['x', 'cat', 'make']],
  ['eval "make a" b; eval -- go', ['eval make a b', 'make a b', 'eval -- go', 'go']],
  ["bash -c -e 'make; go' x", ['bash -c -e make; go x', 'make', 'go']],
  ['echo "a\\b\\"" c', ['echo a\\b" c']],
])('%j', (script, expected) => {
  expect(
    readScript(script)
      .commands.map(({ words }) => plainWords(words).join(' ').replace(/ +/g, ' '))
      .filter((text) => text !== ''),
  ).toEqual(expected);
});

test.each(['curl a | tr x y | sh', '{ curl a; } | tr x y | sh', 'sh < <(curl a | tr x y)'])(
  'what is piped is known through every filter: %s',
  (script) => {
    const shell = readScript(script).commands.find(({ words }) => words[0] === 'sh');
    const from = JSON.stringify(shell?.input);
    expect(from).toContain('"tr"');
    expect(from).toContain('"curl"');
  },
);

test.each([
  'a.'.repeat(20_000),
  '$('.repeat(20_000),
  '`'.repeat(40_000),
  '\n'.repeat(40_000),
  '<<a\n'.repeat(9000),
  'bash <<a\n'.repeat(4000),
  'eval '.repeat(8000),
  '$(('.repeat(13_000),
  '((a);'.repeat(5000) + ')'.repeat(5000),
  `${'('.repeat(10_000)}"${')'.repeat(10_000)}`,
  ')\u00a0}\v"`$(',
])('no script takes long', (script) => {
  const start = performance.now();
  readScript(`curl ${script}`);
  expect(performance.now() - start).toBeLessThan(500);
});

test.each([
  ["echo 'a\nmake", true],
  ['echo "a\nmake', true],
  ["echo $'a\\'\nmake", true],
  ['echo $(a\nmake', true],
  ['echo $((a\nmake', true],
  ['cat <<E\nmake', true],
  ['cat <<E', true],
  ["bash -c 'echo \"'", true],
  [`echo ${'$('.repeat(51)}x${')'.repeat(51)}`, true],
  ['bash <<a\n'.repeat(4000), true],
  [`${'eval '.repeat(8000)}make`, true],
  ['cat <<E | x $(a)\n(\nE\n', false],
  [`echo ${'$('.repeat(40)}x${')'.repeat(40)}`, false],
  ["# don't\necho it\\'s", false],
])('what does not end is not read: %#', (script, isUnread) => expect(readScript(script).isUnread).toBe(isUnread));
