/** What the comment behind a pin says. */
export type VersionComment =
  | { readonly kind: 'none' }
  /** The comment is a tag and nothing else. */
  | { readonly kind: 'version'; readonly tag: string }
  /** Several versions: nobody can tell which one is meant. */
  | { readonly kind: 'several'; readonly tags: readonly string[] }
  | { readonly kind: 'other'; readonly text: string };

const VERSION = /^(?:[A-Za-z0-9._-]{1,80}\/)?v?\d{1,9}(?:\.\d{1,9}){0,3}(?:[-+][0-9A-Za-z.-]{1,60})?$/;

/** True for the name of a version tag: `v1.2.3`, `1.2`, `v4`, `name/v1.2.3`. */
export function isVersionTag(text: string): boolean {
  return VERSION.test(text);
}

/** Reads what follows `#` on the line of a pin; `undefined` where there is no comment. */
export function readVersionComment(comment: string | undefined): VersionComment {
  const text = comment?.trim() ?? '';
  if (text === '') return { kind: 'none' };
  const words = text.split(/[\s,;]+/);
  const tags = words.filter(isVersionTag);
  if (words.length === 1 && tags[0] !== undefined) return { kind: 'version', tag: tags[0] };
  if (tags.length > 1) return { kind: 'several', tags };
  return { kind: 'other', text };
}
