import type { Release } from '../release/release';
import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Makes the GitHub Release: draft, files, then public. */
export function publishGithubRelease(release: Release): RunStep {
  return {
    name: 'Publish the GitHub Release',
    env: { NOTES: release.notes.kind, TAG_PREFIX: release.tag.prefix, GH_TOKEN: expression('github.token') },
    run: script('publish-github-release'),
  };
}
