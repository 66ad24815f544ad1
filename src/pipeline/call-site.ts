import { basename } from 'node:path';

/** The line of the projen configuration that is being run, e.g. `.projenrc.ts:12`; `undefined` outside of one. */
export function callSite(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  for (const line of stack.split('\n')) {
    const match = /(?:\(|at )(?:file:\/\/)?([^()]*\.projenrc\.[cm]?[jt]s):(\d+):\d+\)?$/.exec(line.trim());
    if (match?.[1] !== undefined) return `${basename(match[1])}:${match[2]}`;
  }
  return undefined;
}
