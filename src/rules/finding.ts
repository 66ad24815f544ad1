/** How much a finding weighs at a synth: an `error` stops it, a `warning` is only shown. `sealwright check` exits with 1 for either. */
export type Severity = 'error' | 'warning';

/** Where something stands in a file; lines and columns count from 1, the end is exclusive. */
export interface Location {
  /** Path relative to the root, with `/`. */
  readonly file: string;
  /** The first line, from 1. */
  readonly line: number;
  /** The first column, from 1. */
  readonly column: number;
  /** The last line, from 1. */
  readonly endLine: number;
  /** The column after the last one, from 1. */
  readonly endColumn: number;
}

/** One thing that is wrong: what, why it is dangerous, and what to do. */
export interface Finding extends Location {
  /** The rule's id, e.g. `unpinned-uses`. */
  readonly rule: string;
  /** How much it weighs. */
  readonly severity: Severity;
  /** What is wrong, with the value. */
  readonly message: string;
  /** Why that is dangerous. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** The construct that wrote the file, as a path in the tree, and where it was created. @default - nobody's: the file is handwritten */
  readonly construct?: string;
}
