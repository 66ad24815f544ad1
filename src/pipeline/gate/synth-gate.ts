import { Component, FileBase, type Project } from 'projen';
import { plainReport } from '../../report/plain';
import { checkFiles, type RuleContext } from '../../rules';
import type { Finding } from '../../rules/finding';
import { GeneratedYaml } from '../generated-yaml';
import { throwForUser } from '../user-error';
import { gateFinding } from './gate-problem';
import { pathFindings } from './path-findings';
import { describeFile, pathFrom, projectsOf, secondProjens } from './projen-tree';
import { type Rendered, render } from './rendered';
import { Seal } from './seal';
import { Shadows } from './shadow';
import { nextTree } from './sources';

/** What a synth was refused for. Its message is the whole report; nothing that the findings are about was written. */
export class SynthError extends Error {
  /** What kind of error this is. */
  public readonly code = 'findings';

  constructor(
    /** All that was found, warnings too. */
    public readonly findings: readonly Finding[],
  ) {
    super(plainReport(findings));
    this.name = 'SynthError';
  }
}

/** What the gate asks of the part that knows the release. */
export interface GateSubject {
  /** Called after the last `preSynthesize()` of the tree, before anything is rendered. */
  prepare(): readonly Finding[];
  /** What the rules need to know. */
  context(): RuleContext;
  /** Paths from the root that may be replaced although we did not write them. */
  readonly adopt: ReadonlySet<string>;
}

/**
 * Stands between a project and its files: nothing is written until the rules have read what will be.
 *
 * projen writes while it synthesizes, so the gate runs in the root's own `preSynthesize()`, the first call of a synth:
 * it runs every other `preSynthesize()` of the tree itself, sub-projects included, renders, lets the rules read, seals, and writes what it
 * has sealed. Nobody else's `synthesize()` has run by then.
 */
export class SynthGate {
  private static readonly gates = new WeakMap<Project, SynthGate>();
  private readonly shadows = new Shadows();
  private seal: Seal | undefined;

  /** The gate of the project's root; made the first time. */
  public static of(project: Project, subject: GateSubject): SynthGate {
    const gate = SynthGate.gates.get(project.root) ?? new SynthGate(project.root, subject);
    SynthGate.gates.set(project.root, gate);
    return gate;
  }

  private constructor(
    private readonly root: Project,
    private readonly subject: GateSubject,
  ) {
    const own = root.preSynthesize.bind(root);
    guardWrites();
    // Not writable: otherwise a later assignment could remove the gate.
    Object.defineProperty(root, 'preSynthesize', { value: () => this.run(own), writable: false, configurable: false });
  }

  private run(rootPreSynthesize: () => void): void {
    this.shadows.restore();
    this.seal = undefined;
    rootPreSynthesize();
    this.preSynthesizeTree();
    const findings = [...this.subject.prepare(), ...secondProjens(this.root)];
    const rendered = render(this.root);
    const context = this.subject.context();
    const next = nextTree(this.root, rendered, context.chartValues?.map(({ file }) => file) ?? []);
    findings.push(...pathFindings(this.root, rendered, this.subject.adopt), ...this.schemaFindings(rendered));
    findings.push(...checkFiles(next.sources, { ...context, hasFile: (_, path) => next.has(path) }));
    if (findings.some((finding) => finding.severity === 'error')) throwForUser(new SynthError(findings));
    if (findings.length > 0) process.stderr.write(`${plainReport(findings)}\n`);
    this.seal = new Seal(this.root, rendered, next.sources, this.shadows);
    this.seal.write();
    new LateCheck(this.root, this.seal);
  }

  /** Runs each `preSynthesize()` of the tree once, also of what is created meanwhile, and keeps projen from running it again. */
  private preSynthesizeTree(): void {
    const seen = new Set<Project | Component>([this.root]);
    for (let more = true; more; ) {
      more = false;
      for (const project of projectsOf(this.root)) {
        for (const part of [project, ...project.components]) {
          if (seen.has(part)) continue;
          seen.add(part);
          part.preSynthesize();
          this.shadows.replace(part, 'preSynthesize', () => undefined);
          more = true;
        }
      }
    }
  }

  private schemaFindings(rendered: Rendered): readonly Finding[] {
    return [...rendered.keys()].flatMap((file) => {
      if (!(file instanceof GeneratedYaml)) return [];
      const path = pathFrom(this.root, file.absolutePath);
      return file
        ._problems()
        .map((message) => gateFinding('invalid-file', path, message, { construct: describeFile(file) }));
    });
  }

  /** Refuses a file that is written although no rule has read it: made after the gate, or in a sub-project that synthesizes alone. */
  public static demandSeal(file: FileBase): void {
    const gate = SynthGate.gates.get(file.project.root);
    if (!gate) return;
    const seal = gate.seal ?? new Seal(gate.root, new Map(), [], gate.shadows);
    if (seal.covers(file) && !seal.has(file)) throwForUser(new SynthError([seal.finding(file)]));
  }
}

/** The last component of a synth: says what was changed after the gate, and puts the sealed bytes back. */
class LateCheck extends Component {
  private static readonly ID = 'LateCheck';

  constructor(
    root: Project,
    private readonly seal: Seal,
  ) {
    root.node.tryRemoveChild(LateCheck.ID);
    super(root, LateCheck.ID);
  }

  public override synthesize(): void {
    const findings = this.seal.broken();
    if (findings.length === 0) return;
    this.seal.write();
    throwForUser(new SynthError(findings));
  }
}

let isGuarded = false;

/** From the first gate on no file of projen's is written without a look at its gate. */
function guardWrites(): void {
  if (isGuarded) return;
  isGuarded = true;
  const write = FileBase.prototype.synthesize;
  FileBase.prototype.synthesize = function (this: FileBase) {
    SynthGate.demandSeal(this);
    write.call(this);
  };
}
