import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Makes the index of an image and an SBOM of each leg. Outputs: `digest`, `facts`. */
export function assembleImage(): RunStep {
  return { name: 'Make the index and the SBOMs', id: 'made', run: script('assemble-image') };
}
