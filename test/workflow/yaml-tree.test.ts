import { readYaml } from '../../src/workflow/yaml-tree';

test.each(['\u0085', '\u2028', '\u2029', '\ufeff', '\v', '\f', '\0', '\u001b', '\u007f'])(
  'readers do not agree on %j: the file is not read',
  (char) => {
    const { root, problems } = readYaml(`a: b # c${char}d: e\n`);
    expect([root, problems.map(({ start }) => start)]).toEqual([undefined, [8]]);
  },
);

test.each(['\ufeffa: b\n', 'a: b\r\n', 'a:\tb\n', 'a: "\\u2028\\x1b"\n', 'a: é ✓ 𝄞\n'])('%j is read', (text) => {
  expect(readYaml(text).problems).toEqual([]);
});
