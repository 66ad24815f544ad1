import { releaseFolder } from '../release/folder';
import type { Release } from '../release/release';
import { expression, type RunStep } from '../workflow/model';
import { immutableTags, sbomAssets } from './release-env';
import { script } from './script';

/** The commit point. Output: `manifest`. */
export function commitRelease(release: Release): RunStep {
  const hasAssets = release.assets.length > 0;
  const install = release.charts.map(({ name, repositories, digestValues, digestMode }) => {
    const pairs = digestMode === 'stamp' ? [] : Object.entries(digestValues).map(([key, path]) => `${path}=${key}`);
    return `${name}\t${repositories[0] ?? ''}\t${pairs.join(' ')}\n`;
  });
  return {
    name: 'Commit the release',
    id: 'commit',
    env: {
      HAS_ASSETS: String(hasAssets),
      ASSETS_DIGEST: hasAssets ? expression('needs.assets.outputs.digest') : '',
      NOTES_DIGEST: release.notes.kind === 'file' ? expression('needs.release.outputs.notes-digest') : '',
      INSTALL: install.join(''),
      RELEASE_FOLDER: releaseFolder(release),
      SBOM_ASSETS: sbomAssets(release),
      MANIFEST_REPOSITORY: release.manifestRepository,
      IMMUTABLE: immutableTags(release),
      FIRST_RELEASE: release.firstRelease ?? '',
    },
    run: script('commit-release'),
  };
}
