/** A text of a release with example values for its placeholders: what is left of `{…}` is unknown. */
export function filled(text: string): string {
  return text.replaceAll('{tag}', 'v1.2.3').replaceAll('{version}', '1.2.3');
}
