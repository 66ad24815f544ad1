import type { Grant, Job, Permissions, Step, StepsJob, Triggers, Workflow } from '../workflow/model';

/** What `uses:` says for an action: `owner/repo[/path]@<40 hex>`. */
export type UsesOf = (action: string) => string;

/** Plain data, as GitHub reads it. */
export type Data = null | string | number | boolean | readonly Data[] | { readonly [key: string]: Data };

/** The data of a workflow, in GitHub's keys and in the order that people read it. */
export function workflowData(workflow: Workflow, usesOf: UsesOf): Data {
  return compact({
    name: workflow.name,
    on: triggers(workflow.on),
    permissions: {},
    concurrency: {
      group: workflow.concurrency.group,
      'cancel-in-progress': workflow.concurrency.cancelInProgress,
    },
    env: workflow.env,
    defaults: { run: { shell: 'bash' } },
    jobs: mapValues(workflow.jobs, (job) => jobData(job, usesOf)),
  });
}

/** Why each permission of each job is there, as `job/scope` → reason. */
export function permissionReasons(workflow: Workflow): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const [id, job] of Object.entries(workflow.jobs)) {
    for (const [scope, grant] of grants(job.permissions)) reasons.set(`${id}/${scope}`, grant.for);
  }
  return reasons;
}

/** Every action that the workflow runs, sorted, each once. */
export function actionsOf(workflow: Workflow): readonly string[] {
  const actions = Object.values(workflow.jobs).flatMap((job) =>
    'calls' in job ? [job.calls] : job.steps.flatMap((step) => ('action' in step ? [step.action] : [])),
  );
  return [...new Set(actions)].sort();
}

function triggers(on: Triggers): Data {
  return compact({
    push: on.push && compact({ branches: on.push.branches, tags: on.push.tags }),
    pull_request: on.pullRequest && (compact({ ...on.pullRequest }) ?? null),
    merge_group: on.mergeGroup && null,
    workflow_dispatch: on.workflowDispatch && null,
    schedule: on.schedule?.map(({ cron }) => ({ cron })),
  });
}

function jobData(job: Job, usesOf: UsesOf): Data {
  const common = { name: job.name, needs: job.needs?.length ? job.needs : undefined, if: job.if };
  const permissions = permissionData(job.permissions);
  if ('calls' in job) {
    return compact({ ...common, permissions, uses: usesOf(job.calls), with: job.with, secrets: job.secrets });
  }
  return compact({
    ...common,
    ...stepsJobData(job, permissions),
    steps: job.steps.map((step) => stepData(step, usesOf)),
  });
}

function stepsJobData(job: StepsJob, permissions: Data): Record<string, Data | undefined> {
  return {
    'runs-on': job.runsOn,
    'timeout-minutes': job.timeoutMinutes,
    environment: job.environment,
    permissions,
    env: job.env,
    outputs: job.outputs,
  };
}

function permissionData(permissions: Permissions): Data {
  return Object.fromEntries(grants(permissions).map(([scope, grant]) => [scope, grant.level]));
}

function grants(permissions: Permissions): readonly [string, Grant][] {
  return Object.entries(permissions).filter((entry): entry is [string, Grant] => entry[1] !== undefined);
}

function stepData(step: Step, usesOf: UsesOf): Data {
  const body: Record<string, Data | undefined> =
    'action' in step
      ? { uses: usesOf(step.action), with: step.with }
      : { 'working-directory': step.workingDirectory, run: step.run };
  return compact({
    name: step.name,
    id: step.id,
    if: step.if,
    env: step.env,
    'timeout-minutes': step.timeoutMinutes,
    ...body,
  });
}

function compact(record: Record<string, Data | undefined>): { [key: string]: Data } {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, Data] => entry[1] !== undefined));
}

function mapValues<T>(record: Readonly<Record<string, T>>, to: (value: T) => Data): { [key: string]: Data } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
