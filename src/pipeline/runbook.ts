import { Component, type Project } from 'projen';
import { runbookText } from '../emit/runbook';
import { releaseFolder } from '../release/folder';
import type { Release } from '../release/release';
import { GeneratedText } from './generated-text';
import { securityScanModel } from './jobs/security-scan';
import { LEDGER } from './ledger-path';
import { publishModel } from './publish-model';
import { ReleaseRepository } from './release-repository';

/** `release/RUNBOOK.md`: how the release unit is released, verified and handed over. */
export class Runbook extends Component {
  /** The file. */
  public readonly file: GeneratedText;

  constructor(project: Project, release: Release) {
    super(project, `Runbook@${release.name}`);
    const repository = ReleaseRepository.of(project);
    const repositoryFiles = new Map(
      release.charts.flatMap(({ name, artifactHubFile }) =>
        artifactHubFile === undefined ? [] : [[name, artifactHubFile] as const],
      ),
    );
    this.file = new GeneratedText(this, `${releaseFolder(release)}/RUNBOOK.md`, {
      text: () =>
        runbookText({
          release,
          workflow: publishModel(release),
          scannedBranches: securityScanModel([release]).on.push?.branches ?? [],
          ledger: LEDGER,
          dependabot: repository.hasDependabot,
          repositoryFiles,
        }),
    });
  }
}
