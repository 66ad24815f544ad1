import type { Release } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that everybody can pull what was released. */
export function pullAnonymously(release: Release): RunStep {
  return {
    name: 'Pull everything without a login',
    env: { MANIFEST_REPOSITORY: release.manifestRepository },
    run: script('pull-anonymously'),
  };
}
