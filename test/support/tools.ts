import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the real tools are: a folder named by SEALWRIGHT_TOOLS, else the path. */
export function toolPath(): string {
  const own = process.env.SEALWRIGHT_TOOLS;
  return [...(own === undefined ? [] : [own]), process.env.PATH ?? ''].join(delimiter);
}

/**
 * `describe` where every tool is there and root can start BuildKit; elsewhere `describe.skip`, so that jest counts what was not run. With
 * SEALWRIGHT_REQUIRE_TOOLS=1 something that is missing is an error: nothing is skipped where it must run.
 */
export function describeReal(...names: readonly string[]): jest.Describe {
  const missing = names.filter(
    (name) =>
      !toolPath()
        .split(delimiter)
        .some((folder) => isProgram(join(folder, name))),
  );
  if (names.includes('buildkitd') && process.getuid?.() !== 0) missing.push('root');
  if (missing.length > 0 && process.env.SEALWRIGHT_REQUIRE_TOOLS === '1') {
    throw new Error(`these are missing: ${missing.join(', ')}`);
  }
  return missing.length === 0 ? describe : describe.skip;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
