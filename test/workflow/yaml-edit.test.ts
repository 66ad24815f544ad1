import { edited, insertLines, valueSpan } from '../../src/workflow/yaml-edit';
import { readYaml } from '../../src/workflow/yaml-tree';

test('edits are made at the offsets of the text as it was, those at one offset in their order', () => {
  const at = (start: number, end: number, text: string) => ({ start, end, text });
  expect(edited('abc', [at(3, 3, 'X'), at(0, 1, 'long'), at(3, 3, 'Y')])).toBe('longbcXY');
});

test.each([
  ['a\n', 'a\nb\n'],
  ['a', 'a\nb\n'],
  ['', 'b\n'],
])('lines put in at the end of %j', (text, expected) => {
  expect(edited(text, [insertLines(text, text.length, 'b\n')])).toBe(expected);
});

test.each([
  ['k: v # c', 'v'],
  ['"k" : "v"', '"v"'],
  ["k: 'it''s'", "'it''s'"],
  ['k: # c', ''],
  ['k:\n  v\n  w\n', 'v\n  w'],
  ['k: [v]', undefined],
  ['? k\n: v', undefined],
])('the value of %j', (text, expected) => {
  const { root } = readYaml(text);
  const entry = root?.kind === 'mapping' ? root.entries[0] : undefined;
  const span = entry && valueSpan(text, entry);
  expect(span && text.slice(span.start, span.end)).toBe(expected);
});
