import { Component, type Project } from 'projen';
import { downloadToolText, releaseMakeText, verifyReleaseText } from '../emit/verifier/verifier';
import { releaseFolder } from '../release/folder';
import type { Release } from '../release/release';
import { artifacts, expectedFacts, sbomAssets } from '../steps/release-env';
import { GeneratedText } from './generated-text';

/**
 * What people verify a release with: `release/verify-release.sh`, the scripts that fetch its tools by checksum, and `release/release.mk`.
 * A named release unit has them in `release/<name>/`.
 */
export class ReleaseVerifier extends Component {
  /** The folder of the files, from the root of the repository. */
  public readonly folder: string;

  constructor(project: Project, release: Release) {
    super(project, `ReleaseVerifier@${release.name}`);
    this.folder = releaseFolder(release);
    const script = (name: string, text: () => string): void => {
      new GeneratedText(this, `${this.folder}/${name}`, { text, executable: true });
    };
    const facts = {
      expected: expectedFacts(release),
      artifacts: artifacts(release),
      sbomFiles: sbomAssets(release),
    };
    script('verify-release.sh', () => verifyReleaseText(release, facts));
    script('download-cosign.sh', () => downloadToolText(release.tools.cosign));
    script('download-crane.sh', () => downloadToolText(release.tools.crane));
    new GeneratedText(this, `${this.folder}/release.mk`, { text: () => releaseMakeText(release) });
  }
}
