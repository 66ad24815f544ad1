import { Component, type Project } from 'projen';
import { shippedPins } from '../pins/catalog';
import { Ledger, readLedger } from '../pins/ledger';
import { seedLedger } from '../pins/seed';
import { appendPin } from '../pins/splice';
import { reconcile, type TypedPin } from '../pins/typed-pin';
import { type Problem, ReleaseError } from '../release/errors';
import type { Release } from '../release/release';
import { checkReleases } from '../release/resolve';
import type { RuleContext } from '../rules';
import type { Finding } from '../rules/finding';
import { NOT_IN_LEDGER } from '../rules/unpinned-uses';
import { isLibraryScript } from '../steps';
import { DependabotConfig, type DependabotProps } from './dependabot-config';
import { type GateSubject, SynthGate } from './gate/synth-gate';
import { ledgerFinding } from './ledger-finding';
import { LEDGER } from './ledger-path';
import { ProjenWorkflows } from './projen-workflows';
import { SecurityScanWorkflow } from './security-scan-workflow';
import { Splice } from './splice';
import { SourceTree } from './tree/source-tree';
import { throwForUser } from './user-error';
import { type PinSource, WorkflowFile } from './workflow-file';

/** What belongs to the repository and not to one release unit: given once, on the project or on one pipeline. */
export interface RepositoryProps {
  /** Pins that the ledger must carry, by action; see {@link pin}. @default - the ledger as it is */
  readonly pins?: Readonly<Record<string, TypedPin>>;
  /** Files that exist and may be replaced, as paths from the root. @default - none */
  readonly adopt?: readonly string[];
  /** What Dependabot looks after; `false` for no dependabot.yml. @default - what the tree holds */
  readonly dependabot?: DependabotProps | false;
}

/**
 * What a repository has once, whatever the number of its release units: the pin ledger, security-scan.yml, dependabot.yml
 * and the gate.
 */
export class ReleaseRepository extends Component implements PinSource, GateSubject {
  private static readonly repositories = new WeakMap<Project, ReleaseRepository>();

  /** The files of the repository as the release model sees them. */
  public readonly tree: SourceTree;
  private readonly releaseUnits: Release[] = [];
  private readonly ledgerFile: Splice;
  private readonly projens: ProjenWorkflows;
  private readonly given = new Map<keyof RepositoryProps, string>();
  private props: RepositoryProps = {};
  private ledger: Ledger = Ledger.of([]);

  /** The one of the project's root; made the first time. */
  public static of(project: Project): ReleaseRepository {
    const existing = ReleaseRepository.repositories.get(project.root);
    if (existing) return existing;
    if (project.root !== project) {
      const message = 'a release belongs to the root of the repository, and this is a sub-project';
      throwForUser(
        new ReleaseError([{ code: 'impossible', path: 'project', message, fix: 'create it on the root project' }]),
      );
    }
    const repository = new ReleaseRepository(project);
    return repository;
  }

  private constructor(project: Project) {
    super(project, 'ReleaseRepository');
    ReleaseRepository.repositories.set(project, this);
    this.tree = new SourceTree(project.outdir);
    this.ledgerFile = new Splice(project, LEDGER);
    this.projens = new ProjenWorkflows(project);
    new SecurityScanWorkflow(project, () => this.releaseUnits);
    SynthGate.of(project, this);
  }

  /** The release units, in the order in which they were created. */
  public get releases(): readonly Release[] {
    return this.releaseUnits;
  }

  /** True where dependabot.yml is ours. Known when every pipeline has been made. */
  public get hasDependabot(): boolean {
    return this.props.dependabot !== false;
  }

  /** Takes what is given once for the repository; `where` says by whom. */
  public configure(props: RepositoryProps, where: string): void {
    const problems: Problem[] = [];
    for (const key of ['pins', 'adopt', 'dependabot'] as const) {
      if (props[key] === undefined) continue;
      const before = this.given.get(key);
      if (before !== undefined) {
        problems.push({
          code: 'given-twice',
          path: key,
          message: `\`${key}\` belongs to the repository and is already given on ${before}`,
          fix: `keep one of the two: on ${before}, or on ${where}`,
        });
      }
      this.given.set(key, where);
    }
    if (problems.length > 0) throwForUser(new ReleaseError(problems));
    this.props = { ...this.props, ...props };
  }

  /** Adds a release unit; refuses one that collides with another. */
  public add(release: Release): void {
    this.releaseUnits.push(release);
    const problems = checkReleases(this.releaseUnits);
    if (problems.length > 0) throwForUser(new ReleaseError(problems));
  }

  /** Runs at synth, when every pipeline has been created: only then is it known who asked for what of Dependabot. */
  public override preSynthesize(): void {
    if (this.props.dependabot !== false) {
      new DependabotConfig(this.project, this.tree, this.props.dependabot ?? {}, this.props.pins ?? {});
    }
  }

  public usesOf(action: string): string {
    const pin = this.ledger.get(action);
    return pin ? `${action}@${pin.sha}` : `${action}@${NOT_IN_LEDGER}`;
  }

  public versionOf(uses: string): string | undefined {
    const at = uses.lastIndexOf('@');
    const pin = this.ledger.get(uses.slice(0, at));
    return pin?.sha === uses.slice(at + 1) ? pin.tag : undefined;
  }

  public get adopt(): ReadonlySet<string> {
    return new Set(this.props.adopt ?? []);
  }

  /** Brings the ledger to where the typed pins and the workflows need it; nothing is written yet. */
  public prepare(): readonly Finding[] {
    const workflows = this.project.root.node
      .findAll()
      .filter((node): node is WorkflowFile => node instanceof WorkflowFile);
    const needed = new Set([...workflows.flatMap((file) => file.actions), ...this.projens.actions()]);
    const catalog = shippedPins();
    const written = this.ledgerFile.read();
    const typed = reconcile(written ?? seedLedger([...needed], catalog), LEDGER, this.props.pins ?? {}, today());
    let text = typed.text;
    const present = Ledger.of(readLedger(text, LEDGER).pins);
    for (const action of [...needed].filter((one) => !present.has(one))) {
      const known = catalog.get(action);
      if (known) text = appendPin(text, readLedger(text, LEDGER).pins, known);
    }
    const read = readLedger(text, LEDGER);
    this.ledger = Ledger.of(read.pins);
    this.ledgerFile.set(text);
    this.projens.pin(this.ledger);
    const splices = this.project.root.node.findAll().filter((node): node is Splice => node instanceof Splice);
    return [
      ...[...typed.problems, ...read.problems].map((problem) => ledgerFinding(problem)),
      ...splices.flatMap((splice) => splice.prepare()),
    ];
  }

  public context(): RuleContext {
    const workflows = this.project.root.node
      .findAll()
      .filter((node): node is WorkflowFile => node instanceof WorkflowFile);
    return {
      mode: 'synth',
      ledger: this.ledger,
      known: shippedPins(),
      ledgerFile: LEDGER,
      release: this.releaseUnits.map((release) => ({
        workflow: `.github/workflows/${release.workflowFile}`,
        tagPrefix: release.tag.prefix,
        registrySecrets: release.registries.flatMap(({ login }) => (login.kind === 'secret' ? [login.secret] : [])),
      })),
      emitted: new Map(workflows.map((file) => [file.path, file.emitted])),
      trustedSteps: this.releaseUnits.flatMap((release) =>
        release.trustedSteps.map((step) => ({ workflow: `.github/workflows/${release.workflowFile}`, ...step })),
      ),
      chartValues: this.releaseUnits.flatMap((release) =>
        release.charts.map((chart) => ({
          file: `${chart.path}/values.yaml`,
          paths: Object.values(chart.digestValues),
        })),
      ),
      isLibraryScript,
    };
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
