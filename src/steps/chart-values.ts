import type { ChartValues } from '../release/props';
import type { Release, ReleaseChart } from '../release/release';

/** The values that a chart needs to render, one `path=JSON` a line. */
export function chartValues({ renderValues }: ReleaseChart): string {
  return pairs(renderValues)
    .map((pair) => `${pair}\n`)
    .join('');
}

/** The files of a release that are rendered from a chart, with their own values: one `file NAME` or `value PATH=JSON` a line. */
export function renderedFiles({ renderedCharts }: Release, { path }: ReleaseChart): string {
  return renderedCharts
    .filter(({ chart }) => chart === path)
    .flatMap(({ output, values }) => [`file ${output}\n`, ...pairs(values).map((pair) => `value ${pair}\n`)])
    .join('');
}

function pairs(values: ChartValues): readonly string[] {
  return Object.entries(values).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}
