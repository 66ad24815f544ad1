import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { parseDocument } from 'yaml';
import { type Ran, runnerTemp, runScript } from './step';

type Tree = { readonly [key: string]: unknown };

/** How a workflow is run. */
export interface RunnerOptions {
  readonly github: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The checkout of the tagged commit. */
  readonly checkout: string;
  readonly path?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Called before each step; may change what is there. `false` ends the job there, as a runner that is killed. */
  readonly before?: (job: string, step: string, temp: string) => boolean;
  /** Steps that are not run, by the beginning of their name. */
  readonly without?: readonly string[];
}

/** What a job did. */
export interface JobRan {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly name: string; readonly ran: Ran }[];
}

/**
 * Runs a generated workflow in this process, job by job: the real scripts with the real tools. Actions are replaced by what they do to
 * files: a checkout is a copy, artifacts are folders. Expressions are evaluated by GitHub's own library.
 */
export function runWorkflow(text: string, options: RunnerOptions): Readonly<Record<string, JobRan>> {
  const workflow = parseDocument(text).toJS({ maxAliasCount: -1 }) as Tree;
  const jobs = workflow.jobs as Readonly<Record<string, Tree>>;
  const ran: Record<string, JobRan> = {};
  const artifacts: string[] = [];
  for (const [id, job] of Object.entries(jobs)) {
    const needs = Object.fromEntries(((job.needs ?? []) as string[]).map((need) => [need, ran[need] as JobRan]));
    const context = {
      github: { ...options.github, job: id },
      needs: mapValues(needs, ({ result, outputs }) => ({ result, outputs })),
      secrets: options.secrets ?? {},
    };
    const succeeded = Object.values(needs).every(({ result }) => result === 'success');
    const condition =
      job.if === undefined
        ? succeeded
        : truthy(evaluate(String(job.if), context)) &&
          (/(?:always|cancelled|failure)\(\)/.test(String(job.if)) || succeeded);
    ran[id] = condition ? runJob(id, job, context, options, artifacts) : { result: 'skipped', outputs: {}, steps: [] };
  }
  return ran;
}

function runJob(id: string, job: Tree, outer: Tree, options: RunnerOptions, artifacts: string[]): JobRan {
  const temp = runnerTemp();
  const workspace = join(temp, 'workspace');
  mkdirSync(workspace);
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const context = { ...outer, runner: { temp }, steps, env: {} as Readonly<Record<string, string>> };
  let env: Record<string, string> = {
    ...mapValues((job.env ?? {}) as Tree, (value) => interpolate(String(value), context)),
  };
  const path: string[] = [];
  const done: { name: string; ran: Ran }[] = [];
  for (const step of job.steps as Tree[]) {
    const name = String(step.name);
    if (options.without?.some((prefix) => name.startsWith(prefix))) continue;
    if (options.before?.(id, name, temp) === false) return { result: 'failure', outputs: {}, steps: done };
    context.env = env;
    const own = mapValues((step.env ?? {}) as Tree, (value) => interpolate(String(value), context));
    let ran: Ran;
    if (step.uses === undefined) {
      ran = runScript(String(step.run), {
        temp,
        cwd: workspace,
        path: [...(options.path ?? []), ...path],
        env: { ...defaults(options), ...options.env, ...env, ...own },
      });
    } else {
      const withs = mapValues((step.with ?? {}) as Tree, (value) => interpolate(String(value), context));
      ran = runAction(String(step.uses), withs, workspace, options, artifacts);
    }
    done.push({ name, ran });
    if (typeof step.id === 'string') steps[step.id] = { outputs: ran.outputs };
    env = {
      ...env,
      ...Object.fromEntries(
        ran.env
          .split('\n')
          .filter(Boolean)
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    };
    path.unshift(...ran.path.split('\n').filter(Boolean));
    if (ran.code !== 0) return { result: 'failure', outputs: {}, steps: done };
  }
  context.env = env;
  return {
    result: 'success',
    outputs: mapValues((job.outputs ?? {}) as Tree, (value) => interpolate(String(value), context)),
    steps: done,
  };
}

function defaults({ github }: RunnerOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(github).map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, value]));
}

function runAction(
  uses: string,
  withs: Readonly<Record<string, string>>,
  workspace: string,
  options: RunnerOptions,
  artifacts: string[],
): Ran {
  const ok = (outputs: Readonly<Record<string, string>> = {}): Ran => ({
    code: 0,
    stdout: '',
    stderr: '',
    outputs,
    env: '',
    path: '',
    summary: '',
  });
  const failed = (stderr: string): Ran => ({ ...ok(), code: 1, stderr });
  const action = uses.slice(0, uses.indexOf('@'));
  if (action === 'actions/checkout') {
    cpSync(options.checkout, workspace, { recursive: true, verbatimSymlinks: true });
    return ok();
  }
  if (action === 'actions/upload-artifact') {
    // A pattern stands for the folder that it is in.
    const path = (withs.path ?? '').replace(/\/[^/]*\*[^/]*$/, '');
    if (!existsSync(path)) return failed(`nothing at ${path}`);
    artifacts.push(path);
    return ok({ 'artifact-id': String(artifacts.length) });
  }
  if (action === 'actions/download-artifact') {
    const folder = artifacts[Number(withs['artifact-ids']) - 1];
    if (folder === undefined) return failed(`no artifact ${withs['artifact-ids']}`);
    cpSync(folder, withs.path ?? '', { recursive: true, verbatimSymlinks: true });
    return ok();
  }
  return ['docker/setup-buildx-action', 'docker/setup-qemu-action', 'actions/setup-go'].includes(action)
    ? ok()
    : failed(`no stand-in for ${basename(action)}`);
}

function interpolate(text: string, context: Tree): string {
  return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_, expression: string) => {
    const value = evaluate(expression, context);
    return value.coerceString();
  });
}

function evaluate(expression: string, context: Tree): data.ExpressionData {
  const functions = ['always', 'success', 'failure', 'cancelled'].map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === 'always' || name === 'success'),
  }));
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(context), functions as never).parse();
  const contexts = toData(context) as data.Dictionary;
  return new Evaluator(parsed, contexts, new Map(functions.map((one) => [one.name, one])) as never).evaluate();
}

function truthy(value: data.ExpressionData): boolean {
  return !(value.kind === data.Kind.Null || value.coerceString() === '' || value.coerceString() === 'false');
}

function toData(value: unknown): data.ExpressionData {
  if (typeof value === 'object' && value !== null) {
    return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: toData(inner) })));
  }
  return value === undefined || value === null ? new data.Null() : new data.StringData(String(value));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, to: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
