import { printable } from '../../src/report/printable';

test.each([
  ['plain — é ✓ 𝄞', 'plain — é ✓ 𝄞'],
  ['\u001b[31m', '\\u001b[31m'],
  ['\u061c\u202e\u2060', '\\u061c\\u202e\\u2060'],
  ['\u{e0041}', '\\ue0041'],
  ['a\nb', 'a\\u000ab'],
])('%j is shown as %j', (text, shown) => expect(printable(text)).toBe(shown));
