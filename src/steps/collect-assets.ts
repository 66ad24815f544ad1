import type { Release } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Collects the files of a release with one list of checksums. Outputs: `digest`, `facts`. */
export function collectAssets(release: Release): RunStep {
  const rendered = release.renderedCharts.map(({ chart, output, values }) =>
    [chart, output, ...Object.entries(values).map(([path, value]) => `${path}=${value}`)].join('\t'),
  );
  return {
    name: 'Collect the files',
    id: 'made',
    env: {
      OUTPUTS: release.builds.flatMap(({ outputs }) => outputs.map((output) => `${output}\n`)).join(''),
      RENDERED: rendered.map((line) => `${line}\n`).join(''),
    },
    run: script('collect-assets'),
  };
}
