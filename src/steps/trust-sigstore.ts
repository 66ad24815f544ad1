import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Makes cosign trust a private Sigstore instance. */
export function trustSigstore(mirror: string, root: string): RunStep {
  return { name: 'Trust the private Sigstore', env: { MIRROR: mirror, ROOT: root }, run: script('trust-sigstore') };
}
