import type { Release } from '../release/release';
import { expression, type RunStep } from '../workflow/model';
import { immutableTags, signingEnv } from './release-env';
import { script } from './script';

/** Finds out how far an earlier run of the tag came; outputs `state` and `manifest`. */
export function findRelease(release: Release): RunStep {
  return {
    name: 'Find what an earlier run has released',
    id: 'found',
    env: {
      TAG: expression('steps.tag.outputs.tag'),
      VERSION: expression('steps.tag.outputs.version'),
      MANIFEST_REPOSITORY: release.manifestRepository,
      IMMUTABLE: immutableTags(release),
      FIRST_RELEASE: release.firstRelease ?? '',
      ...signingEnv(release),
    },
    run: script('find-release'),
  };
}
