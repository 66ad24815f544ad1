import { shown } from '../errors';
import * as grammar from '../grammar';
import type { ReleasePipelineProps } from '../props';
import type { ReleaseChart, ReleaseImage, ReleaseRegistry } from '../release';
import type { Problems } from './problems';

/** Where the release manifest is kept: in the first registry. */
export function resolveManifestRepository(
  { manifestRepository }: ReleasePipelineProps,
  [first]: readonly ReleaseRegistry[],
  artifacts: readonly (ReleaseImage | ReleaseChart)[],
  hasAssets: boolean,
  problems: Problems,
): string {
  const root = `${first?.host}/${first?.namespace}/`;
  if (artifacts.length === 0 && !hasAssets) {
    problems.add('missing', 'images', 'there is nothing to release', 'give `images`, `charts` or `assets`');
  }
  if (manifestRepository !== undefined) {
    if (!manifestRepository.startsWith(root) || !grammar.IMAGE_NAME.test(manifestRepository.slice(root.length))) {
      problems.add(
        'bad-value',
        'manifestRepository',
        `${shown(manifestRepository)} is not a repository in the first registry`,
        `write e.g. \`${root}releases\``,
      );
    }
    return manifestRepository;
  }
  const own = artifacts.flatMap(({ repositories }) => repositories).find((one) => one.startsWith(root));
  if (own === undefined && (artifacts.length > 0 || hasAssets)) {
    problems.add(
      'missing',
      'manifestRepository',
      'a release without an image or chart in the first registry has nowhere to store its manifest',
      `set \`manifestRepository\`, e.g. \`${root}releases\``,
    );
  }
  return own ?? '';
}
