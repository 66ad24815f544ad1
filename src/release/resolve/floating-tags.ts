import { shown } from '../errors';
import type { ReleasePipelineProps } from '../props';
import type { ReleaseImage } from '../release';
import type { Problems } from './problems';

const RESERVED_ALIAS = /^(?:sha-.*|sha256-.*|release-.*|artifacthub\.io|v?\d+(?:\.\d+){0,2}(?:-.*)?)$/;

/**
 * Checks the tags that move. An alias is set on every image with the suffix behind it, so one that is a suffix, or ends in one, would be the
 * name of two things: `latest-alpine` and `alpine` beside a variant `-alpine` are refused for the second.
 */
export function checkFloatingTags(
  { floatingTags }: ReleasePipelineProps,
  images: readonly ReleaseImage[],
  problems: Problems,
): void {
  const aliases = floatingTags?.aliases ?? [];
  problems.unique(aliases, 'floatingTags.aliases', 'alias');
  const suffixes = images.map(({ suffix }) => suffix).filter((suffix) => suffix !== '');
  aliases.forEach((alias, i) => {
    const at = `floatingTags.aliases[${i}]`;
    if (RESERVED_ALIAS.test(alias)) {
      const message = `${shown(alias)} looks like a tag that the release itself sets`;
      problems.add('collision', at, message, 'choose a word, such as `stable`');
    }
    if (alias === 'latest')
      problems.add('collision', at, "`latest` can't be an alias", 'set `floatingTags.latest: true`');
    if (suffixes.some((suffix) => suffix.slice(1) === alias || alias.endsWith(suffix))) {
      const message = `${shown(alias)} is the suffix of a variant, or ends in one`;
      problems.add('collision', at, message, 'choose another word: each alias gets the suffixes by itself');
    }
  });
}
