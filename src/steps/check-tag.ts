import type { Release } from '../release/release';
import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Reads the version from the tag; outputs `tag`, `version`, `prerelease`, `epoch`. */
export function checkTag(release: Release): RunStep {
  const suffixes = [...new Set(release.images.map(({ suffix }) => suffix).filter((suffix) => suffix !== ''))];
  return {
    name: 'Read the version from the tag',
    id: 'tag',
    env: {
      REPOSITORY: release.slug,
      TAG_PREFIX: release.tag.prefix,
      SUFFIXES: suffixes.join(' '),
      RELEASE_BRANCHES: release.releaseBranches.join(' '),
      REQUIRE_PROTECTED_TAG: String(release.requireProtectedTag),
      GH_TOKEN: expression('github.token'),
    },
    run: script('check-tag'),
  };
}
