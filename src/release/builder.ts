import { BINFMT_IMAGE, BUILDKIT_IMAGE } from './images.generated';
import type { BuilderProps } from './props';

/** The images that build. */
export interface Builder {
  /** BuildKit, by tag and digest. */
  readonly buildkit: string;
  /** What registers QEMU, by tag and digest. */
  readonly binfmt: string;
}

/** An image that is given by its tag and its digest: the tag says to people what the digest is. */
export const PINNED_IMAGE = /^[a-z0-9][a-z0-9._/-]{0,200}:[A-Za-z0-9._-]{1,128}@sha256:[0-9a-f]{64}$/;

/** The images that were given, and for the others those that the package ships. */
export function resolveBuilder(props: BuilderProps = {}): Builder {
  return { buildkit: props.buildkit ?? BUILDKIT_IMAGE, binfmt: props.binfmt ?? BINFMT_IMAGE };
}
