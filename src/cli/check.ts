import { realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { isGenerated } from '../emit/header';
import { shippedPins } from '../pins/catalog';
import { Ledger, readLedger } from '../pins/ledger';
import { handwrittenFiles, readInside, withLocalActions } from '../pipeline/handwritten-files';
import { ledgerFinding } from '../pipeline/ledger-finding';
import { LEDGER } from '../pipeline/ledger-path';
import { lstatIfThere } from '../pipeline/safe-write';
import { jsonReport } from '../report/json';
import { plainReport } from '../report/plain';
import { checkFiles, type SourceText } from '../rules';
import type { Finding } from '../rules/finding';
import { isLibraryScript } from '../steps';
import { knownPart } from '../workflow/paths';
import { ExitCode, type Streams } from './exit-code';
import { releaseFacts } from './release-facts';

/** What `sealwright check` was asked for. */
export interface CheckRequest {
  readonly paths: readonly string[];
  readonly format: 'plain' | 'json';
  readonly cwd: string;
}

/** Files of one repository, as paths from its root. */
interface Repository {
  readonly root: string;
  readonly files: readonly string[];
}

/** Stands for what is no regular file: it is no YAML, so that it is found. */
const UNREADABLE = '[ a link, a folder or a device in place of a file';

/** Runs the rules over files and folders; prints the findings and returns the exit code. */
export function check(request: CheckRequest, streams: Streams): number {
  const repositories = repositoriesOf(request);
  if ('problem' in repositories) {
    streams.err(`error: ${repositories.problem}\n`);
    return ExitCode.usage;
  }
  const checked = repositories.map((repository) => checkRepository(repository, prefixOf(request.cwd, repository.root)));
  const findings = checked.flatMap((one) => one.findings);
  const files = checked.flatMap((one) => one.files);
  streams.out(request.format === 'json' ? jsonReport(findings, files) : `${plainReport(findings)}\n`);
  return findings.length > 0 ? ExitCode.findings : ExitCode.clean;
}

function repositoriesOf({ paths, cwd }: CheckRequest): readonly Repository[] | { readonly problem: string } {
  const quoted = (list: readonly string[]) => list.map((path) => JSON.stringify(path)).join(', ');
  const missing = paths.filter((path) => !lstatIfThere(resolve(cwd, path)));
  if (missing.length > 0) return { problem: `there is no ${quoted(missing)}` };
  const isFolder = (path: string) => lstatIfThere(resolve(cwd, path))?.isDirectory() ?? false;
  const unknown = paths.filter((path) => !isFolder(path) && knownPart(slashed(resolve(cwd, path))) === undefined);
  if (unknown.length > 0)
    return { problem: `${quoted(unknown)}: neither a workflow (in .github/workflows), nor an action.yml` };
  const roots = new Map<string, Set<string>>();
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const root = isFolder(path) ? absolute : rootOf(absolute, cwd);
    const files = roots.get(root) ?? new Set<string>();
    for (const file of isFolder(path) ? folderFiles(root) : [slashed(relative(root, absolute))]) files.add(file);
    if (files.size > 0) roots.set(root, files);
  }
  if (roots.size === 0)
    return { problem: 'there is no workflow or action here; run it in the root of a repository, or name files' };
  return [...roots].map(([root, files]) => ({ root, files: [...files].sort() }));
}

/** The root of the repository that a file is in, as its path says. */
function rootOf(absolute: string, cwd: string): string {
  const known = knownPart(slashed(absolute)) ?? '';
  if (known.includes('/')) return resolve(absolute, ...known.split('/').map(() => '..'));
  return absolute.startsWith(cwd + sep) ? cwd : resolve(absolute, '..');
}

function folderFiles(root: string): readonly string[] {
  const read = (path: string) => readInside(root, path);
  const found = handwrittenFiles(root);
  if (found.length === 0) return [];
  const ledger = lstatIfThere(join(root, LEDGER)) ? [LEDGER] : [];
  const values = releaseFacts(sourcesOf(root, found)).chartValues.map(({ file }) => file);
  return withLocalActions([...found, ...ledger, ...values.filter((path) => read(path) !== undefined)], read);
}

function sourcesOf(root: string, files: readonly string[]): readonly SourceText[] {
  return files.map((path) => {
    const text = readInside(root, path) ?? UNREADABLE;
    return { path, text, origin: isGenerated(text) ? 'generated' : 'foreign' };
  });
}

function checkRepository({ root, files }: Repository, prefix: string) {
  // The ledger has a reader of its own.
  const sources = sourcesOf(
    root,
    files.filter((path) => path !== LEDGER),
  );
  const ledger = lstatIfThere(join(root, LEDGER))
    ? readLedger(readInside(root, LEDGER) ?? UNREADABLE, LEDGER, shippedPins())
    : undefined;
  const findings = [
    ...(ledger?.problems ?? []).map((problem) => ledgerFinding(problem)),
    ...checkFiles(sources, {
      mode: 'check',
      ...releaseFacts(sourcesOf(root, handwrittenFiles(root))),
      // Where the ledger has problems they are told at its own lines, and nothing is compared with it.
      ...(ledger && ledger.problems.length === 0 ? { ledger: Ledger.of(ledger.pins) } : {}),
      ...(ledger ? { ledgerFile: LEDGER } : {}),
      hasFile: (_, path) => readInside(root, path) !== undefined,
      known: shippedPins(),
      isLibraryScript,
    }),
  ];
  return {
    files: files.map((file) => prefix + file),
    findings: findings.map((finding): Finding => ({ ...finding, file: prefix + finding.file })),
  };
}

/** What is written before the paths of a repository below the folder of the command. */
function prefixOf(cwd: string, root: string): string {
  const at = slashed(relative(realpathSync(cwd), realpathSync(root)));
  return at === '' || at.startsWith('..') ? '' : `${at}/`;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
