import type { ReleaseChart } from '../release/release';

/** The values that a chart needs to render, one `path=value` a line. */
export function chartValues(chart: ReleaseChart): string {
  return Object.entries(chart.renderValues)
    .map(([path, value]) => `${path}=${value}\n`)
    .join('');
}
