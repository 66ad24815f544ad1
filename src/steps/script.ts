import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The steps whose scripts talk to a registry, and so have its prelude as well. */
const WITH_REGISTRY: ReadonlySet<string> = new Set([
  'find-release',
  'publish-artifact',
  'commit-release',
  'promote-tags',
]);

const scripts = new Map<string, string>();

/** The script of a step: the prelude, then the step's own shell file, byte for byte. */
export function script(id: string): string {
  const known = scripts.get(id);
  if (known !== undefined) return known;
  const files = ['prelude', ...(WITH_REGISTRY.has(id) ? ['prelude-registry'] : []), id];
  const text = files.map((file) => readFileSync(join(__dirname, `${file}.sh`), 'utf8')).join('\n');
  scripts.set(id, text);
  return text;
}
