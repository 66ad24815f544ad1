import type { Release } from '../release/release';
import type { RunStep } from '../workflow/model';
import { artifacts } from './release-env';
import { script } from './script';

/** Gives what is published its tags. */
export function promoteTags(release: Release): RunStep {
  const { latest, major, minor, aliases } = release.floatingTags;
  return {
    name: 'Set the tags',
    env: {
      MANIFEST_REPOSITORY: release.manifestRepository,
      ARTIFACTS: artifacts(release),
      IMAGE_PREFIX: release.tag.imagePrefix,
      LATEST: String(latest),
      MAJOR: String(major),
      MINOR: String(minor),
      ALIASES: aliases.join(' '),
      FIRST_RELEASE: release.firstRelease ?? '',
    },
    run: script('promote-tags'),
  };
}
