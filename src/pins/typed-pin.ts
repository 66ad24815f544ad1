import { Ledger, type LedgerProblem, type LedgerProblemCode, readLedger } from './ledger';
import { appendPin, splicePin } from './splice';
import { parseUses } from './uses';
import { isVersionTag } from './version-comment';

/** A pin that `.projenrc.ts` gives. Made by {@link pin}. */
export interface TypedPin {
  /** The exact name of the tag, e.g. `v7.0.1`. */
  readonly tag: string;
  /** The commit that the tag peels to: 40 lower-case hex digits. */
  readonly sha: string;
  /** Keeps the action there. @default - it moves with the ledger */
  readonly hold?: PinHold;
}

/** Keeps an action where it is: Dependabot is told to leave it alone. */
export interface PinHold {
  /** Why the action must not move. */
  readonly reason: string;
  /** The last day, as `YYYY-MM-DD`; after it the synth asks. */
  readonly until: string;
}

/**
 * An action's release and its commit. Synth carries it into the ledger and from there into every workflow.
 * @param tag the exact name of the tag, e.g. `v7.0.1`
 * @param sha the 40 lower-case hex digits of the commit that the tag peels to
 * @throws TypeError when the tag is not a version, the commit is not 40 lower-case hex digits, or the hold has no reason or no date
 */
export function pin(
  tag: string,
  sha: string,
  options: {
    /** Keeps the action there. @default - it moves with the ledger */
    readonly hold?: PinHold;
  } = {},
): TypedPin {
  if (!isVersionTag(tag))
    throw new TypeError(`pin: ${JSON.stringify(tag)} is not the name of a version tag; write e.g. 'v1.2.3'`);
  if (!/^[0-9a-f]{40}$/.test(sha)) {
    throw new TypeError(
      `pin: ${JSON.stringify(sha)} is not a commit; write the 40 lower-case hex digits that ${tag} peels to`,
    );
  }
  const { hold } = options;
  if (!hold) return { tag, sha };
  if (hold.reason.trim() === '') throw new TypeError(`pin: the hold of ${tag} has no reason; say why it must not move`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(hold.until) || Number.isNaN(Date.parse(hold.until))) {
    throw new TypeError(`pin: ${JSON.stringify(hold.until)} is not a day; write the end of the hold as YYYY-MM-DD`);
  }
  return { tag, sha, hold };
}

/** Carries typed pins into a ledger's text, byte-exactly. `today` as `YYYY-MM-DD`. */
export function reconcile(
  text: string,
  file: string,
  typed: Readonly<Record<string, TypedPin>>,
  today: string,
): { readonly text: string; readonly problems: readonly LedgerProblem[] } {
  const problems: LedgerProblem[] = [];
  let next = text;
  for (const [action, wanted] of Object.entries(typed)) {
    const { pins } = readLedger(next, file);
    const now = Ledger.of(pins).get(action);
    const report = (code: LedgerProblemCode, message: string, fix: string) => {
      const line = now?.line ?? 1;
      problems.push({ code, line, column: 1, endLine: line, endColumn: 1, message, fix });
    };
    if (parseUses(`${action}@${wanted.sha}`).kind !== 'action') {
      report(
        'unknown-action',
        `the typed pin \`${action}\` names no action`,
        'write `owner/repo` or `owner/repo/path`',
      );
      continue;
    }
    if (wanted.hold && wanted.hold.until < today) {
      report(
        'expired-hold',
        `the hold of \`${action}\` ended on ${wanted.hold.until} (${wanted.hold.reason})`,
        'remove the hold, or give it a new end',
      );
    }
    if (!now) {
      next = appendPin(next, pins, { action, sha: wanted.sha, tag: wanted.tag });
      continue;
    }
    if (now.sha === wanted.sha && now.tag === wanted.tag) continue;
    if (now.tag === wanted.tag) {
      report(
        'conflicting-typed-pin',
        `\`${action}\` ${wanted.tag} is ${wanted.sha} in the configuration and ${now.sha} in the ledger`,
        'find out which commit the tag peels to (`git ls-remote --tags`), and correct the other',
      );
    } else if (!wanted.hold && isNewer(now.tag, wanted.tag)) {
      report(
        'stale-typed-pin',
        `the ledger has passed the typed pin of \`${action}\`: ${now.tag} is newer than ${wanted.tag}`,
        `remove it from \`pins\`, or hold it: pin('${wanted.tag}', '…', { hold: { reason, until } })`,
      );
    } else next = splicePin(next, now, wanted);
  }
  return { text: next, problems };
}

function isNewer(a: string, b: string): boolean {
  // Loaded only where two versions differ.
  const { compare, parse } = require('semver') as typeof import('semver');
  const [left, right] = [a, b].map((tag) => parse(tag.slice(tag.lastIndexOf('/') + 1)));
  return left && right ? compare(left, right) > 0 : false;
}
