import { Component, type Project } from 'projen';
import { ReleaseError } from '../release/errors';
import type { ReleasePipelineProps } from '../release/props';
import type { Release } from '../release/release';
import { modelProblems, resolveRelease, sourcesOf } from '../release/resolve';
import { ArtifactHubRepository } from './artifact-hub-repository';
import { ChartMetadata } from './chart-metadata';
import { freeId, type Origin, originOf } from './origin';
import { PublishWorkflow } from './publish-workflow';
import { RehearsalWorkflow } from './rehearsal-workflow';
import { ReleaseRepository } from './release-repository';
import { ReleaseVerifier } from './release-verifier';
import type { RepositoryProps } from './repository-props';
import { pipelineProblems, unitProps, usableRepositoryProps } from './repository-schema';
import { Runbook } from './runbook';
import { readSourceFacts } from './tree/source-facts';

/** What a pipeline is made of. */
interface Parts {
  readonly release: Release;
  readonly publish: PublishWorkflow;
  readonly rehearsal: RehearsalWorkflow;
  readonly verifier: ReleaseVerifier;
  readonly runbook: Runbook;
}

/**
 * One release unit: from one description of what is released, every file that the release needs.
 *
 * Props that can't be used are reported by `synth()`, together with those of every other construct and with what the rules
 * find: their shape, and what they mean together as far as their shape is right.
 * @throws SynthError from `synth()`; ReleaseError from a member that is read although the props can't be used
 */
export class ReleasePipeline extends Component {
  private readonly repository: ReleaseRepository;
  private readonly parts: Parts | undefined;

  constructor(project: Project, props: ReleasePipelineProps & RepositoryProps) {
    super(project, freeId(project, 'ReleasePipeline', props?.name));
    this.repository = ReleaseRepository.of(project);
    const origin = originOf('ReleasePipeline', props?.name);
    const release = this.repository._owns(project, origin) ? this.describe(props, origin) : undefined;
    this.parts = release && this.make(project, release);
  }

  /** The release with every default applied. */
  public get release(): Release {
    return this.made().release;
  }

  /** `publish.yml`. */
  public get publish(): PublishWorkflow {
    return this.made().publish;
  }

  /** `release-rehearsal.yml`. */
  public get rehearsal(): RehearsalWorkflow {
    return this.made().rehearsal;
  }

  /** `release/verify-release.sh` and what belongs to it. */
  public get verifier(): ReleaseVerifier {
    return this.made().verifier;
  }

  /** `release/RUNBOOK.md`. */
  public get runbook(): Runbook {
    return this.made().runbook;
  }

  private made(): Parts {
    return this.parts ?? this.repository._refuse();
  }

  private describe(props: ReleasePipelineProps & RepositoryProps, origin: Origin): Release | undefined {
    const problems = pipelineProblems(props);
    this.repository._report(problems, origin);
    this.repository._configure(usableRepositoryProps(props, problems), origin);
    const unit = unitProps(props ?? {});
    const facts = readSourceFacts(this.repository._tree, sourcesOf(unit));
    if (problems.length > 0) {
      this.repository._report(modelProblems(unit, facts), origin);
      return undefined;
    }
    try {
      const release = resolveRelease(unit, facts);
      return this.repository._add(release, origin);
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
      this.repository._report(error.problems, origin);
      return undefined;
    }
  }

  private make(project: Project, release: Release): Parts {
    for (const chart of release.charts) {
      if (!chart.artifactHub) continue;
      new ChartMetadata(project, release, chart);
      if (chart.artifactHubFile !== undefined) new ArtifactHubRepository(project, chart, chart.artifactHubFile);
    }
    return {
      release,
      publish: new PublishWorkflow(project, release),
      rehearsal: new RehearsalWorkflow(project, release),
      verifier: new ReleaseVerifier(project, release),
      runbook: new Runbook(project, release),
    };
  }
}
