import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, type Streams } from './exit-code';

/** What `sealwright verify` was asked for. */
export interface VerifyRequest {
  readonly version: string;
  readonly json: boolean;
  readonly commit: string | undefined;
  readonly pipeline: string | undefined;
  readonly cwd: string;
}

const SCRIPT = 'verify-release.sh';

/** Runs the `verify-release.sh` of this repository; resolves to its exit code. */
export async function verify(request: VerifyRequest, streams: Streams): Promise<number> {
  const found = scriptOf(request);
  if ('problem' in found) {
    streams.err(`error: ${found.problem}\n`);
    return ExitCode.usage;
  }
  const options = [
    ...(request.json ? ['--json'] : []),
    ...(request.commit === undefined ? [] : ['--commit', request.commit]),
  ];
  return new Promise((resolve) => {
    const child = spawn(found.script, [...options, request.version], {
      cwd: request.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', streams.out);
    child.stderr.setEncoding('utf8').on('data', streams.err);
    child.on('error', (error) => {
      streams.err(`error: ${found.script} can't be run: ${error.message}\n`);
      resolve(ExitCode.usage);
    });
    child.on('close', (code) => resolve(code ?? ExitCode.usage));
  });
}

function scriptOf({ cwd, pipeline }: VerifyRequest): { readonly script: string } | { readonly problem: string } {
  const folder = join(cwd, 'release');
  const named = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => existsSync(join(folder, name, SCRIPT)))
        .sort()
    : [];
  if (pipeline !== undefined) {
    return named.includes(pipeline)
      ? { script: join(folder, pipeline, SCRIPT) }
      : {
          problem: `there is no pipeline ${JSON.stringify(pipeline)} here; there is ${named.join(', ') || 'none with a name'}`,
        };
  }
  if (existsSync(join(folder, SCRIPT))) return { script: join(folder, SCRIPT) };
  const [only] = named;
  if (only === undefined) {
    return {
      problem: `there is no release/${SCRIPT} here; run it in the root of a repository, and \`npx projen\` first to write the file`,
    };
  }
  if (named.length > 1) {
    return { problem: `this repository has several pipelines; give one of them with --pipeline: ${named.join(', ')}` };
  }
  return { script: join(folder, only, SCRIPT) };
}
