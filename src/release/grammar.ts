/** Patterns of the names that a release is made of. Each is anchored. */

/** `owner/name` on GitHub. */
export const REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
/** One or more components. */
export const IMAGE_NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
/** A registry's host, with an optional port. */
export const HOST =
  /^(?=.{1,255}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[0-9]{1,5})?$/;
/** A chart's name, as Helm wants it. */
export const CHART_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
/** The suffix of a variant. */
export const SUFFIX = /^-[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
/** The name of a secret or a variable. @see https://docs.github.com/actions/reference/security/secrets */
export const SECRET = /^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*$/i;
/** The name of a unit, part of file names. */
export const UNIT = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** What may stand before the version in a tag: nothing that a glob, a shell or git reads, and no `/`: the release manifest carries the git
 * tag in a tag of its own, where a registry takes none. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
export const TAG_PREFIX = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,40}[A-Za-z0-9_-])?|)$/;
/** What may stand before the version in an image's tag. */
export const IMAGE_TAG_PREFIX = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,40}|)$/;
/** A strict semantic version without build metadata. @see https://semver.org/spec/v2.0.0.html */
export const VERSION =
  /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;
/** A path below the root: no `..`, nothing that a shell or a workflow reads. */
export const PATH = /^(?!-)(?!.*(?:^|\/)\.\.(?:\/|$))(?!\/)[A-Za-z0-9._@+/ -]+$/;
/** A name in values.yaml, with dots between its levels. */
export const VALUES_PATH = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*$/;
/** A branch, or a beginning of one with `*` behind it. */
export const BRANCH = /^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?(?:[/-]?\*)?$/;
/** A file of a release. */
export const ASSET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** An environment's name: what a workflow can hold as it stands. */
export const ENVIRONMENT = /^[A-Za-z0-9][A-Za-z0-9 _./-]{0,99}$/;
/** The name of a build argument or a variable. */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** A label's name. */
export const LABEL = /^[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?$/;
