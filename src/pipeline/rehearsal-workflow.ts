import { Component, type Project } from 'projen';
import { rehearsalFile } from '../release/folder';
import type { Release } from '../release/release';
import { rehearsalModel } from './rehearsal-model';
import { ReleaseRepository } from './release-repository';
import { WorkflowFile } from './workflow-file';

/** `release-rehearsal.yml` of one release unit: the release on every pull request, without a tag, a secret or an identity. */
export class RehearsalWorkflow extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: WorkflowFile;

  constructor(project: Project, release: Release) {
    super(project, `RehearsalWorkflow@${release.workflowFile}`);
    const model = rehearsalModel(release);
    this.file = new WorkflowFile(this, rehearsalFile(release), () => model, ReleaseRepository.of(project));
  }
}
