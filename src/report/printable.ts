const MAX = 2000;

/** A line that can be printed: control characters, line separators and directions of text are shown as escapes. */
export function printable(text: string): string {
  const cut = text.length > MAX ? `${text.slice(0, MAX)}…` : text;
  return cut.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
