import { Component, type Project } from 'projen';
import type { Workflow as WorkflowModel } from '../workflow/model';
import { freeId, originOf } from './origin';
import { ReleaseRepository } from './release-repository';
import { WorkflowFile } from './workflow-file';
import { workflowPropsProblems } from './workflow-schema';

/** A workflow of one's own, typed. */
export interface WorkflowProps extends WorkflowModel {
  /** e.g. `ci.yml`. */
  readonly fileName: string;
}

/**
 * A workflow of one's own, written and checked like the ones of a release: actions only from the ledger, a reason for each permission.
 * @throws SynthError from `synth()`, with everything that is wrong with the props; ReleaseError from `file` if it is read all the same
 */
export class Workflow extends Component {
  private readonly repository: ReleaseRepository;
  private readonly made: WorkflowFile | undefined;

  constructor(project: Project, props: WorkflowProps) {
    super(project, freeId(project, 'Workflow', props?.fileName));
    this.repository = ReleaseRepository.of(project);
    const origin = originOf('Workflow', props?.fileName);
    const problems = workflowPropsProblems(props);
    this.repository._report(problems, origin);
    if (!this.repository._owns(project, origin) || problems.length > 0) return;
    const { fileName, ...model } = props;
    const path = `.github/workflows/${fileName}`;
    if (!this.repository._areFree([path], 'give one of the two another `fileName`', origin)) return;
    this.made = new WorkflowFile(this, fileName, () => model, this.repository);
  }

  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public get file(): WorkflowFile {
    return this.made ?? this.repository._refuse();
  }
}
