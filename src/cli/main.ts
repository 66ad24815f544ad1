import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { ExitCode, type Streams } from './exit-code';

const AFTER = `
Exit codes: 0 clean, 1 findings, 2 usage, 3 network or credentials`;

/** Runs one command line (without `node` and the script's name) in a folder; resolves to the exit code. */
export async function main(args: readonly string[], cwd: string, streams: Streams): Promise<number> {
  let code: number = ExitCode.clean;
  const program = new Command('sealwright')
    .description('Checks workflows for release security problems, and verifies published releases.')
    .addHelpText('after', AFTER)
    .version(version(), '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: streams.out, writeErr: streams.err });
  program
    .command('check')
    .description('check the workflows, actions and the pin ledger of a repository, generated and handwritten')
    .argument('[path...]', 'files or folders', ['.'])
    .addOption(
      new Option('--format <format>', 'how the findings are written').choices(['plain', 'json']).default('plain'),
    )
    .addHelpText(
      'after',
      `
Errors and warnings are findings alike.

Examples:
  sealwright check                                  the repository in this folder
  sealwright check .github/workflows/ci.yml         one file
  sealwright check --format json > findings.json    for a program
${AFTER}`,
    )
    .exitOverride()
    .action((paths: string[], options: { format: 'plain' | 'json' }) => {
      const { check } = require('./check') as typeof import('./check.js');
      code = check({ paths, format: options.format, cwd }, streams);
    });
  program
    .command('verify')
    .description('verify a published release: runs release/verify-release.sh')
    .argument('<version>', 'the git tag, e.g. v1.2.3')
    .option('--json', 'one JSON document instead of the table')
    .option('--commit <sha>', 'the commit that the release must come from')
    .option('--pipeline <name>', 'which pipeline, where there are several')
    .addHelpText(
      'after',
      `
Examples:
  sealwright verify v1.2.3
  sealwright verify v1.2.3 --commit "$(git rev-parse 'v1.2.3^{commit}')"
${AFTER}`,
    )
    .exitOverride()
    .action(async (version: string, options: { json?: boolean; commit?: string; pipeline?: string }) => {
      const { verify } = require('./verify') as typeof import('./verify.js');
      const { json = false, commit, pipeline } = options;
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
