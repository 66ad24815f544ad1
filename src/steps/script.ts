import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What some steps share besides the prelude of all, and which they are. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  'prelude-tag': ['check-tag', 'check-tag-unmoved'],
  'prelude-registry': ['find-release', 'publish-artifact', 'commit-release', 'promote-tags'],
  'prelude-sign': ['publish-artifact', 'commit-release'],
  'prelude-chart': ['check-charts', 'package-chart'],
};

const files = new Map<string, string>();
const scripts = new Map<string, string>();
const ids = new Map<string, string>();

/** The script of a step: its first comment, what it needs of its preludes, and its commands, byte for byte as in the shell files. */
export function script(id: string): string {
  const known = scripts.get(id);
  if (known !== undefined) return known;
  const own = shellFile(id);
  const preludes = ['prelude', ...Object.keys(SHARED).filter((prelude) => SHARED[prelude]?.includes(id))];
  const paragraphs = preludes.flatMap((prelude) => shellFile(prelude).trimEnd().split('\n\n'));
  const [comment = ''] = own.match(/^(?:#.*\n)*/) ?? [];
  const commands = own.slice(comment.length);
  const text = `${comment}\n${[...needed(paragraphs, commands), commands.trimStart()].join('\n\n')}`;
  scripts.set(id, text);
  ids.set(text, id);
  return text;
}

/** The paragraphs of a prelude that set something, and those with a function that the step, or a paragraph that it needs, calls. */
function needed(paragraphs: readonly string[], step: string): readonly string[] {
  const found = new Set(paragraphs.filter((text) => functionsOf(text).length === 0));
  const callers = [step, ...found];
  for (const caller of callers) {
    const words = new Set(caller.match(/\w+/g));
    for (const text of paragraphs) {
      if (found.has(text) || !functionsOf(text).some((name) => words.has(name))) continue;
      found.add(text);
      callers.push(text);
    }
  }
  return paragraphs.filter((text) => found.has(text));
}

/** The functions that a text of shell defines at its left margin. bash itself calls `command_not_found_handle`, so that one is no function here. */
function functionsOf(text: string): readonly string[] {
  return [...text.matchAll(/^(?!command_not_found_handle)(\w+)\(\) /gm)].map(([, name = '']) => name);
}

function shellFile(name: string): string {
  const text = files.get(name) ?? readFileSync(join(__dirname, `${name}.sh`), 'utf8');
  files.set(name, text);
  return text;
}

/** The id of a step by its script, byte for byte; `undefined` for any other text. `all` are the ids to look among. */
export function scriptId(text: string, all: readonly string[]): string | undefined {
  // Most scripts have been asked for before; a text without what all begin with is none of ours.
  const known = ids.get(text);
  if (known !== undefined || !text.includes(shellFile('prelude').slice(0, 80))) return known;
  return all.find((id) => script(id) === text);
}
