import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { Component, type Project } from 'projen';
import { shippedPins } from '../pins/catalog';
import { artifactHubFile } from '../release/artifact-hub-file';
import { type Problem, ReleaseError } from '../release/errors';
import type { Release, ReleaseChart } from '../release/release';
import type { RuleContext } from '../rules';
import type { Finding } from '../rules/finding';
import { isLibraryScript } from '../steps';
import { ActionlintConfig, hasOwnActionlintConfig, ownRunnerLabels } from './actionlint-config';
import { artifactHubFindings } from './artifact-hub-findings';
import { chartAnnotations } from './chart-metadata';
import { DependabotConfig } from './dependabot-config';
import { pathFrom } from './gate/projen-tree';
import { SynthGate } from './gate/synth-gate';
import { handwrittenFiles } from './handwritten-files';
import { ledgerFinding } from './ledger-finding';
import { LEDGER } from './ledger-path';
import type { Origin } from './origin';
import { problemFinding } from './problem-finding';
import { projenTagPrefixes } from './projen-release';
import { ProjenWorkflows } from './projen-workflows';
import { releaseFiles } from './release-files';
import { contentOf } from './render';
import { RepositoryLedger } from './repository-ledger';
import type { RepositoryProps } from './repository-props';
import { readIfThere } from './safe-write';
import { SecurityScanWorkflow } from './security-scan-workflow';
import { Splice } from './splice';
import { SourceTree } from './tree/source-tree';
import { trustedStepProblems } from './trusted-step-problems';
import { projenReleaseCollisions, unitCollisions } from './unit-collisions';
import { unknownPins } from './unknown-pins';
import { throwForUser } from './user-error';
import { type PinSource, WorkflowFile } from './workflow-file';

/** A release unit and the construct that describes it. */
interface Unit {
  readonly release: Release;
  readonly origin: Origin;
}

/**
 * What a repository has once, whatever the number of its release units: the pin ledger, security-scan.yml, dependabot.yml
 * and the gate. It also collects what is wrong with the props of every construct, so that one synth reports all of it.
 */
export class ReleaseRepository extends Component implements PinSource {
  private static readonly repositories = new WeakMap<Project, ReleaseRepository>();

  /** @internal The files of the repository as the release model sees them. */
  public readonly _tree: SourceTree;
  private readonly scan: SecurityScanWorkflow | undefined;
  private readonly units: Unit[] = [];
  private readonly problems: Problem[] = [];
  private readonly ledger: RepositoryLedger;
  private readonly projens: ProjenWorkflows;
  private readonly given = new Map<keyof RepositoryProps, Origin>();
  private props: RepositoryProps = {};
  private dependabotConfig: DependabotConfig | undefined;

  /** The one of the project's root; made the first time. */
  public static of(project: Project): ReleaseRepository {
    return ReleaseRepository.repositories.get(project.root) ?? new ReleaseRepository(project.root);
  }

  private constructor(root: Project) {
    super(root, 'ReleaseRepository');
    ReleaseRepository.repositories.set(root, this);
    this._tree = new SourceTree(root.outdir);
    this.ledger = new RepositoryLedger(root);
    this.projens = new ProjenWorkflows(root);
    const isFree = this._areFree(['.github/workflows/security-scan.yml'], 'give the other workflow another name', {
      construct: 'SecurityScanWorkflow',
    });
    this.scan = isFree ? new SecurityScanWorkflow(root, () => this.releases, this) : undefined;
    SynthGate.of(root, this);
  }

  /** The release units, in the order in which they were created; one that collides with an earlier one is not among them. */
  public get releases(): readonly Release[] {
    return this.units.map(({ release }) => release);
  }

  /** `security-scan.yml`. */
  public get securityScan(): SecurityScanWorkflow {
    return this.scan ?? this._refuse();
  }

  /** True where dependabot.yml is ours. Known when every pipeline has been made. */
  public get hasDependabot(): boolean {
    return this.props.dependabot !== false;
  }

  /**
   * dependabot.yml; `undefined` where it is switched off. It is made when it is first asked for, else at synth: ask after
   * every construct that gives `dependabot` or `pins`.
   * @throws ReleaseError when the file can't be made
   */
  public get dependabot(): DependabotConfig | undefined {
    return this.makeDependabot() ?? (this.hasDependabot ? this._refuse() : undefined);
  }

  /** @internal Keeps what is wrong with a construct's props until the synth reports it. */
  public _report(problems: readonly Problem[], origin: Origin): void {
    this.problems.push(...problems.map((problem) => ({ ...origin, ...problem })));
  }

  /** @internal Reports at once: somebody asks for a part of what could not be made. */
  public _refuse(): never {
    throwForUser(new ReleaseError(this.problems));
  }

  /** @internal True if a construct of ours may stand on the project: files of a release belong to the root of the repository. */
  public _owns(project: Project, origin: Origin): boolean {
    if (project === this.project) return true;
    const message = 'a release belongs to the root of the repository, and this is a sub-project';
    this._report([{ code: 'impossible', path: 'project', message, fix: 'create it on the root project' }], origin);
    return false;
  }

  /** @internal True if nothing else writes one of the files. */
  public _areFree(paths: readonly string[], fix: string, origin: Origin): boolean {
    const problems = paths.flatMap((path): Problem[] => {
      const other = this.project.tryFindFile(path);
      const message = `\`${path}\` is already written by ${other && pathBelowRoot(other)}`;
      return other ? [{ code: 'collision', path: 'project', message, fix }] : [];
    });
    this._report(problems, origin);
    return problems.length === 0;
  }

  /** @internal Takes what is given once for the repository. */
  public _configure(props: RepositoryProps, origin: Origin): void {
    const problems: Problem[] = [];
    for (const key of ['pins', 'adopt', 'dependabot'] as const) {
      if (props[key] === undefined) continue;
      const before = this.given.get(key);
      if (before !== undefined) {
        problems.push({
          code: 'given-twice',
          path: key,
          message: `\`${key}\` belongs to the repository and is already given on the ${before.construct}`,
          fix: `keep one of the two: on the ${before.construct}, or on the ${origin.construct}`,
        });
      } else if (this.dependabotConfig && key !== 'adopt') {
        problems.push({
          code: 'impossible',
          path: key,
          message: `\`${key}\` is given after dependabot.yml was asked for, and would not be in it`,
          fix: 'ask for dependabot.yml after the last construct that gives it',
        });
      }
      this.given.set(key, before ?? origin);
    }
    this._report(problems, origin);
    if (problems.length === 0) this.props = { ...this.props, ...props };
  }

  /** @internal Adds a release unit, with its place among the others; `undefined` for one that collides with another. */
  public _add(described: Release, origin: Origin): Release | undefined {
    const release = { ...described, charts: this.placed(described.charts) };
    const problems = unitCollisions(release, this.releases);
    this._report(problems, origin);
    const areFree = problems.length === 0 && this._areFree(releaseFiles(release), 'give the pipeline a `name`', origin);
    if (areFree) this.units.push({ release, origin });
    return areFree ? release : undefined;
  }

  /** Runs at synth, when every construct has been made: only then is it known who asked for what of Dependabot. */
  public override preSynthesize(): void {
    this.makeDependabot();
    this.makeActionlintConfig();
  }

  private makeActionlintConfig(): void {
    const labels = ownRunnerLabels(this.workflows().flatMap(({ runners }) => runners));
    if (labels.length === 0 || this.project.node.tryFindChild('ActionlintConfig')) return;
    if (!hasOwnActionlintConfig(this.project.outdir)) new ActionlintConfig(this.project, labels);
  }

  private makeDependabot(): DependabotConfig | undefined {
    const { dependabot, pins } = this.props;
    // One that could not be made is reported once.
    if (dependabot === false || this.project.node.tryFindChild('DependabotConfig')) return this.dependabotConfig;
    try {
      this.dependabotConfig = new DependabotConfig(this.project, this._tree, dependabot ?? {}, pins ?? {});
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
      this._report(error.problems, this.given.get('dependabot') ?? { construct: 'DependabotConfig' });
    }
    return this.dependabotConfig;
  }

  /** What gives the typed pins, and where. */
  private get pinsFrom(): string | undefined {
    const origin = this.given.get('pins');
    return origin && [`\`pins\` of the ${origin.construct}`, origin.createdAt ?? []].flat().join(', ');
  }

  /** The charts of a new unit: only the repository's first chart has its artifacthub-repo.yml in the root. */
  private placed(charts: readonly ReleaseChart[]): readonly ReleaseChart[] {
    const isFirst = this.releases.every((release) => release.charts.length === 0);
    return isFirst ? charts : charts.map((chart) => ({ ...chart, artifactHubFile: artifactHubFile(chart, false) }));
  }

  /** `owner/repo[/path]@<40 hex>` for an action, from the ledger. */
  public usesOf(action: string): string {
    return this.ledger.usesOf(action);
  }

  /** The version comment of a `uses` value that stands in the ledger. */
  public versionOf(uses: string): string | undefined {
    return this.ledger.versionOf(uses);
  }

  /** @internal What the gate may let be replaced. */
  public get adopt(): ReadonlySet<string> {
    return new Set(this.props.adopt ?? []);
  }

  /** @internal Brings the ledger up to date, and says what is wrong so far; nothing is written yet. */
  public prepare(): readonly Finding[] {
    const needed = [...new Set([...this.workflows().flatMap(({ actions }) => actions), ...this.projens.actions()])];
    const { problems, known } = this.ledger.update(needed, this.props.pins ?? {});
    this.projens.pin(this.ledger.current);
    const tagPrefixes = projenTagPrefixes(this.project);
    const collisions = this.units.flatMap(({ release, origin }) =>
      projenReleaseCollisions(release, tagPrefixes).map((problem) => ({ ...origin, ...problem })),
    );
    const splices = this.project.root.node.findAll().filter((node): node is Splice => node instanceof Splice);
    return [
      ...[...this.problems, ...collisions, ...this.trustedStepProblems()].map(problemFinding),
      ...problems.map((problem) => ledgerFinding(problem, this.pinsFrom)),
      ...this.unknownPins([...needed, ...known]),
      ...splices.flatMap((splice) => splice.prepare()),
      ...this.chartFindings(),
      ...(this.dependabotConfig?.findings() ?? []),
    ];
  }

  /** What Artifact Hub would refuse in the charts' own files. */
  private chartFindings(): readonly Finding[] {
    const charts = new Map(
      this.releases.flatMap((release) => release.charts.map((chart) => [chart.path, { release, chart }])),
    );
    return [...charts.values()].flatMap(({ release, chart }) => {
      const file = `${chart.path}/Chart.yaml`;
      const ours = new Set(chartAnnotations(release, chart).keys());
      return artifactHubFindings(file, this._tree.readText(file) ?? '', ours);
    });
  }

  /** Known when every override has been made. */
  private trustedStepProblems(): readonly Problem[] {
    return this.units.flatMap(({ release, origin }) => {
      const file = this.workflows().find(({ fileName }) => fileName === release.workflowFile);
      const text = file && release.trustedSteps.length > 0 ? contentOf(file) : undefined;
      return text === undefined ? [] : trustedStepProblems(release, text).map((problem) => ({ ...origin, ...problem }));
    });
  }

  private unknownPins(known: readonly string[]): readonly Finding[] {
    const texts = () => [
      ...handwrittenFiles(this.project.outdir).map((path) => readIfThere(join(this.project.outdir, path)) ?? ''),
      ...this.workflows().map((file) => contentOf(file) ?? ''),
    ];
    return unknownPins(this.props.pins ?? {}, known, texts, this.pinsFrom);
  }

  private workflows(): readonly WorkflowFile[] {
    return this.project.root.node.findAll().filter((node): node is WorkflowFile => node instanceof WorkflowFile);
  }

  /** @internal What the rules need to know. */
  public context(): RuleContext {
    return {
      mode: 'synth',
      ...(this.ledger.isSound ? { ledger: this.ledger.current } : {}),
      known: shippedPins(),
      ledgerFile: LEDGER,
      release: this.releases.map((release) => ({
        workflow: `.github/workflows/${release.workflowFile}`,
        tagPrefix: release.tag.prefix,
        registrySecrets: release.registries.flatMap(({ login }) => (login.kind === 'secret' ? [login.secret] : [])),
      })),
      emitted: new Map(this.workflows().map((file) => [pathFrom(this.project.root, file.absolutePath), file.emitted])),
      trustedSteps: this.releases.flatMap((release) =>
        release.trustedSteps.map((step) => ({ workflow: `.github/workflows/${release.workflowFile}`, ...step })),
      ),
      chartValues: this.releases.flatMap((release) =>
        release.charts.map((chart) => ({
          file: `${chart.path}/values.yaml`,
          paths: Object.values(chart.digestValues),
        })),
      ),
      isLibraryScript,
    };
  }
}

/** Where a construct stands in the tree, without the root, whose ID holds a path of the machine. */
function pathBelowRoot({ node }: IConstruct): string {
  return node.scopes
    .slice(1)
    .map((scope) => scope.node.id)
    .join('/');
}
