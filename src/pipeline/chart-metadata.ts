import type { Project } from 'projen';
import { artifactHubAnnotations } from '../emit/artifact-hub';
import { spliceAnnotations } from '../emit/splice-chart-yaml';
import type { Release, ReleaseChart } from '../release/release';
import type { Finding } from '../rules/finding';
import { LineIndex } from '../workflow/yaml-tree';
import { gateFinding } from './gate/gate-problem';
import { Splice } from './splice';

/** The `artifacthub.io` annotations in a chart's own Chart.yaml; everything else in the file is the author's. */
export class ChartMetadata extends Splice {
  constructor(
    project: Project,
    private readonly release: Release,
    private readonly chart: ReleaseChart,
  ) {
    super(project, `${chart.path}/Chart.yaml`);
  }

  public override prepare(): readonly Finding[] {
    const text = this.read();
    if (text === undefined) return [];
    const result = spliceAnnotations(text, chartAnnotations(this.release, this.chart));
    if ('text' in result) {
      this.set(result.text);
      return [];
    }
    const lines = new LineIndex(text);
    const { line, column } = lines.at(result.at.start);
    const end = lines.at(result.at.end);
    return [
      {
        ...gateFinding('chart-yaml', this.path, `the annotations can't be put into the file: ${result.problem}`, {
          ...('fix' in result ? { fix: result.fix } : {}),
        }),
        line,
        column,
        endLine: end.line,
        endColumn: end.column,
      },
    ];
  }
}

/** The annotations of a chart that a synth writes. */
export function chartAnnotations(
  { prerelease }: Release,
  { artifactHub, digestValues }: ReleaseChart,
): ReadonlyMap<string, string> {
  const hasImages = Object.keys(digestValues).length > 0;
  return artifactHub ? artifactHubAnnotations(artifactHub, hasImages, prerelease === 'tag') : new Map();
}
