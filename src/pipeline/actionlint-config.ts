import { join } from 'node:path';
import { Component, type Project } from 'projen';
import { headerLines, isGenerated } from '../emit/header';
import { yamlText } from '../emit/yaml-text';
import { GeneratedYaml } from './generated-yaml';
import { readIfThere } from './safe-write';

const FILES = ['.github/actionlint.yaml', '.github/actionlint.yml'] as const;

/** GitHub's own runners: actionlint knows them. https://docs.github.com/actions/reference/runners/github-hosted-runners */
const HOSTED =
  /^(?:ubuntu-(?:latest|slim|(?:22|24)\.04(?:-arm)?)|windows-(?:latest|20\d\d|11-arm)|macos-(?:latest|\d\d)(?:-(?:intel|large|xlarge))?|self-hosted)$/;

/** The labels that only the repository knows, sorted, each once. An expression is none. */
export function ownRunnerLabels(labels: readonly string[]): readonly string[] {
  return [...new Set(labels)].filter((label) => !HOSTED.test(label) && !label.includes('${{')).sort();
}

/** True where the repository has a configuration that it wrote itself: that is left as it is. */
export function hasOwnActionlintConfig(root: string): boolean {
  const texts = FILES.map((file) => readIfThere(join(root, file)));
  return texts.some((text) => text !== undefined && !isGenerated(text));
}

/**
 * `.github/actionlint.yaml`, where a job runs on a runner with a label of one's own: actionlint, which security-scan.yml runs
 * on every pull request, takes a label that nobody told it of for a typo.
 * @see https://github.com/rhysd/actionlint/blob/main/docs/config.md
 */
export class ActionlintConfig extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: GeneratedYaml;

  constructor(project: Project, labels: readonly string[]) {
    super(project, 'ActionlintConfig');
    this.file = new GeneratedYaml(this, FILES[0], {
      data: () => ({ 'self-hosted-runner': { labels } }),
      text: (data) => yamlText(data, headerLines('.projenrc.ts')),
    });
  }
}
