import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What some steps share besides the prelude of all, and which they are. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  'prelude-tag': ['check-tag', 'check-tag-unmoved'],
  'prelude-registry': ['find-release', 'publish-artifact', 'commit-release', 'promote-tags'],
  'prelude-sign': ['publish-artifact', 'commit-release'],
  'prelude-chart': ['check-charts', 'package-chart'],
};

const scripts = new Map<string, string>();
const ids = new Map<string, string>();

/** The script of a step: its preludes, then the step's own shell file, byte for byte. */
export function script(id: string): string {
  const known = scripts.get(id);
  if (known !== undefined) return known;
  const shared = Object.keys(SHARED).filter((prelude) => SHARED[prelude]?.includes(id));
  const files = ['prelude', ...shared, id];
  const text = files.map((file) => readFileSync(join(__dirname, `${file}.sh`), 'utf8')).join('\n');
  scripts.set(id, text);
  ids.set(text, id);
  return text;
}

/** The id of a step by its script, byte for byte; `undefined` for any other text. `all` are the ids to look among. */
export function scriptId(text: string, all: readonly string[]): string | undefined {
  // Most scripts have been asked for before; a text without the prelude is none of ours.
  const known = ids.get(text);
  if (known !== undefined || !text.startsWith(script(all[0] ?? '').slice(0, 80))) return known;
  return all.find((id) => script(id) === text);
}
