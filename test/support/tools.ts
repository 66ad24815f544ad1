import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the real tools are: a folder named by SEALWRIGHT_TOOLS, else the path. */
export function toolPath(): string {
  const own = process.env.SEALWRIGHT_TOOLS;
  return [...(own === undefined ? [] : [own]), process.env.PATH ?? ''].join(delimiter);
}

/** True if every tool is there. With SEALWRIGHT_REQUIRE_TOOLS=1 a missing one is an error, so that nothing is skipped where it must run. */
export function haveTools(...names: readonly string[]): boolean {
  const missing = names.filter((name) => !toolPath().split(delimiter).some((folder) => isProgram(join(folder, name))));
  if (missing.length > 0 && process.env.SEALWRIGHT_REQUIRE_TOOLS === '1') throw new Error(`these tools are missing: ${missing.join(', ')}`);
  return missing.length === 0;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
