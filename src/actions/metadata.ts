/** What an action's own metadata file says, for one release. */
export interface ActionMetadata {
  /** What stands before `@`. */
  readonly action: string;
  /** The exact name of the release's tag. */
  readonly tag: string;
  /** The commit that the tag peels to: 40 lower-case hex digits. */
  readonly sha: string;
  /** True where the metadata was read at exactly {@link sha}. */
  readonly exact: boolean;
  /** True for the release that the shipped catalog pins. */
  readonly recommended: boolean;
  /** The names of the inputs. */
  readonly inputs: readonly string[];
  /** Inputs that must be given: required, and without a default. */
  readonly required: readonly string[];
  /** The names of the outputs. */
  readonly outputs: readonly string[];
}

let index: ReadonlyMap<string, readonly ActionMetadata[]> | undefined;

/**
 * The metadata of an action at a commit; `exact` only if it was read at that commit. For another commit of a known
 * action it is the newest release's, and not exact.
 */
export function metadataOf(
  action: string,
  sha: string,
):
  | {
      /** What the metadata file says. */
      readonly metadata: ActionMetadata;
      /** True where it was read at exactly this commit. */
      readonly exact: boolean;
    }
  | undefined {
  index ??= byAction();
  const releases = index.get(action.toLowerCase());
  const metadata = releases?.find((release) => release.sha === sha) ?? releases?.find((release) => release.recommended);
  return metadata && { metadata, exact: metadata.exact && metadata.sha === sha };
}

function byAction(): ReadonlyMap<string, readonly ActionMetadata[]> {
  const { ACTION_METADATA } = require('./metadata.generated') as typeof import('./metadata.generated');
  const map = new Map<string, ActionMetadata[]>();
  for (const release of ACTION_METADATA) {
    const key = release.action.toLowerCase();
    map.set(key, [...(map.get(key) ?? []), release]);
  }
  return map;
}
