import { commandsOf, plainWords } from '../../../src/rules/engine/shell';

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
  ['make 2> log >out', ['make']],
  ['echo a\r\nmake\r\n', ['echo a', 'make']],
  ["echo 'unclosed\nmake", ['echo unclosed\nmake']],
])('%j', (script, expected) => {
  expect(
    commandsOf(script)
      .map(({ words }) => plainWords(words).join(' ').replace(/ +/g, ' '))
      .filter((text) => text !== ''),
  ).toEqual(expected);
});

test.each(['curl a | tr x y | sh', '{ curl a; } | tr x y | sh', 'sh < <(curl a | tr x y)'])(
  'what is piped is known through every filter: %s',
  (script) => {
    const shell = commandsOf(script).find(({ words }) => words[0] === 'sh');
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
  ')\u00a0}\v"`$(',
])('no script takes long', (script) => {
  const start = performance.now();
  commandsOf(`curl ${script}`);
  expect(performance.now() - start).toBeLessThan(500);
});
