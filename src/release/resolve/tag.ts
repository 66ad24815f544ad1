import { shown } from '../errors';
import * as grammar from '../grammar';
import type { ReleasePipelineProps } from '../props';
import type { TagGrammar } from '../release';
import type { Problems } from './problems';

/** Tags that the release itself sets beside an image's own: the commit point, the commit, the registry's referrers, the newest. */
const RESERVED_PREFIX = /^(?:release-|sha-|sha256-|latest)/;

/** The git tags of a release, and the tags of its images. */
export function resolveTag(props: ReleasePipelineProps, problems: Problems): TagGrammar {
  const git = props.tag?.git ?? 'v{version}';
  const prefix = git.replace(/\{version\}$/, '');
  const wrong = gitProblem(git, prefix);
  if (wrong) problems.add(wrong.code, 'tag.git', wrong.message, wrong.fix);
  const image = props.tag?.image ?? (prefix === 'v' || /[^A-Za-z]v$/.test(prefix) ? 'v{version}' : '{version}');
  const imagePrefix = image.replace(/\{version\}$/, '');
  if (!image.endsWith('{version}') || !grammar.IMAGE_TAG_PREFIX.test(imagePrefix)) {
    problems.add(
      'bad-value',
      'tag.image',
      `${shown(image)} is not the tag of an image that ends in \`{version}\``,
      'write `v{version}` or `{version}`',
    );
  } else if (RESERVED_PREFIX.test(imagePrefix)) {
    problems.add(
      'collision',
      'tag.image',
      `${shown(image)} begins like a tag that the release itself sets: \`release-\`, \`sha-\`, \`sha256-\` or \`latest\``,
      'write `v{version}` or `{version}`',
    );
  }
  if (props.firstRelease !== undefined && !isTag(props.firstRelease, prefix)) {
    problems.add(
      'bad-value',
      'firstRelease',
      `${shown(props.firstRelease)} is not a tag of this release`,
      `write e.g. \`${prefix}0.1.0\``,
    );
  }
  const glob = `${prefix}[0-9]+.[0-9]+.[0-9]+`;
  return { prefix, imagePrefix, globs: [glob, `${glob}-*`] };
}

/** True if the text is a tag of a release with this prefix. */
export function isTag(text: string, prefix: string): boolean {
  return text.startsWith(prefix) && grammar.VERSION.test(text.slice(prefix.length));
}

function gitProblem(
  git: string,
  prefix: string,
): { readonly code: 'bad-value' | 'impossible'; readonly message: string; readonly fix: string } | undefined {
  if (!git.endsWith('{version}') || prefix.includes('{version}')) {
    return {
      code: 'bad-value',
      message: `${shown(git)} does not end in \`{version}\``,
      fix: 'write e.g. `v{version}` or `operator-v{version}`',
    };
  }
  if (prefix.includes('+')) {
    return {
      code: 'impossible',
      message: `${shown(git)} contains \`+\`, which no image tag can hold`,
      fix: 'remove the `+`',
    };
  }
  if (/[*?[\]!\\]/.test(prefix)) {
    return {
      code: 'impossible',
      message: `${shown(git)} contains a glob character of GitHub's: one of * ? [ ] ! \\`,
      fix: 'use letters, digits and `. _ -`',
    };
  }
  if (prefix.includes('/')) {
    return {
      code: 'impossible',
      message: `${shown(git)} contains \`/\`: the release manifest is kept under \`release-<git tag>\`, which a registry would not take`,
      fix: 'write a hyphen instead, such as `operator-v{version}`',
    };
  }
  if (!grammar.TAG_PREFIX.test(prefix) || prefix.includes('..')) {
    return {
      code: 'bad-value',
      message: `${shown(prefix)} is not a valid tag prefix`,
      fix: 'use up to 42 letters, digits and `. _ -`, and end in a letter, `_` or `-`',
    };
  }
  if (/\d$/.test(prefix)) {
    return {
      code: 'impossible',
      message: `${shown(prefix)} ends in a digit, so nobody could tell where the version begins`,
      fix: 'end the prefix in a letter or `-`',
    };
  }
  return undefined;
}
