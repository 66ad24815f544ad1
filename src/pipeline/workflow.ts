import { Component, type Project } from 'projen';
import type { Workflow as WorkflowModel } from '../workflow/model';
import { ReleaseRepository } from './release-repository';
import { WorkflowFile } from './workflow-file';

/** A workflow of one's own, typed. */
export interface WorkflowProps extends WorkflowModel {
  /** e.g. `ci.yml`. */
  readonly fileName: string;
}

/**
 * A workflow of one's own, written and checked like the ones of a release: actions only from the ledger, a reason for each permission.
 */
export class Workflow extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: WorkflowFile;

  constructor(project: Project, props: WorkflowProps) {
    super(project, `Workflow@${props.fileName}`);
    const { fileName, ...model } = props;
    this.file = new WorkflowFile(this, fileName, () => model, ReleaseRepository.of(project));
  }
}
