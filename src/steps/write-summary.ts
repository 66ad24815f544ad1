import { releaseFolder } from '../release/folder';
import type { Release } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Says in the run's summary what was released. */
export function writeSummary(release: Release): RunStep {
  return {
    name: 'Say what was released',
    env: {
      MANIFEST_REPOSITORY: release.manifestRepository,
      RELEASE_FOLDER: releaseFolder(release),
    },
    run: script('write-summary'),
  };
}
