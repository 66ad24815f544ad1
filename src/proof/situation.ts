import { EVENTS } from '../workflow/facts.generated';
import { parseExpression, truth, UNKNOWN, type Value } from './expression';

/** One way in which a run can begin: an event and the ref that it runs for. */
export interface Situation {
  readonly event: string;
  /** e.g. `refs/heads/main`; `undefined` stands for any. */
  readonly ref: string | undefined;
  readonly refType: 'branch' | 'tag';
  /** As a person would say it, e.g. `a push to the branch v1.2.3`. */
  readonly says: string;
}

const MODELLED = [
  'push',
  'workflow_dispatch',
  'pull_request',
  'pull_request_target',
  'merge_group',
  'schedule',
  'release',
];

/** Each event for a branch whose name nobody knows. */
export function anyBranch(): readonly Situation[] {
  return EVENTS.map((event) => ({ event, ref: undefined, refType: 'branch', says: `\`${event}\` for some branch` }));
}

/** Kinds of refs that a proof must look at: among them a branch that is named like a tag. */
export function situationsFor(prefix: string, witnesses: readonly string[]): readonly Situation[] {
  const branches = [
    'main',
    `${prefix}1.2.3`,
    'release',
    ...witnesses.map((text) => text.replace(/^refs\/(?:heads|tags)\//, '')),
  ];
  const tags = [
    `${prefix}1.2.3`,
    `${prefix.toUpperCase()}1.2.3`,
    'other/x',
    'nightly',
    '1.2.3',
    ...witnesses.map((text) => text.replace(/^refs\/(?:heads|tags)\//, '')),
  ];
  const names = (list: readonly string[]) => [...new Set(list)].filter((name) => /^[^\s~^:?*[\\]{1,200}$/.test(name));
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
    // Every other event runs for a branch as far as anybody knows.
    ...EVENTS.filter((event) => !MODELLED.includes(event)).map(
      (event): Situation => ({ event, ref: 'refs/heads/main', refType: 'branch', says: `the event \`${event}\`` }),
    ),
  ];
}

/** True if the ref is a tag of the release's own: a tag with its prefix; GitHub's comparisons can't tell `V` from `v`. */
export function isReleaseTag(situation: Situation, prefix: string): boolean {
  const name = situation.ref?.slice('refs/tags/'.length) ?? '';
  return situation.refType === 'tag' && name.toLowerCase().startsWith(prefix.toLowerCase());
}

/** Whether a job with this `if:` can run: `no` only where that is certain. A condition that can't be read is `maybe`. */
export function canRun(condition: string | undefined, situation: Situation): 'yes' | 'no' | 'maybe' {
  if (condition === undefined) return 'maybe';
  const expression = parseExpression(withoutFence(condition));
  if (!expression) return 'maybe';
  const value = truth(
    expression.evaluate(
      (path) => lookup(path, situation),
      () => UNKNOWN,
    ),
  );
  if (value === false) return 'no';
  return value === UNKNOWN ? 'maybe' : 'yes';
}

/** The string literals of a condition: names that somebody had in mind. */
export function literalsOf(condition: string | undefined): readonly string[] {
  return condition === undefined ? [] : (parseExpression(withoutFence(condition))?.literals ?? []);
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
  if (name === 'ref') return situation.ref ?? UNKNOWN;
  if (name === 'ref_type') return situation.refType;
  if (name === 'ref_name') return situation.ref?.replace(/^refs\/(?:heads|tags|pull)\//, '') ?? UNKNOWN;
  return UNKNOWN;
}
