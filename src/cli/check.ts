import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { isGenerated } from '../emit/header';
import { Ledger, readLedger } from '../pins/ledger';
import { handwrittenFiles } from '../pipeline/handwritten-files';
import { ledgerFinding } from '../pipeline/ledger-finding';
import { LEDGER } from '../pipeline/ledger-path';
import { jsonReport } from '../report/json';
import { plainReport } from '../report/plain';
import { checkFiles, type ReleaseIdentity, type RuleContext, type SourceText } from '../rules';
import type { Finding } from '../rules/finding';
import { isLibraryScript } from '../steps';
import { get, readYaml, toData } from '../workflow/yaml-tree';
import { ExitCode, type Streams } from './main';

/** What `sealwright check` was asked for. */
export interface CheckRequest {
  readonly paths: readonly string[];
  readonly format: string;
  readonly cwd: string;
}

const MAX_BYTES = 1024 * 1024;
/** Stands for what is no regular file: it is no YAML, so that it is found. */
const UNREADABLE = '[ a link, a folder or a device in place of a file';

/** Runs the rules over files and folders; prints the findings and returns the exit code. */
export function check(request: CheckRequest, streams: Streams): number {
  if (request.format !== 'plain' && request.format !== 'json') {
    streams.err(`error: --format is \`${JSON.stringify(request.format)}\`; legal values are plain, json\n`);
    return ExitCode.usage;
  }
  const missing = request.paths.filter((path) => !lstatSync(resolve(request.cwd, path), { throwIfNoEntry: false }));
  if (missing.length > 0) {
    streams.err(`error: there is no ${missing.map((path) => JSON.stringify(path)).join(', ')}\n`);
    return ExitCode.usage;
  }
  const unknown = request.paths.filter((path) => {
    const absolute = resolve(request.cwd, path);
    return isFile(absolute) && !KNOWN.test(absolute.split(sep).join('/'));
  });
  if (unknown.length > 0) {
    const names = unknown.map((path) => JSON.stringify(path)).join(', ');
    streams.err(`error: ${names}: neither a workflow (in .github/workflows), nor an action.yml\n`);
    return ExitCode.usage;
  }
  const files = [...new Set(request.paths.flatMap((path) => expand(request.cwd, path)))].sort();
  if (files.length === 0) {
    streams.err('error: there is no workflow or action here; run it in the root of a repository, or name files\n');
    return ExitCode.usage;
  }
  const findings = findingsOf(request.cwd, files);
  streams.out(request.format === 'json' ? jsonReport(findings, files) : `${plainReport(findings)}\n`);
  return findings.length > 0 ? ExitCode.findings : ExitCode.clean;
}

function findingsOf(root: string, files: readonly string[]): readonly Finding[] {
  const sources = files.map((path): SourceText => {
    // A byte more than is read: what is larger must be seen to be.
    const text = isFile(resolve(root, path))
      ? readFileSync(resolve(root, path))
          .subarray(0, MAX_BYTES + 1)
          .toString('utf8')
      : UNREADABLE;
    const shown = KNOWN.test(path)
      ? path
      : (KNOWN.exec(resolve(root, path).split(sep).join('/'))?.[0].replace(/^\//, '') ?? path);
    return { path: shown, text, origin: isGenerated(text) ? 'generated' : 'foreign' };
  });
  const ledger = existsSync(resolve(root, LEDGER))
    ? readLedger(readFileSync(resolve(root, LEDGER), 'utf8'), LEDGER)
    : undefined;
  const context: RuleContext = {
    mode: 'check',
    release: sources.flatMap(releaseIdentity),
    ...(ledger ? { ledger: Ledger.of(ledger.pins), ledgerFile: LEDGER } : {}),
    isLibraryScript,
  };
  return [...(ledger?.problems ?? []).map((problem) => ledgerFinding(problem)), ...checkFiles(sources, context)];
}

/** A generated workflow that is started by a release's tags is one whose identity is accepted. */
function releaseIdentity({ path, text, origin }: SourceText): readonly ReleaseIdentity[] {
  const tags = origin === 'generated' ? toData(get(get(get(readYaml(text).root, 'on'), 'push'), 'tags')) : undefined;
  const glob = Array.isArray(tags) ? String(tags[0]) : '';
  const prefix = /^([^[\]*?+!]*)\[0-9\]\+\.\[0-9\]\+\.\[0-9\]\+$/.exec(glob)?.[1];
  return prefix === undefined ? [] : [{ workflow: path, tagPrefix: prefix, registrySecrets: [] }];
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The part of a path from which a workflow or an action is known: `check` may run in any folder. */
const KNOWN = /(?:^|\/)(\.github\/workflows\/[^/]+|action|dependabot-config\/[^/]+)\.ya?ml$/;

function expand(cwd: string, path: string): readonly string[] {
  const absolute = resolve(cwd, path);
  const at = relative(cwd, absolute).split(sep).join('/');
  if (!lstatSync(absolute).isDirectory()) return [at];
  return handwrittenFiles(absolute, []).map((file) => (at === '' ? file : `${at}/${file}`));
}
