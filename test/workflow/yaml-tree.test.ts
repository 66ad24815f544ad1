import { readYaml } from '../../src/workflow/yaml-tree';

test.each(['\u0085', '\u2028', '\u2029', '\ufeff', '\v', '\f', '\0', '\u001b', '\u007f'])(
  'readers do not agree on %j: the file is not read',
  (char) => {
    const { root, problems } = readYaml(`a: b # c${char}d: e\n`);
    expect([root, problems.map(({ start }) => start)]).toEqual([undefined, [8]]);
  },
);

test('a text is parsed once, as long as it is not followed by many others', () => {
  const tree = readYaml('a: once\n');
  for (let i = 0; i < 31; i++) readYaml(`a: ${i}\n`);
  expect(readYaml('a: once\n')).toBe(tree);
  for (let i = 0; i < 32; i++) readYaml(`a: ${i}\n`);
  expect(readYaml('a: once\n')).not.toBe(tree);
});

test.each(['\ufeffa: b\n', 'a: b\r\n', 'a:\tb\n', 'a: "\\u2028\\x1b"\n', 'a: é ✓ 𝄞\n'])('%j is read', (text) => {
  expect(readYaml(text).problems).toEqual([]);
});
