const MAX = 2000;

/** A line that can be printed: control characters, line separators and directions of text are shown as escapes. */
export function printable(text: string): string {
  const cut = text.length > MAX ? `${text.slice(0, MAX)}…` : text;
  return cut.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
