import type { Release } from '../release/release';
import { expression, type RunStep } from '../workflow/model';
import { expectedFacts } from './release-env';
import { script } from './script';

/** Writes the release manifest; it must be what the model says. Output: `digest`. */
export function writeManifest(release: Release): RunStep {
  return {
    name: 'Write the release manifest',
    id: 'made',
    env: {
      NEEDS: expression('toJSON(needs)'),
      EXPECTED: expectedFacts(release),
      TAG: expression('needs.release.outputs.tag'),
      VERSION: expression('needs.release.outputs.version'),
    },
    run: script('write-manifest'),
  };
}
