import type { Finding } from '../../rules/finding';

/** What the gate finds itself: for each id what is wrong, why it matters, and what to do. docs/gate.md lists them. */
export const GATE_PROBLEMS = {
  'artifact-hub': {
    what: "an annotation that a chart's author committed would keep the version out of Artifact Hub; a warning where it only has no effect, or a maintainer has no e-mail",
    why: 'one bad annotation keeps the whole version out of the index, and a version is read once',
    fix: 'do what the finding says at its line',
  },
  'changed-after-the-gate': {
    what: 'a `synthesize()` changes or creates a file that the rules have read or would have to; the change is not written, unless it is made past projen',
    why: 'the rules read what is there after the last preSynthesize(); what comes later has been checked by nobody and is not written',
    fix: 'make the change in the constructor or in `preSynthesize()`',
  },
  'chart-yaml': {
    what: "the annotations can't be put into a `Chart.yaml` without touching anything else",
    why: 'the file is edited byte by byte, and everything that is not ours must stay',
    fix: 'write `annotations:` as a mapping whose values are texts of their own, without anchors',
  },
  'dependabot-folders': {
    what: 'a warning: a given folder holds nothing of its ecosystem, or one that does is left out',
    why: 'Dependabot reports an error for a folder in which it finds nothing, and nobody is told of a new version in one that is left out',
    fix: 'correct `dependabot.directories`, or name it in `dependabot.without`',
  },
  'existing-file': {
    what: 'a file that Sealwright did not write is where it wants to write, or something that is not a file, or a file where a folder must be',
    why: 'it would be lost, or the file could not be written and others would be',
    fix: 'move or delete it, or name a file in `adopt`',
  },
  'invalid-file': {
    what: 'an override makes a file that GitHub rejects',
    why: 'GitHub rejects the whole file then',
    fix: 'correct the override',
  },
  'invalid-release': {
    what: "a prop of one of our constructs can't be used, or two of them contradict each other",
    why: "what to write can't be told from it, and nothing is guessed",
    fix: 'do what the finding says; its line is that of the construct',
  },
  'no-room': {
    what: "a probe of the size of the changed files can't be written into their folder",
    why: 'only some of the files would be written',
    fix: 'make room, or make the folder writable',
  },
  'pin-ledger': {
    what: "the ledger can't be read or has no place for a pin, a typed pin and the ledger disagree, or nothing runs the action of a typed pin",
    why: 'every workflow takes its pins from this file',
    fix: 'do what the finding says at its line',
  },
  'symbolic-link': {
    what: 'a link is on the way to a file of ours, or leads out of the repository on the way to any other file',
    why: 'what is written through a link may land outside of the repository',
    fix: 'replace the link by a real file or folder',
  },
  'two-projens': {
    what: 'a component comes from a second copy of projen',
    why: 'the gate sees the files of one copy only; what the other writes is read by no rule',
    fix: 'make every package use the same projen: `npm ls projen` shows both',
  },
} as const satisfies Readonly<Record<string, { what: string; why: string; fix: string }>>;

/** The id of something that the gate finds itself. */
export type GateProblem = keyof typeof GATE_PROBLEMS;

/** A finding of the gate's own. `fix` and `construct` say more than the id does. */
export function gateFinding(
  rule: GateProblem,
  file: string,
  message: string,
  more: { readonly fix?: string; readonly construct?: string } = {},
): Finding {
  const { why, fix } = GATE_PROBLEMS[rule];
  return { rule, severity: 'error', file, line: 1, column: 1, endLine: 1, endColumn: 1, message, why, fix, ...more };
}
