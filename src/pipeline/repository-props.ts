import type { TypedPin } from '../pins/typed-pin';
import type { DependabotProps } from './dependabot-config';

/** What belongs to the repository and not to one release unit: given once, on the project or on one pipeline. */
export interface RepositoryProps {
  /** Pins that the ledger must carry, by action; see {@link pin}. @default - the ledger as it is */
  readonly pins?: Readonly<Record<string, TypedPin>>;
  /** Files that exist and may be replaced, as paths from the root. @default - none */
  readonly adopt?: readonly string[];
  /** What Dependabot looks after; `false` for no dependabot.yml. @default - what the tree holds */
  readonly dependabot?: DependabotProps | false;
}
