import { Component, type Project } from 'projen';
import type { Release } from '../release/release';
import { securityScanModel } from './jobs/security-scan';
import { type PinSource, WorkflowFile } from './workflow-file';

/** `security-scan.yml`: one per repository, from all of its release units. */
export class SecurityScanWorkflow extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: WorkflowFile;

  constructor(project: Project, releases: () => readonly Release[], pins: PinSource) {
    super(project, 'SecurityScanWorkflow');
    const model = () => (releases().length === 0 ? undefined : securityScanModel(releases()));
    this.file = new WorkflowFile(this, 'security-scan.yml', model, pins);
  }
}
