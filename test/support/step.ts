import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toolPath } from './tools';

/** What a script did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly env: string;
  readonly path: string;
  readonly summary: string;
}

/** How a script is run. */
export interface RunOptions {
  /** The runner's temporary folder. */
  readonly temp: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folders that come before the path. */
  readonly path?: readonly string[];
}

/** A folder that stands for the runner's temporary one. */
export function runnerTemp(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'runner-')));
}

/** Programs of a test's own, first on the path: name → text of a script. */
export function stubs(programs: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stubs-')));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text, { mode: 0o755 });
  return folder;
}

/** Runs a script as a runner does: bash, files for outputs and summary, nothing of the caller's environment but its path. */
export function runScript(text: string, { temp, cwd = temp, env = {}, path = [] }: RunOptions): Ran {
  const files = mkdtempSync(join(temp, 'files-'));
  mkdirSync(files, { recursive: true });
  const file = (name: string) => {
    writeFileSync(join(files, name), '');
    return join(files, name);
  };
  writeFileSync(join(files, 'script.sh'), text);
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', join(files, 'script.sh')],
    {
      cwd,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: {
        PATH: [...path, toolPath()].join(delimiter),
        HOME: temp,
        RUNNER_TEMP: temp,
        RETRY_SECONDS: '0',
        GITHUB_OUTPUT: file('output'),
        GITHUB_ENV: file('env'),
        GITHUB_PATH: file('path'),
        GITHUB_STEP_SUMMARY: file('summary'),
        ...env,
      },
    },
  );
  const read = (name: string) => readFileSync(join(files, name), 'utf8');
  return {
    code: status ?? -1,
    stdout,
    stderr,
    outputs: fileCommands(read('output')),
    env: read('env'),
    path: read('path'),
    summary: read('summary'),
  };
}

/** What a runner makes of the file of outputs: `name=value`, or `name<<DELIMITER` and lines. */
export function fileCommands(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const block = /^([^=<]+)<<(.+)$/.exec(line);
    if (block?.[1] !== undefined && block[2] !== undefined) {
      const value: string[] = [];
      for (i++; i < lines.length && lines[i] !== block[2]; i++) value.push(lines[i] ?? '');
      found[block[1]] = value.join('\n');
    } else if (line.includes('=')) found[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return found;
}
