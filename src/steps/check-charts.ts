import type { ReleaseChart } from '../release/release';
import type { RunStep } from '../workflow/model';
import { chartValues } from './chart-values';
import { script } from './script';

/** Lints and renders a chart, and checks what it renders against the schemas of Kubernetes. */
export function checkCharts(chart: ReleaseChart): RunStep {
  return {
    name: `Check the chart ${chart.name}`,
    env: {
      CHART: chart.path,
      VALUES: chartValues(chart),
      DIGEST_PATHS: Object.values(chart.digestValues)
        .map((path) => `${path}\n`)
        .join(''),
      EMPTY_DIGESTS: chart.emptyDigests,
      LOCKED_DEPENDENCIES: String(chart.lockedDependencies),
    },
    run: script('check-charts'),
  };
}
