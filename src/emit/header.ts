/** The first line of every file we write whole: it is how a later run knows the file for its own. */
export const GENERATED_BY = 'Written by sealwright.';

/** A comment that begins with it: a sentence that mentions it is somebody else's. */
const HEADER = /^(?:#|<!--|\/\/) ?Written by sealwright\./m;

/** The lines that open a generated file: what wrote it, and how to change it. `rc` is the file to edit, e.g. `.projenrc.ts`. */
export function headerLines(rc: string): readonly string[] {
  return [`${GENERATED_BY} Do not edit: change ${rc} and run \`npx projen\`.`];
}

/** True if one of the first lines is our header, in whatever comment style the file has. */
export function isGenerated(text: string): boolean {
  return HEADER.test(text.slice(0, 400));
}
