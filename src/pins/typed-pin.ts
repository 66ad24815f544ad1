import { Ledger, type LedgerProblem, type LedgerProblemCode, readLedger } from './ledger';
import { appendPin, splicePin } from './splice';
import { parseUses } from './uses';
import { isVersionTag } from './version-comment';

/** A pin that `.projenrc.ts` gives. Made by {@link pin}. */
export interface TypedPin {
  readonly tag: string;
  readonly sha: string;
  readonly hold?: PinHold;
}

/** Keeps an action where it is: Dependabot is told to leave it alone. */
export interface PinHold {
  readonly reason: string;
  /** The last day, as `YYYY-MM-DD`. */
  readonly until: string;
}

/**
 * An action's release and its commit. Synth carries it into the ledger and from there into every workflow, and reports what is wrong
 * with it like any other prop.
 * @param tag the exact name of the tag, e.g. `v7.0.1`
 * @param sha the 40 lower-case hex digits of the commit that the tag peels to
 */
export function pin(tag: string, sha: string, options: { readonly hold?: PinHold } = {}): TypedPin {
  return { tag, sha, ...options };
}

/** One thing that is wrong with a typed pin; `field` is where in it, `''` for the whole. */
export interface TypedPinProblem {
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

/** Everything that is wrong with a value that is given as a pin: nobody checks types at run time. */
export function typedPinProblems(value: unknown): readonly TypedPinProblem[] {
  if (!isRecord(value)) {
    const fix = "make it with `pin('v1.2.3', '<the 40 hex digits of the commit>')`";
    return [{ field: '', message: `${JSON.stringify(value)} is not a pin`, fix }];
  }
  const problems: TypedPinProblem[] = [];
  const add = (field: string, message: string, fix: string) => problems.push({ field, message, fix });
  const { tag, sha, hold, ...others } = value;
  for (const field of Object.keys(others)) add(field, 'there is no such option', 'the only one is `hold`');
  if (typeof tag !== 'string' || !isVersionTag(tag))
    add('tag', `${JSON.stringify(tag)} is not the name of a version tag`, "write e.g. 'v1.2.3'");
  if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha)) {
    add('sha', `${JSON.stringify(sha)} is not a commit`, 'write the 40 lower-case hex digits that the tag peels to');
  }
  if (hold === undefined) return problems;
  const { reason, until, ...rest } = isRecord(hold) ? hold : {};
  for (const field of Object.keys(rest)) add(`hold.${field}`, 'there is no such option', 'give `reason` and `until`');
  if (typeof reason !== 'string' || reason.trim() === '')
    add('hold.reason', 'the hold has no reason', 'say why it must not move');
  if (typeof until !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until)))
    add('hold.until', `${JSON.stringify(until)} is not a day`, 'write the end of the hold as YYYY-MM-DD');
  return problems;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
