import { artipacked } from './artipacked';
import { cachePoisoning } from './cache-poisoning';
import { committedDigest } from './committed-digest';
import { concurrencyLimits } from './concurrency-limits';
import type { Rule } from './engine/rule';
import { excessivePermissions } from './excessive-permissions';
import { missingTimeout } from './missing-timeout';
import { pinDiffersFromLedger } from './pin-differs-from-ledger';
import { refVersionMismatch } from './ref-version-mismatch';
import { repositoryCodeWithIdentity } from './repository-code-with-identity';
import { tagsOnlyIdentity } from './tags-only-identity';
import { templateInjection } from './template-injection';
import { unknownActionInput } from './unknown-action-input';
import { unknownStepWithIdentity } from './unknown-step-with-identity';
import { unpinnedImages } from './unpinned-images';
import { unpinnedUses } from './unpinned-uses';
import { unreadableFile } from './unreadable-file';
import { unverifiedDownload } from './unverified-download';

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  artipacked,
  cachePoisoning,
  committedDigest,
  concurrencyLimits,
  excessivePermissions,
  missingTimeout,
  pinDiffersFromLedger,
  refVersionMismatch,
  repositoryCodeWithIdentity,
  tagsOnlyIdentity,
  templateInjection,
  unknownActionInput,
  unknownStepWithIdentity,
  unpinnedImages,
  unpinnedUses,
  unreadableFile,
  unverifiedDownload,
];
