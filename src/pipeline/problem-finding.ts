import type { Problem } from '../release/errors';
import type { Finding } from '../rules/finding';
import { gateFinding } from './gate/gate-problem';

/** A problem of the props, as a finding at the line of the configuration that gives them. */
export function problemFinding({ createdAt = '.projenrc.ts:1', construct, path, message, fix }: Problem): Finding {
  const colon = createdAt.lastIndexOf(':');
  const line = Number(createdAt.slice(colon + 1));
  return {
    ...gateFinding('invalid-release', createdAt.slice(0, colon), `${path}: ${message}`, {
      fix,
      ...(construct === undefined ? {} : { construct }),
    }),
    line,
    endLine: line,
  };
}
