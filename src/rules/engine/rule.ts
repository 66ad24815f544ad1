import type { Ledger } from '../../pins/ledger';
import type { Span } from '../../workflow/yaml-tree';
import type { Severity } from '../finding';
import type { FileView } from './view';

/** A workflow whose identity the release's users accept. */
export interface ReleaseIdentity {
  /** e.g. `.github/workflows/publish.yml`. */
  readonly workflow: string;
  /** What every tag of the release begins with, e.g. `v`; may be empty. */
  readonly tagPrefix: string;
  /** Names of the secrets that log in to the release's registries. */
  readonly registrySecrets: readonly string[];
}

/** What the rules know besides the files. */
export interface RuleContext {
  /** `synth`: a file that we did not write may be adopted step by step; `check`: everything counts. */
  readonly mode: 'synth' | 'check';
  readonly ledger?: Ledger;
  /** Pins of which the package knows the commit of the tag. */
  readonly known?: Ledger;
  /** The ledger's own path. */
  readonly ledgerFile?: string;
  readonly release?: readonly ReleaseIdentity[];
  /** For each generated workflow the data that the library made, before any override. */
  readonly emitted?: ReadonlyMap<string, unknown>;
  readonly trustedSteps?: readonly { readonly workflow: string; readonly job: string; readonly name: string }[];
  /** Charts' values files, and the dotted paths in them that hold digests. */
  readonly chartValues?: readonly { readonly file: string; readonly paths: readonly string[] }[];
  /** True if the repository of the file `from` holds a file at a path from its root. Where it is not given, no such thing is asked. */
  readonly hasFile?: (from: string, path: string) => boolean;
  /** True for a script that is byte for byte one of the library's. */
  readonly isLibraryScript?: (run: string) => boolean;
}

/** One finding, as a rule says it. */
export interface Report {
  readonly at: Span;
  readonly message: string;
  /** Says more than the rule's own fix where it is given. */
  readonly fix?: string;
  /** Only where it differs from what the rule and the file's origin say. */
  readonly severity?: Severity;
}

/** An example in a rule's page, and a test of it: a workflow, or one step that begins with `- `. */
export interface Example {
  readonly name: string;
  readonly yaml: string;
  /** Where the text is not a workflow. @default .github/workflows/example.yml */
  readonly file?: string;
  /** Read as a file of ours. @default false */
  readonly generated?: boolean;
}

/** An example that must be found, and the text that the finding covers. */
export interface InvalidExample extends Example {
  readonly finds: string;
}

/** A rule: what it looks for, why, what to do, how it looks, and how to see that it works. */
export interface Rule {
  readonly id: string;
  /** A lower-case phrase that says what is wrong. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /**
   * How much a finding weighs in a file that we did not write, at synth: `pins` always stops, `identity` stops where the release
   * itself is at stake, `hygiene` warns.
   */
  readonly group: 'pins' | 'identity' | 'hygiene';
  /** The same thing in other tools. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly invalid: readonly InvalidExample[];
  readonly valid: readonly Example[];
  /** What the examples assume. */
  readonly exampleContext?: Partial<RuleContext>;
  check(file: FileView, context: RuleContext): readonly Report[];
}

/** Types a rule. */
export function defineRule<T extends Rule>(rule: T): T {
  return rule;
}
