import {
  commentAfter,
  entryOf,
  get,
  LineIndex,
  readYaml,
  type Span,
  textOf,
  type YamlNode,
} from '../workflow/yaml-tree';
import { parseUses } from './uses';
import { readVersionComment } from './version-comment';

/** One action at one commit. */
export interface Pin {
  /** What stands before `@`: `owner/repo[/path]`. */
  readonly action: string;
  /** 40 lower-case hex digits. */
  readonly sha: string;
  /** The version comment: the exact name of the tag. */
  readonly tag: string;
  readonly line: number;
  /** Where the `uses` value stands in the ledger's text. */
  readonly uses: Span;
  /** Where its comment stands, from the `#`. */
  readonly comment: Span;
}

/** Everything that can be wrong with a ledger. */
export type LedgerProblemCode =
  | 'unreadable'
  | 'not-a-composite-action'
  | 'bad-bytes'
  | 'bad-step'
  | 'bad-commit'
  | 'bad-comment'
  | 'duplicate'
  | 'stale-typed-pin'
  | 'conflicting-typed-pin'
  | 'unordered-typed-pin'
  | 'no-place'
  | 'expired-hold'
  | 'unknown-action';

/** Something wrong with the ledger; lines and columns from 1. */
export interface LedgerProblem {
  readonly code: LedgerProblemCode;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly fix: string;
}

/** The pins of a repository, by action. Owners and repositories are the same in either case. */
export class Ledger {
  private readonly byAction: ReadonlyMap<string, Pin>;

  private constructor(public readonly pins: readonly Pin[]) {
    this.byAction = new Map(pins.map((pin) => [keyOf(pin.action), pin]));
  }

  public static of(pins: readonly Pin[]): Ledger {
    return new Ledger(pins);
  }

  public get(action: string): Pin | undefined {
    return this.byAction.get(keyOf(action));
  }

  /**
   * The pin that contradicts another one: the tag is another commit of the repository, or the commit of the action is another tag.
   */
  public contradicting({ action, sha, tag }: Pick<Pin, 'action' | 'sha' | 'tag'>): Pin | undefined {
    const repository = repositoryOf(action);
    const other = this.pins.find((pin) => pin.tag === tag && repositoryOf(pin.action) === repository);
    if (other && other.sha !== sha) return { ...other, action };
    const same = this.get(action);
    return same?.sha === sha && same.tag !== tag ? same : undefined;
  }

  public has(action: string): boolean {
    return this.byAction.has(keyOf(action));
  }

  /** Its own pins; what it lacks is taken from `known`. */
  public completedBy(known: Ledger): Ledger {
    return Ledger.of([...this.pins, ...known.pins.filter(({ action }) => !this.has(action))]);
  }
}

/** Owner and repository without regard to case, the path as it stands. */
export function keyOf(action: string): string {
  const [owner = '', repository = '', ...path] = action.split('/');
  return [owner.toLowerCase(), repository.toLowerCase(), ...path].join('/');
}

function repositoryOf(action: string): string {
  return keyOf(action).split('/').slice(0, 2).join('/');
}

/**
 * Reads a ledger: a legal composite action whose steps are nothing but pins. All problems at once; never throws.
 * A tag that is another commit in `known`, or a commit that is another tag there, is a problem, and no pin.
 */
export function readLedger(
  text: string,
  file: string,
  known = Ledger.of([]),
): { readonly pins: readonly Pin[]; readonly problems: readonly LedgerProblem[] } {
  return new Reader(text, file, known).read();
}

class Reader {
  private readonly lines: LineIndex;
  private readonly problems: LedgerProblem[] = [];
  private readonly pins: Pin[] = [];

  constructor(
    private readonly text: string,
    private readonly file: string,
    private readonly known: Ledger,
  ) {
    this.lines = new LineIndex(text);
  }

  public read() {
    this.bytes();
    const tree = readYaml(this.text);
    for (const problem of tree.problems) this.problem('unreadable', problem, problem.message, 'mend the YAML');
    if (tree.root) this.action(tree.root);
    else if (tree.problems.length === 0) this.shape({ start: 0, end: 0 }, 'the ledger is empty');
    return { pins: this.pins, problems: this.problems };
  }

  private bytes(): void {
    for (const [bytes, name] of [
      ['\uFEFF', 'a byte order mark'],
      ['\r', 'a carriage return'],
      ['\t', 'a tab'],
    ] as const) {
      const at = this.text.indexOf(bytes);
      if (at < 0) continue;
      const fix = name === 'a tab' ? 'indent with spaces' : 'save the file as UTF-8 with LF line ends and no BOM';
      this.problem('bad-bytes', { start: at, end: at + 1 }, `the ledger holds ${name}`, fix);
    }
  }

  private action(root: YamlNode): void {
    const runs = get(root, 'runs');
    const steps = get(runs, 'steps');
    if (root.kind !== 'mapping') this.shape(root, 'the ledger is not a mapping');
    else if (textOf(get(runs, 'using')) !== 'composite') this.shape(runs ?? root, '`runs.using` is not `composite`');
    else if (steps?.kind !== 'sequence') this.shape(steps ?? root, '`runs.steps` is not a list');
    else for (const step of steps.items) this.step(step);
  }

  private step(step: YamlNode): void {
    const entry = entryOf(step, 'uses');
    if (step.kind !== 'mapping' || !entry || step.entries.length !== 1 || entry.value.kind !== 'scalar' || step.flow) {
      this.problem(
        'bad-step',
        step,
        'a step of the ledger is not a single `uses`',
        'write `- uses: owner/repo@<40 hex> # vX.Y.Z`',
      );
      return;
    }
    const node = entry.value;
    const uses = parseUses(node.value);
    if (uses.kind !== 'action') {
      const reason = uses.kind === 'unknown' ? uses.reason : 'it names no action of another repository';
      this.problem('bad-step', node, `\`${node.value}\`: ${reason}`, 'write `- uses: owner/repo@<40 hex> # vX.Y.Z`');
      return;
    }
    if (!uses.isCommit || !uses.isLowerCase) {
      const why = uses.isCommit
        ? 'has capitals in its commit'
        : `is not a commit: \`${uses.ref}\` has ${uses.ref.length} characters and must be 40 hex digits`;
      this.problem('bad-commit', node, `\`${uses.action}\` ${why}`, `write the 40 lower-case hex digits of the commit`);
      return;
    }
    const comment = commentAfter(this.text, node);
    const version = readVersionComment(comment?.text);
    if (!comment || version.kind !== 'version') {
      const said = {
        none: 'has no version comment',
        several: 'has several versions in its comment',
        other: 'has a comment that is not a version',
      };
      const what = version.kind === 'version' ? '' : said[version.kind];
      this.problem(
        'bad-comment',
        comment ?? node,
        `\`${uses.action}\` ${what}`,
        'end the line with `# ` and the exact name of the tag, e.g. `# v1.2.3`',
      );
      return;
    }
    const before = this.pins.find((pin) => keyOf(pin.action) === keyOf(uses.action));
    if (before) {
      this.problem(
        'duplicate',
        node,
        `\`${uses.action}\` is pinned twice, first in line ${before.line}`,
        'keep one of the two',
      );
      return;
    }
    const other = this.known.contradicting({ action: uses.action, sha: uses.ref, tag: version.tag });
    if (other?.tag === version.tag) {
      this.problem(
        'bad-commit',
        node,
        `${other.tag} of \`${uses.action}\` is another commit, ${other.sha}`,
        `write \`${uses.action}@${other.sha} # ${other.tag}\``,
      );
      return;
    }
    if (other) {
      this.problem(
        'bad-comment',
        comment,
        `the commit of \`${uses.action}\` is ${other.tag}, and the comment says ${version.tag}`,
        `end the line with \`# ${other.tag}\``,
      );
      return;
    }
    const { line } = this.lines.at(node.start);
    this.pins.push({ action: uses.action, sha: uses.ref, tag: version.tag, line, uses: node, comment });
  }

  private shape(at: Span, message: string): void {
    const fix = `make ${this.file} a composite action whose steps are \`- uses: owner/repo@<40 hex> # vX.Y.Z\`, or delete it and run \`npx projen\``;
    this.problem('not-a-composite-action', at, message, fix);
  }

  private problem(code: LedgerProblemCode, at: Span, message: string, fix: string): void {
    const start = this.lines.at(at.start);
    const end = this.lines.at(at.end);
    this.problems.push({
      code,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      message,
      fix,
    });
  }
}
