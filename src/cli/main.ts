import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';

/** Exit codes of every command. */
export const ExitCode = { clean: 0, findings: 1, usage: 2, network: 3 } as const;

/** Where a command writes: data to `out`, everything else to `err`. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs one command line (without `node` and the script's name) in a folder; resolves to the exit code. */
export async function main(args: readonly string[], cwd: string, streams: Streams): Promise<number> {
  let code: number = ExitCode.clean;
  const program = new Command('sealwright')
    .description(
      'Checks the workflows of a repository that releases signed images and charts, and verifies its releases.',
    )
    .version(version(), '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: streams.out, writeErr: streams.err });
  program
    .command('check')
    .description('check the workflows, actions and the pin ledger of a repository, generated and handwritten')
    .argument('[path...]', 'files or folders', ['.'])
    .option('--format <format>', 'plain or json', 'plain')
    .exitOverride()
    .action((paths: string[], options: { format: string }) => {
      const { check } = require('./check') as typeof import('./check.js');
      code = check({ paths, format: options.format, cwd }, streams);
    });
  program
    .command('verify')
    .description('verify a published release: runs release/verify-release.sh')
    .argument('<version>', 'the git tag, e.g. v1.2.3')
    .option('--json', 'one JSON document instead of the table', false)
    .option('--commit <sha>', 'the commit that the release must come from')
    .option('--pipeline <name>', 'which release unit, where there are several')
    .exitOverride()
    .action(async (version: string, options: { json: boolean; commit?: string; pipeline?: string }) => {
      const { verify } = require('./verify') as typeof import('./verify.js');
      const { json, commit, pipeline } = options;
      code = await verify({ version, json, commit, pipeline, cwd }, streams);
    });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.clean : ExitCode.usage;
    throw error;
  }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}
