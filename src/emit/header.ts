/** The first line of every file we write whole: it is how a later run knows the file for its own. */
export const GENERATED_BY = 'Written by sealwright.';

/** The lines that open a generated file: what wrote it, and how to change it. `rc` is the file to edit, e.g. `.projenrc.ts`. */
export function headerLines(rc: string): readonly string[] {
  return [`${GENERATED_BY} Do not edit: change ${rc} and run \`npx projen\`.`];
}

/** True if the text opens with our header, in whatever comment style the file has. */
export function isGenerated(text: string): boolean {
  return text.slice(0, 400).includes(GENERATED_BY);
}
