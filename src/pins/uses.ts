/** What a `uses:` value names. */
export type Uses =
  | {
      readonly kind: 'action';
      /** What stands before `@`: `owner/repo[/path]`. */
      readonly action: string;
      readonly owner: string;
      readonly repository: string;
      /** The path in the repository, without slashes at its ends; `''` for the root. */
      readonly path: string;
      readonly ref: string;
      /** True for exactly 40 hex digits, in either case: a commit to git and to GitHub. */
      readonly isCommit: boolean;
      readonly isLowerCase: boolean;
    }
  | { readonly kind: 'docker'; readonly image: string; readonly digest: string | undefined }
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_])?$/;
const REPOSITORY = /^[A-Za-z0-9._-]{1,100}$/;
const COMMIT = /^[0-9a-fA-F]{40}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads a `uses:` value as GitHub's runner does: `docker://`, a path in the same repository (`./` or `$/`), or
 * `owner/repo[/path]@ref` with exactly one `@`. Never throws.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
 */
export function parseUses(value: string): Uses {
  const text = value.trim();
  if (text === '') return unknown('it is empty');
  if (text.includes('${{')) return unknown('it holds an expression, and GitHub evaluates none here');
  if (text.startsWith('docker://')) return docker(text.slice('docker://'.length));
  if (text.startsWith('./') || text.startsWith('.\\') || text.startsWith('$/')) {
    return text.includes('@') ? unknown('a path in the same repository takes no `@`') : { kind: 'local', path: text };
  }
  const parts = text.split('@');
  const [action = '', ref = ''] = parts;
  if (parts.length === 1) return unknown('it has no `@` with a commit');
  if (parts.length > 2) return unknown('it has more than one `@`');
  if (ref === '') return unknown('nothing stands behind the `@`');
  const [owner = '', repository = '', ...path] = action.split(/[/\\]/).filter((segment) => segment !== '');
  if (!OWNER.test(owner) || !REPOSITORY.test(repository) || repository === '.' || repository === '..') {
    return unknown('it does not begin with `owner/repository`');
  }
  if (path.some((segment) => segment === '.' || segment === '..')) return unknown('its path leaves the repository');
  return {
    kind: 'action',
    action: [owner, repository, ...path].join('/'),
    owner,
    repository,
    path: path.join('/'),
    ref,
    isCommit: COMMIT.test(ref),
    isLowerCase: ref === ref.toLowerCase(),
  };
}

/** Splits an image reference at its digest; a digest is `sha256:` and exactly 64 lower-case hex digits. */
export function imageDigest(image: string): string | undefined {
  const digest = image.slice(image.indexOf('@') + 1);
  return image.includes('@') && DIGEST.test(digest) ? digest : undefined;
}

function docker(image: string): Uses {
  return image === '' ? unknown('no image is named') : { kind: 'docker', image, digest: imageDigest(image) };
}

function unknown(reason: string): Uses {
  return { kind: 'unknown', reason };
}
