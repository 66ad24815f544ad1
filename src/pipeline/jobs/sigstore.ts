import type { Release } from '../../release/release';
import { trustSigstore } from '../../steps';
import type { Step } from '../../workflow/model';

/** Makes cosign trust the release's own Sigstore; nothing for the public one. */
export function trust(release: Release): readonly Step[] {
  return release.sigstore ? [trustSigstore(release.sigstore.mirror, release.sigstoreRoot ?? '')] : [];
}
