import { Component, type Project } from 'projen';
import type { Release } from '../release/release';
import { trustedStepLines } from '../workflow/trusted-steps';
import { publishMap } from './publish-map';
import { publishModel } from './publish-model';
import { ReleaseRepository } from './release-repository';
import { WorkflowFile } from './workflow-file';

/** `publish.yml` of one release unit. */
export class PublishWorkflow extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: WorkflowFile;

  constructor(project: Project, release: Release) {
    super(project, `PublishWorkflow@${release.workflowFile}`);
    const model = publishModel(release);
    const notes = [...trustedStepLines(release.trustedSteps), ...publishMap(release)];
    this.file = new WorkflowFile(this, release.workflowFile, () => model, ReleaseRepository.of(project), notes);
  }
}
