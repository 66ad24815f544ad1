import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Project } from 'projen';
import { isGenerated } from '../../emit/header';
import type { Finding } from '../../rules/finding';
import { firstOnTheWay, lstatIfThere, readIfThere, writeProblem } from '../safe-write';
import { gateFinding } from './gate-problem';
import { describeFile, isGeneratedFile, manifestOf, pathFrom, samplesOf, splicesOf } from './projen-tree';
import type { Rendered } from './rendered';

/** Something that a synth would write. */
interface Planned {
  readonly path: string;
  readonly absolutePath: string;
  /** `undefined`: nothing is written here. */
  readonly text: string | undefined;
  readonly isOurs: boolean;
  readonly construct?: string;
}

/** What keeps the files from being written, or would be lost: looked for before the first of them is. */
export function pathFindings(root: Project, rendered: Rendered, adopt: ReadonlySet<string>): readonly Finding[] {
  const planned = plan(root, rendered);
  return [
    ...links(root, planned),
    ...strangers(root, rendered, adopt),
    ...obstacles(root, planned),
    ...room(root, planned),
  ];
}

function plan(root: Project, rendered: Rendered): readonly Planned[] {
  const files = [...rendered].map(([file, text]) => ({
    path: pathFrom(root, file.absolutePath),
    absolutePath: file.absolutePath,
    text,
    isOurs: isGeneratedFile(file),
    construct: describeFile(file),
  }));
  const splices = splicesOf(root).map((splice) => ({
    path: splice.path,
    absolutePath: splice.absolutePath,
    text: splice.text,
    isOurs: true,
  }));
  const samples = samplesOf(root).map(({ path, text }) => ({
    path,
    absolutePath: join(root.outdir, path),
    text,
    isOurs: false,
  }));
  return [...files, ...splices, ...samples];
}

function links(root: Project, planned: readonly Planned[]): readonly Finding[] {
  return planned.flatMap(({ path, absolutePath, isOurs }) => {
    const link = firstOnTheWay(root.outdir, absolutePath, (stat) => stat.isSymbolicLink());
    const isSafe =
      link === undefined || (!isOurs && !/^\.(?:projen|github)\//.test(path) && staysInside(root, absolutePath));
    return isSafe ? [] : [gateFinding('symbolic-link', path, `\`${link}\` is a symbolic link`)];
  });
}

/** Whether a path with links on its way ends in the repository. */
function staysInside(root: Project, absolute: string): boolean {
  let at = absolute;
  while (!lstatIfThere(at)) at = dirname(at);
  try {
    return `${realpathSync(at)}${sep}`.startsWith(`${realpathSync(root.outdir)}${sep}`);
  } catch {
    return false;
  }
}

function strangers(root: Project, rendered: Rendered, adopt: ReadonlySet<string>): readonly Finding[] {
  const manifest = manifestOf(root);
  return [...rendered].flatMap(([file, text]) => {
    const path = pathFrom(root, file.absolutePath);
    if (text === undefined || !isGeneratedFile(file) || adopt.has(path)) return [];
    // Without our first line a file of ours is known by projen's list alone.
    if (manifest.has(path) && !isGenerated(text)) return [];
    const now = readIfThere(file.absolutePath);
    if (now === undefined || now === text || isGenerated(now)) return [];
    return [
      gateFinding('existing-file', path, 'the file exists and was not written by Sealwright', {
        fix: `move or delete it, or let it be replaced with \`adopt: ['${path}']\``,
        construct: describeFile(file),
      }),
    ];
  });
}

function obstacles(root: Project, planned: readonly Planned[]): readonly Finding[] {
  const fix = 'move or delete it';
  const found = planned.flatMap(({ path, absolutePath, text, construct }) => {
    if (text === undefined) return [];
    const more = construct === undefined ? { fix } : { fix, construct };
    const obstacle = firstOnTheWay(
      root.outdir,
      dirname(absolutePath),
      (stat) => !stat.isDirectory() && !stat.isSymbolicLink(),
    );
    if (obstacle !== undefined && obstacle !== '')
      return [gateFinding('existing-file', obstacle, 'a file is where a folder must be', { fix })];
    const stat = lstatIfThere(absolutePath);
    if (!stat || stat.isFile() || stat.isSymbolicLink()) return [];
    return [gateFinding('existing-file', path, 'the path exists and is not a file', more)];
  });
  return [...new Map(found.map((finding) => [`${finding.file} ${finding.message}`, finding])).values()];
}

/** Whether all of it can be written: a disk that is full, or a folder that is read-only, would leave some files new and some old. */
function room(root: Project, planned: readonly Planned[]): readonly Finding[] {
  const folders = new Map<string, string>();
  for (const { absolutePath, text } of planned) {
    if (text === undefined || text === readIfThere(absolutePath)) continue;
    const folder = existingFolder(absolutePath);
    folders.set(folder, (folders.get(folder) ?? '') + text);
  }
  return [...folders].flatMap(([folder, text]) => {
    const reason = writeProblem(folder, text);
    const path = pathFrom(root, folder) || '.';
    return reason === undefined ? [] : [gateFinding('no-room', path, `the files can't be written: ${reason}`)];
  });
}

function existingFolder(path: string): string {
  const folder = dirname(path);
  return lstatIfThere(folder)?.isDirectory() || folder === path ? folder : existingFolder(folder);
}
