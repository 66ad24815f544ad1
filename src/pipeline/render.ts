import type { FileBase, IResolver } from 'projen';
import { resolve } from 'projen/lib/_resolve';

const resolver: IResolver = { resolve: (value, options) => resolve(value, options) };

/** The text that projen would write for a file; `undefined` where it would write none. projen keeps this protected. */
export function contentOf(file: FileBase): string | undefined {
  return (file as unknown as { synthesizeContent(resolver: IResolver): string | undefined }).synthesizeContent(
    resolver,
  );
}
