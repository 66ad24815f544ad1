import type { Problem } from '../release/errors';
import type { Finding } from '../rules/finding';

/** A problem of the props, as a finding at the line of the configuration that gives them. */
export function problemFinding({ createdAt = '.projenrc.ts:1', construct, path, message, fix }: Problem): Finding {
  const colon = createdAt.lastIndexOf(':');
  const line = Number(createdAt.slice(colon + 1));
  return {
    rule: 'invalid-release',
    severity: 'error',
    file: createdAt.slice(0, colon),
    line,
    column: 1,
    endLine: line,
    endColumn: 1,
    message: `${path}: ${message}`,
    why: "what to write can't be told from it, and nothing is guessed",
    fix,
    ...(construct === undefined ? {} : { construct }),
  };
}
