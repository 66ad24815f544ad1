import type { Release } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Makes the index of an image and an SBOM of each leg. Outputs: `digest`, `facts`. */
export function assembleImage({ cyclonedx, maxBytes }: Release['sbom']): RunStep {
  return {
    name: 'Make the index and the SBOMs',
    id: 'made',
    env: { CYCLONEDX: String(cyclonedx), MAX_SBOM_BYTES: String(maxBytes) },
    run: script('assemble-image'),
  };
}
