import type { Release } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

/** The second layer behind a privileged job's condition. */
export function guardTag(release: Release): RunStep {
  return {
    name: 'Refuse everything but the release tag',
    env: { REPOSITORY: release.slug, TAG_PREFIX: release.tag.prefix },
    run: script('guard-tag'),
  };
}
