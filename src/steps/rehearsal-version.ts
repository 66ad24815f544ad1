import type { Release } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

/** What a rehearsal has in place of a tag. Outputs: as those of the job `release`. */
export function rehearsalVersion(release: Release): RunStep {
  const chart = release.charts.find(({ version }) => version === 'chart-yaml');
  return {
    name: 'Make a version up',
    id: 'tag',
    env: { TAG_PREFIX: release.tag.prefix, CHART_YAML: chart === undefined ? '' : `${chart.path}/Chart.yaml` },
    run: script('rehearsal-version'),
  };
}
