import { Component, type Project } from 'projen';
import { artifactHubRepositoryData } from '../emit/artifact-hub';
import { headerLines } from '../emit/header';
import { yamlText } from '../emit/yaml-text';
import type { ReleaseChart } from '../release/release';
import { GeneratedYaml } from './generated-yaml';

/** `artifacthub-repo.yml`: who may claim a chart's repository in Artifact Hub. */
export class ArtifactHubRepository extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: GeneratedYaml;

  constructor(project: Project, chart: ReleaseChart, path: string) {
    super(project, `ArtifactHubRepository@${path}`);
    this.file = new GeneratedYaml(this, path, {
      data: () => artifactHubRepositoryData(chart.artifactHub ?? {}),
      text: (data) => yamlText(data, headerLines('.projenrc.ts')),
    });
  }
}
