import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that the release manifest is the one that was made. */
export function checkManifest(): RunStep {
  return {
    name: 'Demand the release manifest',
    env: { DIGEST: expression('needs.manifest.outputs.digest') },
    run: script('check-manifest'),
  };
}
