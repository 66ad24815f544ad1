import type { Edited } from '../workflow/yaml-edit';
import { Ledger, type LedgerProblem, type LedgerProblemCode, type Pin, readLedger } from './ledger';
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
 * An action's release and its commit. Synth carries it into the ledger and from there into every workflow, and reports what is wrong
 * with it like any other prop.
 * @param tag the exact name of the tag, e.g. `v7.0.1`
 * @param sha the 40 lower-case hex digits of the commit that the tag peels to
 */
export function pin(
  tag: string,
  sha: string,
  options: {
    /** Keeps the action there. @default - it moves with the ledger */
    readonly hold?: PinHold;
  } = {},
): TypedPin {
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

/** A ledger's text after a change; what could not be changed is a problem, and the text is without it. */
export interface NextLedger {
  readonly text: string;
  readonly problems: readonly LedgerProblem[];
}

/**
 * Carries typed pins into a ledger's text, byte-exactly. `today` as `YYYY-MM-DD`; `known` are pins that are right. A ledger that has a
 * problem of its own stays as it is.
 */
export function reconcile(
  text: string,
  file: string,
  typed: Readonly<Record<string, TypedPin>>,
  today: string,
  known: Ledger,
): NextLedger {
  const problems: LedgerProblem[] = [];
  let next = text;
  if (readLedger(text, file).problems.length > 0) return { text, problems };
  for (const [action, wanted] of Object.entries(typed)) {
    const { pins } = readLedger(next, file);
    const now = Ledger.of(pins).get(action);
    const report = (code: LedgerProblemCode, message: string, fix: string) =>
      problems.push(problemAt(now?.line ?? 1, code, message, fix));
    const take = (result: Edited) => {
      if ('text' in result) next = result.text;
      else report('no-place', result.problem, NO_PLACE);
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
    const shipped = known.contradicting({ action, ...wanted });
    if (shipped) {
      report(
        'conflicting-typed-pin',
        `\`${action}\` ${wanted.tag} is ${wanted.sha} in the configuration, and ${shipped.tag} is ${shipped.sha}`,
        `write pin('${shipped.tag}', '${shipped.sha}'), or the commit of another release`,
      );
      continue;
    }
    const order = now ? compareTags(now.tag, wanted.tag) : 0;
    if (now?.tag === wanted.tag) {
      if (now.sha !== wanted.sha)
        report(
          'conflicting-typed-pin',
          `\`${action}\` ${wanted.tag} is ${wanted.sha} in the configuration and ${now.sha} in the ledger`,
          'find out which commit the tag peels to (`git ls-remote --tags`), and correct the other',
        );
    } else if (isMoving(wanted.tag) || (!wanted.hold && order === undefined)) {
      report(
        'unordered-typed-pin',
        isMoving(wanted.tag)
          ? `the tag \`${wanted.tag}\` of \`${action}\` moves with every release`
          : `nobody can tell whether \`${wanted.tag}\` of \`${action}\` is newer than \`${now?.tag}\` of the ledger`,
        "give the exact name of the release's own tag, e.g. `v7.0.1`",
      );
    } else if (!now) take(appendPin(next, pins, { action, sha: wanted.sha, tag: wanted.tag }));
    else if (!wanted.hold && (order ?? 0) > 0) {
      report(
        'stale-typed-pin',
        `the ledger has passed the typed pin of \`${action}\`: ${now.tag} is newer than ${wanted.tag}`,
        `remove it from \`pins\`, or hold it: pin('${wanted.tag}', '…', { hold: { reason, until } })`,
      );
    } else take(splicePin(next, now, wanted));
  }
  return { text: next, problems };
}

/** Adds pins to a ledger's text that it does not have. */
export function withPins(text: string, file: string, added: readonly Pin[]): NextLedger {
  const problems: LedgerProblem[] = [];
  let next = text;
  for (const pin of added) {
    const result = appendPin(next, readLedger(next, file).pins, pin);
    if ('text' in result) next = result.text;
    else problems.push(problemAt(1, 'no-place', result.problem, NO_PLACE));
  }
  return { text: next, problems };
}

const NO_PLACE = 'write each step of the ledger on one line: `- uses: owner/repo@<40 hex> # vX.Y.Z`';

function problemAt(line: number, code: LedgerProblemCode, message: string, fix: string): LedgerProblem {
  return { code, line, column: 1, endLine: line, endColumn: 1, message, fix };
}

/** True for the tag of a major version alone, which by custom moves with each release: `v6`. */
function isMoving(tag: string): boolean {
  return /^v?\d+$/.test(lastOf(tag));
}

/** Above 0 where `a` is the newer; `undefined` where that can't be told. */
function compareTags(a: string, b: string): number | undefined {
  if (a === b) return 0;
  // Loaded only where two versions differ.
  const { compare, parse } = require('semver') as typeof import('semver');
  const [left, right] = [a, b].map((tag) => parse(inThreeParts(lastOf(tag))));
  return left && right ? compare(left, right) : undefined;
}

/** `v0.7` as `v0.7.0`. */
function inThreeParts(version: string): string {
  return version.replace(/^(v?\d+)(\.\d+)?(?=$|[-+])/, (_, major, minor = '.0') => `${major}${minor}.0`);
}

function lastOf(tag: string): string {
  return tag.slice(tag.lastIndexOf('/') + 1);
}
