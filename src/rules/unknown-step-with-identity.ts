import { isDeepStrictEqual } from 'node:util';
import { PRIVILEGE_SCOPES } from '../workflow/privilege';
import { get, isNull, textOf, toData, type YamlNode } from '../workflow/yaml-tree';
import { privilegesOf } from './engine/privileged';
import { defineRule, type Report, type RuleContext } from './engine/rule';
import { entriesOf, type FileView, type JobView, keyOrNode, type StepView } from './engine/view';

const job = (steps: string) =>
  `on:\n  push:\n    tags: ['v*']\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    permissions:\n      id-token: write\n    steps:\n      ${steps}\n`;

/** What of a job and of a workflow decides how its steps run. */
const JOB_KEYS = [
  'needs',
  'runs-on',
  'environment',
  'permissions',
  'env',
  'container',
  'services',
  'defaults',
  'strategy',
  'outputs',
  'continue-on-error',
  'if',
  'concurrency',
  'snapshot',
];
/** Jobs of a release without identity that decide what is signed: the tag is checked, the image scanned, the digests collected. */
const DECIDING = /^(?:release|manifest|image-.+)$/;
const WORKFLOW_KEYS = ['env', 'defaults', 'concurrency'];
/** Step keys that could make a known script do something else. */
const STEP_KEYS = ['name', 'id', 'if', 'env', 'uses', 'with', 'run', 'timeout-minutes'];

export const unknownStepWithIdentity = defineRule({
  id: 'unknown-step-with-identity',
  title: "a job with the release's identity, or one that decides what is signed, has a step that is not the library's",
  why: 'Every step of the job can mint the certificate, or change what is signed; only steps that nobody has changed belong there.',
  fix: 'move the step to a job without identity, or list it in `trustedSteps` with a reason',
  group: 'identity',
  exampleContext: { isLibraryScript: (run) => run === 'cosign sign "$REF"\n' },
  invalid: [
    {
      name: "a step of one's own",
      yaml: job('- name: extra\n        run: echo hello'),
      finds: 'echo hello',
      generated: true,
    },
    {
      name: 'a known script with another shell',
      yaml: job('- shell: bash -x {0}\n        run: |\n          cosign sign "$REF"'),
      finds: 'shell',
      generated: true,
    },
    {
      name: 'a variable that bash runs first',
      yaml: job('- env: { BASH_ENV: /tmp/x }\n        run: |\n          cosign sign "$REF"'),
      finds: 'BASH_ENV',
      generated: true,
    },
    {
      name: 'a changed script',
      yaml: job('- run: |\n          cosign sign "$REF" || true'),
      finds: 'cosign sign "$REF" || true',
      generated: true,
    },
  ],
  valid: [
    { name: 'a script of the library', yaml: job('- run: |\n          cosign sign "$REF"'), generated: true },
    { name: 'a file that we did not write', yaml: job('- run: echo hello') },
  ],
  check(file, context) {
    if (file.origin !== 'generated') return [];
    // A workflow of the user's own is no measure of itself.
    const isRelease = context.release?.some(({ workflow }) => workflow === file.path) ?? false;
    const emitted = isRelease ? context.emitted?.get(file.path) : undefined;
    const jobs = file.jobs.flatMap((job) => {
      const decides = emitted !== undefined && (DECIDING.test(job.id) || mayWrite(emitted, job.id));
      if (privilegesOf(file, job, context).length === 0 && !decides) return [];
      return emitted === undefined ? byScript(file, job, context) : byEmitted(file, job, emitted, context);
    });
    return [...jobs, ...missingJobs(file, emitted)];
  },
});

/** True for a job that the library gave a permission to write: an override that takes it away changes the rest of the job, too. */
function mayWrite(emitted: unknown, id: string): boolean {
  const permissions = field(field(field(emitted, 'jobs'), id), 'permissions');
  return PRIVILEGE_SCOPES.some((scope) => field(permissions, scope) === 'write');
}

/** Jobs that the library made and that are not there any more. */
function missingJobs(file: FileView, emitted: unknown): readonly Report[] {
  const wanted = field(emitted, 'jobs');
  if (typeof wanted !== 'object' || wanted === null || !file.root) return [];
  const at = keyOrNode(file.root, 'jobs');
  return Object.keys(wanted)
    .filter((id) => !file.jobs.some((job) => job.id === id))
    .map((id) => ({ at, message: `the job \`${id}\` is missing`, fix: 'take the override back that removes it' }));
}

/** What a job may not have around the library's scripts: it would run before them, or in their place. */
const AROUND = ['container', 'services', 'defaults', 'strategy'];
/** Variables that make a shell or a loader run something else. */
const HIJACKS =
  /^(?:BASH_ENV|BASH_FUNC_.*|ENV|PATH|SHELLOPTS|BASHOPTS|PS4|IFS|HOME|XDG_.*|GLOBIGNORE|NODE_OPTIONS|PERL5.*|RUBY.*|PYTHON.*|LD_.*|DYLD_.*|GIT_.*|DOCKER_.*|CURL_.*|SSL_.*|COSIGN_.*|SIGSTORE_.*|TUF_.*|(?:https?|all|no)_proxy)$/i;

function hijacks(node: YamlNode | undefined, where: string): readonly Report[] {
  const env = get(node, 'env');
  if (env && env.kind !== 'mapping' && !isNull(env))
    return [{ at: env, message: `the \`env\` of ${where} is not written out, and may set anything` }];
  return entriesOf(env)
    .filter(({ key }) => HIJACKS.test(key.value))
    .map(({ key }) => ({
      at: key,
      message: `${where} sets \`${key.value}\`, which makes a known script do something else`,
    }));
}

/** Without the model: each script must be one of the library's, run as it is. */
function byScript(file: FileView, job: JobView, context: RuleContext): readonly Report[] {
  const around = entriesOf(job.node)
    .filter(({ key }) => AROUND.includes(key.value))
    .map(({ key }) => ({ at: key, message: `\`${job.id}\` has \`${key.value}\`, which the library never writes` }));
  const shell = get(get(get(file.root, 'defaults'), 'run'), 'shell');
  const shells =
    shell && textOf(shell) !== 'bash' ? [{ at: shell, message: 'the workflow has another shell than bash' }] : [];
  const environment = [...hijacks(file.root, 'the workflow'), ...hijacks(job.node, `\`${job.id}\``)];
  const steps = untrustedSteps(file, job, context);
  return [
    ...around,
    ...shells,
    ...environment,
    ...steps.flatMap((step) => hijacks(step.node, `a step of \`${job.id}\``)),
    ...ownScripts(job, steps, context),
  ];
}

/** The guard comes first: nothing is trusted before it. */
function untrustedSteps(file: FileView, job: JobView, context: RuleContext): readonly StepView[] {
  const names = trustedNames(file, job, context);
  return job.steps.filter((step, index) => index === 0 || step.name === undefined || !names.includes(step.name));
}

function trustedNames(file: FileView, job: JobView, context: RuleContext): readonly string[] {
  return (context.trustedSteps ?? [])
    .filter((step) => step.workflow === file.path && step.job === job.id)
    .map(({ name }) => name);
}

function ownScripts(job: JobView, steps: readonly StepView[], context: RuleContext): readonly Report[] {
  return steps.flatMap((step): Report[] => {
    const odd = entriesOf(step.node).find(({ key }) => !STEP_KEYS.includes(key.value));
    if (odd)
      return [
        { at: odd.key, message: `a step of \`${job.id}\` has \`${odd.key.value}\`, which the library never writes` },
      ];
    if (!step.run || context.isLibraryScript?.(step.run.value)) return [];
    return [{ at: step.run, message: `a script of \`${job.id}\` is not one of the library's` }];
  });
}

/** With the model: the job must be what the library made of it, trusted steps aside. */
function byEmitted(file: FileView, job: JobView, emitted: unknown, context: RuleContext): readonly Report[] {
  const made = field(field(emitted, 'jobs'), job.id);
  if (made === undefined) return [{ at: job.key, message: `the job \`${job.id}\` is not one of the library's` }];
  const reports = [
    ...JOB_KEYS.flatMap((key) => compare(job.node, made, key, `\`${key}\` of \`${job.id}\``)),
    ...WORKFLOW_KEYS.flatMap((key) =>
      file.root ? compare(file.root, emitted, key, `\`${key}\` of the workflow`) : [],
    ),
  ];
  const trusted = trustedNames(file, job, context);
  const expected = asText(field(made, 'steps'));
  const list = Array.isArray(expected) ? [...expected] : [];
  for (const step of job.steps) {
    const data = toData(step.node);
    if (isDeepStrictEqual(data, list[0])) list.shift();
    // The guard comes first: nothing is trusted before it.
    else if (
      step.name === undefined ||
      !trusted.includes(step.name) ||
      (Array.isArray(expected) && list.length === expected.length)
    ) {
      const name = step.name ?? textOf(get(step.node, 'id')) ?? 'without a name';
      reports.push({
        at: step.run ?? step.node,
        message: `the step \`${name}\` of \`${job.id}\` is not the one that the library makes`,
      });
      if (list.some((other) => field(other, 'name') === step.name)) list.shift();
    }
  }
  for (const missing of list) {
    reports.push({
      at: job.key,
      message: `the step \`${String(field(missing, 'name'))}\` of \`${job.id}\` is missing`,
    });
  }
  return reports;
}

function compare(node: YamlNode, model: unknown, key: string, what: string): readonly Report[] {
  const now = get(node, key);
  const data = now === undefined ? undefined : toData(now);
  const made = field(model, key);
  const wanted = made === undefined ? undefined : asText(made);
  if (isDeepStrictEqual(data, wanted)) return [];
  const fix = 'take the override back; where there is a prop for it, give that';
  return [{ at: keyOrNode(node, key), message: `${what} is not what the library makes of it`, fix }];
}

/** Plain data with every scalar as text, as {@link toData} gives it. */
function asText(data: unknown): unknown {
  if (data === null || data === undefined) return null;
  if (Array.isArray(data)) return data.map(asText);
  if (typeof data === 'object')
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, asText(value)]));
  return String(data);
}

function field(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key)
    ? (data as Record<string, unknown>)[key]
    : undefined;
}
