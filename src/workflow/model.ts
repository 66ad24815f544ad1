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
  /** What other steps call it by, in `steps.<id>`. @default - none */
  readonly id?: string;
  /** What people see in the log of the run. */
  readonly name: string;
  /** A condition without the `${{ }}` around it. @default - runs when every step before it has succeeded */
  readonly if?: string;
  /** Variables of this step alone. @default - none */
  readonly env?: Env;
  /** Minutes until the step is stopped. @default - the job's */
  readonly timeoutMinutes?: number;
}

/** A step that runs a script. Values reach the script by `env`, never by an expression in its text. */
export interface RunStep extends StepCommon {
  /** The script, for bash. */
  readonly run: string;
  /** The folder that it runs in, from the root of the checkout. @default - the root */
  readonly workingDirectory?: string;
}

/** A step that runs an action. Its commit comes from the ledger when the workflow is written. */
export interface ActionStep extends StepCommon {
  /** What stands before `@`, e.g. `actions/checkout`. */
  readonly action: string;
  /** The action's inputs. @default - none */
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

/** One step of a job. */
export type Step = RunStep | ActionStep;

/** What every job has. */
export interface JobCommon {
  /** What people see in the run's list of jobs. */
  readonly name: string;
  /** The ids of the jobs that it waits for. @default - none */
  readonly needs?: readonly string[];
  /** A condition without the `${{ }}` around it. @default - runs when every job that it needs has succeeded */
  readonly if?: string;
  /** What the job's token may do; `{}` is nothing at all. */
  readonly permissions: Permissions;
}

/** A job of steps on a runner. */
export interface StepsJob extends JobCommon {
  /** A label of the runner, literal. */
  readonly runsOn: string;
  /** Minutes until the job is stopped. */
  readonly timeoutMinutes: number;
  /** The environment of the repository's settings whose rules and secrets it has. @default - none */
  readonly environment?: string;
  /** Variables of every step. @default - none */
  readonly env?: Env;
  /** What other jobs read as `needs.<id>.outputs`, as expressions. @default - none */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Jobs that are given the same array share it in the text by one anchor. */
  readonly steps: readonly Step[];
}

/** A job that is another repository's reusable workflow, by its pin. */
export interface CallJob extends JobCommon {
  /** What stands before `@`, e.g. `acme/ci/.github/workflows/lint.yml`. */
  readonly calls: string;
  /** The workflow's inputs. @default - none */
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  /** The secrets that it is given, by name; there is no way to hand over all of them. @default - none */
  readonly secrets?: Env;
}

/** One job of a workflow. */
export type Job = StepsJob | CallJob;

/** At most one run per group; the one that is running is not stopped unless `cancelInProgress`. */
export interface Concurrency {
  /** Runs of the same group wait for each other; may hold expressions. */
  readonly group: string;
  /** A newer run stops the one that is running; a text is an expression. */
  readonly cancelInProgress: boolean | string;
}

/** Which branches and which kinds of activity an event is for. */
export interface BranchFilter {
  /** Globs of the branches. @default - every branch */
  readonly branches?: readonly string[];
  /** Kinds of activity, e.g. `opened`. @default - the event's own default */
  readonly types?: readonly string[];
}

/** The events that start a workflow. */
export interface Triggers {
  /** A push. @default - not started by it */
  readonly push?: {
    /** Globs of the branches. @default - every branch, or none where only `tags` is given */
    readonly branches?: readonly string[];
    /** Globs of the tags. @default - every tag, or none where only `branches` is given */
    readonly tags?: readonly string[];
  };
  /** A pull request; `{}` for every one. @default - not started by it */
  readonly pullRequest?: BranchFilter;
  /** A group of the merge queue; give `{}`. @default - not started by it */
  readonly mergeGroup?: Readonly<Record<string, never>>;
  /** A click; give `{}`. @default - not started by it */
  readonly workflowDispatch?: Readonly<Record<string, never>>;
  /** Times. @default - none */
  readonly schedule?: readonly {
    /** Five fields, in UTC. */
    readonly cron: string;
  }[];
}

/** A GitHub Actions workflow as a value. */
export interface Workflow {
  /** What people see in the list of workflows. */
  readonly name: string;
  /** The events that start it. */
  readonly on: Triggers;
  /** Which runs wait for each other. */
  readonly concurrency: Concurrency;
  /** Variables of every job. @default - none */
  readonly env?: Env;
  /** The jobs by id. The workflow's own token may do nothing: each job says what it needs. */
  readonly jobs: Readonly<Record<string, Job>>;
}

/** `${{ text }}`: an expression that GitHub evaluates. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}
