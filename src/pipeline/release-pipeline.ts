import { Component, type Project } from 'projen';
import { ReleaseError } from '../release/errors';
import type { ReleasePipelineProps } from '../release/props';
import type { Release } from '../release/release';
import { resolveRelease, sourcesOf } from '../release/resolve';
import { hasRepositoryFile } from './artifact-hub-file';
import { ArtifactHubRepository } from './artifact-hub-repository';
import { ChartMetadata } from './chart-metadata';
import { PublishWorkflow } from './publish-workflow';
import { RehearsalWorkflow } from './rehearsal-workflow';
import { ReleaseRepository, type RepositoryProps } from './release-repository';
import { ReleaseVerifier } from './release-verifier';
import { Runbook } from './runbook';
import { readSourceFacts } from './tree/source-facts';
import { showingErrors } from './user-error';

/**
 * One release unit: from one description of what is released, every file that the release needs.
 * @throws ReleaseError naming everything that is wrong with the props at once; SynthError from `synth()` when the rules find something
 */
export class ReleasePipeline extends Component {
  /** The release with every default applied. */
  public readonly release: Release;
  /** `publish.yml`. */
  public readonly publish: PublishWorkflow;
  /** `release-rehearsal.yml`. */
  public readonly rehearsal: RehearsalWorkflow;
  /** `release/verify-release.sh` and what belongs to it. */
  public readonly verifier: ReleaseVerifier;
  /** `release/RUNBOOK.md`. */
  public readonly runbook: Runbook;

  constructor(project: Project, props: ReleasePipelineProps & RepositoryProps) {
    super(project, `ReleasePipeline@${typeof props?.name === 'string' ? props.name : ''}`);
    const { pins, adopt, dependabot, ...unit } = props;
    const repository = ReleaseRepository.of(project);
    this.release = showingErrors(isReleaseError, () => {
      const release = resolveRelease(unit, readSourceFacts(repository.tree, sourcesOf(unit)));
      repository.configure(
        {
          ...(pins === undefined ? {} : { pins }),
          ...(adopt === undefined ? {} : { adopt }),
          ...(dependabot === undefined ? {} : { dependabot }),
        },
        release.name === '' ? 'the ReleasePipeline' : `the ReleasePipeline ${release.name}`,
      );
      repository.add(release);
      return release;
    });
    this.publish = new PublishWorkflow(project, this.release);
    this.rehearsal = new RehearsalWorkflow(project, this.release);
    this.verifier = new ReleaseVerifier(project, this.release);
    this.runbook = new Runbook(project, this.release);
    this.release.charts.forEach((chart, index) => {
      if (!chart.artifactHub) return;
      new ChartMetadata(project, this.release, chart);
      if (hasRepositoryFile(chart)) new ArtifactHubRepository(project, chart, index === 0);
    });
  }
}

function isReleaseError(error: unknown): error is ReleaseError {
  return error instanceof ReleaseError;
}
