import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Starts a program that lives as long as this process; what it says goes to a file in its folder. */
export type Start = (
  program: string,
  args: readonly string[],
  folder: string,
  env?: Readonly<Record<string, string>>,
) => void;

/** Starts programs and ends the whole world with a message when one of them ends by itself. */
export const start: Start = (program, args, folder, env = {}) => {
  const file = join(folder, `${program}.log`);
  const log = openSync(file, 'a');
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none', ...env },
  });
  child.on('error', (error) => die(`${program}: ${error.message}`));
  child.on('exit', (code) =>
    die(`${program} ended with ${code}:\n${readFileSync(file, 'utf8').split('\n').slice(0, 12).join('\n')}`),
  );
};

/** Waits until something is there, for 30 seconds at most. */
export async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await ready().catch(() => false)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  die(`${what} did not start within 30 seconds`);
}

function die(message: string): never {
  process.stderr.write(`e2e: ${message}\n`);
  process.exit(3);
}
