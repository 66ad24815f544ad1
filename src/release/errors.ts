/** Everything that can be wrong with the description of a release. */
export type ProblemCode =
  | 'unknown-prop'
  | 'bad-value'
  | 'missing'
  | 'duplicate'
  | 'unknown-name'
  | 'impossible'
  | 'refused'
  | 'given-twice'
  | 'collision';

/** One thing that is wrong: where, what, and what to do. */
export interface Problem {
  /** Which kind of problem it is. */
  readonly code: ProblemCode;
  /** Where in the props, e.g. `images[1].variants[0].suffix`. */
  readonly path: string;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to do, with the legal values where they are a closed set. */
  readonly fix: string;
  /** The construct whose props they are, e.g. `ReleasePipeline api`. @default - the model was asked without a construct */
  readonly construct?: string;
  /** Where that construct is made, e.g. `.projenrc.ts:12`. @default - it is made outside of a projen configuration */
  readonly createdAt?: string;
}

/** The description of a release can't be used. Its message lists every problem at once. */
export class ReleaseError extends Error {
  /** Always the same: what a program can tell the error by. */
  public readonly code = 'invalid-release';

  constructor(
    /** Everything that is wrong. */
    public readonly problems: readonly Problem[],
  ) {
    super(
      `the release can't be written (${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}):\n${problems
        .map(({ createdAt, construct, path, message, fix }) => {
          const where = [createdAt, construct, path].filter((part) => part !== undefined).join(': ');
          return `  ${where}: ${message}\n    fix: ${fix}`;
        })
        .join('\n')}`,
    );
    this.name = 'ReleaseError';
  }
}

const MAX_SHOWN = 80;

/** A value as it can be shown in a message: JSON, cut, without control characters. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  const cut = json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}…` : json;
  return cut.replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
