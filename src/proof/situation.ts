import { EVENTS } from '../workflow/facts.generated';
import { type Expression, parseExpression, TextLike, truth, UNKNOWN, type Value } from './expression';

/** One way in which a run can begin: an event and the ref that it runs for. */
export interface Situation {
  readonly event: string;
  /** e.g. `refs/heads/main`, or all refs that begin alike. */
  readonly ref: string | TextLike;
  readonly refType: 'branch' | 'tag';
  /** As a person would say it, e.g. `a push to the branch v1.2.3`. */
  readonly says: string;
}

/** An event for a branch of which the name begins so. */
export function someBranch(event: string, beginning = ''): Situation {
  const ref = new TextLike(`refs/heads/${beginning}`);
  return { event, ref, refType: 'branch', says: `\`${event}\` for some branch${shown(beginning)}` };
}

/** An event for a tag of which the name begins so, and which is no release's; `undefined` where every such tag is one. */
export function someTag(event: string, prefixes: readonly string[], beginning = ''): Situation | undefined {
  // A filter knows `V` from `v`.
  if (prefixes.some((prefix) => beginning.startsWith(prefix))) return undefined;
  const never = prefixes.map((prefix) => `refs/tags/${prefix}`);
  const ref = new TextLike(`refs/tags/${beginning}`, never);
  return { event, ref, refType: 'tag', says: `\`${event}\` for some tag${shown(beginning)} that is no release's` };
}

function beginsWith(text: string, prefix: string): boolean {
  return text.toLowerCase().startsWith(prefix.toLowerCase());
}

function shown(beginning: string): string {
  return beginning === '' ? '' : ` \`${beginning}…\``;
}

/** Each event for every branch, pull request and tag that is not a release's: what nobody has thought of. */
export function anything(prefixes: readonly string[], events: readonly string[] = EVENTS): readonly Situation[] {
  return events.flatMap((event) => {
    const pull: Situation = {
      event,
      ref: new TextLike('refs/pull/'),
      refType: 'branch',
      says: `\`${event}\` for some pull request`,
    };
    const tag = someTag(event, prefixes);
    return [someBranch(event), pull, ...(tag ? [tag] : [])];
  });
}

/** True for a text that could be the name of a branch or a tag, as far as a proof cares. */
export function isRefName(text: string): boolean {
  return /^[^\0- ~^:?*[\\\x7f]{1,255}$/.test(text);
}

/** Kinds of refs that a proof must look at: among them a branch that is named like a tag. */
export function situationsFor(prefixes: readonly string[], witnesses: readonly string[]): readonly Situation[] {
  const named = witnesses.map((text) => text.replace(/^refs\/(?:heads|tags)\//, ''));
  const releases = prefixes.map((prefix) => `${prefix}1.2.3`);
  const branches = ['main', ...releases, 'release', ...named];
  const capitals = prefixes.map((prefix) => `${prefix.toUpperCase()}1.2.3`);
  const tags = [...releases, ...capitals, 'other/x', 'nightly', '1.2.3', ...named];
  const names = (list: readonly string[]) => [...new Set(list)].filter(isRefName);
  const branch = (event: string, verb: string) =>
    names(branches).map(
      (name): Situation => ({
        event,
        ref: `refs/heads/${name}`,
        refType: 'branch',
        says: `${verb} the branch \`${name}\``,
      }),
    );
  const tag = (event: string, verb: string) =>
    names(tags).map(
      (name): Situation => ({ event, ref: `refs/tags/${name}`, refType: 'tag', says: `${verb} the tag \`${name}\`` }),
    );
  return [
    ...branch('push', 'a push to'),
    ...tag('push', 'a push of'),
    ...branch('workflow_dispatch', 'a dispatch on'),
    ...tag('workflow_dispatch', 'a dispatch on'),
    { event: 'pull_request', ref: 'refs/pull/1/merge', refType: 'branch', says: 'a pull request' },
    {
      event: 'pull_request_target',
      ref: 'refs/heads/main',
      refType: 'branch',
      says: 'a pull request (`pull_request_target`)',
    },
    { event: 'merge_group', ref: 'refs/heads/gh-readonly-queue/main/pr-1', refType: 'branch', says: 'the merge queue' },
    { event: 'schedule', ref: 'refs/heads/main', refType: 'branch', says: 'the schedule' },
    ...tag('release', 'a release of'),
  ];
}

/**
 * True if the ref is a release's tag: one with such a prefix. GitHub's comparisons can't tell `V` from `v`; `named` are the names in a
 * filter, which can.
 */
export function isReleaseTag(
  situation: Situation,
  prefixes: readonly string[],
  named: readonly string[] = [],
): boolean {
  // What stands for many tags stands for those that are not a release's.
  const name = typeof situation.ref === 'string' ? situation.ref.slice('refs/tags/'.length) : undefined;
  if (situation.refType !== 'tag' || name === undefined) return false;
  return prefixes.some((prefix) => (named.includes(name) ? name.startsWith(prefix) : beginsWith(name, prefix)));
}

/** A job's `if:`, read once; `undefined` where there is none, or it can't be read. */
export function readCondition(condition: string | undefined): Expression | undefined {
  if (condition === undefined || condition.length > MAX_CONDITION) return undefined;
  return parseExpression(withoutFence(condition));
}

/** Nobody reviews a longer one, and each of its parts is looked at in hundreds of situations. */
const MAX_CONDITION = 4000;

/** Whether a job with this `if:` can run: `no` only where that is certain. Without one that can be read it is `maybe`. */
export function canRun(condition: Expression | undefined, situation: Situation): 'yes' | 'no' | 'maybe' {
  if (!condition) return 'maybe';
  const value = truth(
    condition.evaluate(
      (path) => lookup(path, situation),
      () => UNKNOWN,
    ),
  );
  if (value === false) return 'no';
  return value === UNKNOWN ? 'maybe' : 'yes';
}

/** A condition may stand in one pair of fences; with anything around them GitHub makes a text of it, which is always true. */
function withoutFence(condition: string): string {
  const inner = condition.startsWith('${{') && condition.endsWith('}}') ? condition.slice(3, -2) : condition;
  return inner.includes('${{') ? '' : inner;
}

function lookup(path: readonly string[], situation: Situation): Value {
  const [context, name] = path;
  if (context !== 'github' || path.length !== 2) return UNKNOWN;
  if (name === 'event_name') return situation.event;
  if (name === 'ref') return situation.ref;
  if (name === 'ref_type') return situation.refType;
  if (name === 'ref_name') {
    const { ref } = situation;
    const short = (text: string) => text.replace(/^refs\/(?:heads|tags|pull)\//, '');
    if (typeof ref === 'string') return short(ref);
    return new TextLike(short(ref.beginning), ref.never.map(short));
  }
  return UNKNOWN;
}
