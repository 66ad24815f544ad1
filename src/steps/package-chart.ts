import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Packages, lints and renders a chart, and keeps it as Helm's own OCI artifact. Outputs: `digest`, `artifacthub-digest`, `facts`. */
export function packageChart(): RunStep {
  return { name: 'Package the chart', id: 'made', run: script('package-chart') };
}
