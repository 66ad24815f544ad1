import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ScratchRepository } from './repository';
import { world } from './world';

/** The programs of this machine, and none of the tools of the tests: the verifier gets its own. */
export const SYSTEM = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

/** What the verifier said. */
export interface Verified {
  readonly code: number;
  readonly out: string;
  readonly stdout: string;
  readonly seconds: number;
}

/** How the verifier is called. */
export interface VerifierCall {
  /** @default sh */
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a release's own verify-release.sh as a user with a checkout does. */
export function verifyRelease(
  repository: ScratchRepository,
  args: readonly string[],
  { shell = ['sh'], env = {} }: VerifierCall = {},
): Promise<Verified> {
  return new Promise((done) => {
    const started = Date.now();
    const [program = 'sh', ...first] = shell;
    const child = spawn(program, [...first, join(repository.root, 'release/verify-release.sh'), ...args], {
      cwd: repository.folder,
      env: { ...userOf(repository), ...env },
    });
    let out = '';
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.on('close', (code) => done({ code: code ?? -1, out, stdout, seconds: (Date.now() - started) / 1000 }));
  });
}

/** The environment of a user of a release. */
export function userOf(repository: ScratchRepository): Readonly<Record<string, string>> {
  return {
    PATH: SYSTEM,
    HOME: repository.folder,
    TUF_ROOT: world().tufCache,
    TMPDIR: process.env.TMPDIR ?? '/tmp',
  };
}
