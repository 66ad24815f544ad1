import type { PERMISSION_SCOPES, PermissionScope } from './facts.generated';

/** An environment: names to values; a value may be an expression (`${{ … }}`). */
export type Env = Readonly<Record<string, string>>;

/** The level a job asks for, and what it needs it for; `for` becomes the comment on the line. */
export interface Grant<Scope extends PermissionScope = PermissionScope> {
  /** One that GitHub knows for the scope. */
  readonly level: Exclude<(typeof PERMISSION_SCOPES)[Scope][number], 'none'>;
  /** One short phrase, e.g. `check out the tag`. */
  readonly for: string;
}

/**
 * What a job's token may do. What is not named is `none`.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export type Permissions = { readonly [Scope in PermissionScope]?: Grant<Scope> };

/** What every step may have. */
export interface StepCommon {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly env?: Env;
  readonly timeoutMinutes?: number;
}

/** A step that runs a script. Values reach the script by `env`, never by an expression in its text. */
export interface RunStep extends StepCommon {
  readonly run: string;
  readonly workingDirectory?: string;
}

/** A step that runs an action. Its commit comes from the ledger when the workflow is written. */
export interface ActionStep extends StepCommon {
  /** What stands before `@`, e.g. `actions/checkout`. */
  readonly action: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

/** One step of a job. */
export type Step = RunStep | ActionStep;

/** What every job has. */
export interface JobCommon {
  /** What people see in the run's list of jobs. */
  readonly name: string;
  readonly needs?: readonly string[];
  /** A condition without the `${{ }}` around it. */
  readonly if?: string;
  readonly permissions: Permissions;
}

/** A job of steps on a runner. */
export interface StepsJob extends JobCommon {
  /** A label of the runner, literal. */
  readonly runsOn: string;
  /** Minutes until the job is stopped. */
  readonly timeoutMinutes: number;
  readonly environment?: string;
  readonly env?: Env;
  readonly outputs?: Readonly<Record<string, string>>;
  /** Jobs that are given the same array share it in the text by one anchor. */
  readonly steps: readonly Step[];
}

/** A job that is another repository's reusable workflow, by its pin. */
export interface CallJob extends JobCommon {
  /** What stands before `@`, e.g. `acme/ci/.github/workflows/lint.yml`. */
  readonly calls: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly secrets?: Env;
}

/** One job of a workflow. */
export type Job = StepsJob | CallJob;

/** At most one run per group; the one that is running is not stopped unless `cancelInProgress`. */
export interface Concurrency {
  readonly group: string;
  readonly cancelInProgress: boolean | string;
}

/** Which branches and which kinds of activity an event is for. */
export interface BranchFilter {
  readonly branches?: readonly string[];
  readonly types?: readonly string[];
}

/** The events that start a workflow. */
export interface Triggers {
  readonly push?: { readonly branches?: readonly string[]; readonly tags?: readonly string[] };
  readonly pullRequest?: BranchFilter;
  readonly mergeGroup?: Readonly<Record<string, never>>;
  readonly workflowDispatch?: Readonly<Record<string, never>>;
  readonly schedule?: readonly { readonly cron: string }[];
}

/** A GitHub Actions workflow as a value. */
export interface Workflow {
  readonly name: string;
  readonly on: Triggers;
  readonly concurrency: Concurrency;
  readonly env?: Env;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** `${{ text }}`: an expression that GitHub evaluates. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}
