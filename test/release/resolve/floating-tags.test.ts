import { refuses } from '../../support/release';

const images = [{ name: 'gmc', variants: [{ suffix: '-ubi' }] }];
const aliases = (...names: string[]) => ({ floatingTags: { aliases: names } });

refuses([
  ['an alias like a version', aliases('v1'), 'floatingTags.aliases[0]', 'the release itself sets', 'choose a word'],
  ['latest as an alias', aliases('latest'), 'floatingTags.aliases[0]', "can't be an alias", 'latest: true'],
  ['an alias equal to a suffix', { images, ...aliases('ubi') }, 'floatingTags.aliases[0]', 'suffix', 'another word'],
  ['an alias that ends in one', { images, ...aliases('x-ubi') }, 'floatingTags.aliases[0]', 'suffix', 'another word'],
  ['an alias twice', aliases('stable', 'stable'), 'floatingTags.aliases', 'listed twice', 'remove one'],
]);
