/** How much a finding weighs at a synth: an `error` stops it, a `warning` is only shown. `sealwright check` exits with 1 for either. */
export type Severity = 'error' | 'warning';

/** Where something stands in a file; lines and columns count from 1, the end is exclusive. */
export interface Location {
  /** Path relative to the root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One thing that is wrong: what, why it is dangerous, and what to do. */
export interface Finding extends Location {
  /** The rule's id, e.g. `unpinned-uses`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  /** The construct that wrote the file, as a path in the tree, and where it was created. */
  readonly construct?: string;
}
