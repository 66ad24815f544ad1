import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { world } from './world';

const STAND_INS = join(__dirname, '..', 'stand-ins');

/** What a step did. */
export interface StepRun {
  readonly job: string;
  readonly name: string;
  result: 'success' | 'failure' | 'skipped' | 'running';
  seconds: number;
  output: string;
}

/** What a run did. */
export interface ActRun {
  readonly code: number;
  readonly seconds: number;
  readonly steps: readonly StepRun[];
  /** Results of jobs that ran. */
  readonly jobs: Readonly<Record<string, string>>;
  /** Outputs by job, id of the step and name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  /** Everything that was printed. */
  readonly output: string;
  /** What the steps wrote into the run's summary. */
  readonly summary: string;
}

/** A runner that lacks something. */
export interface Runner {
  /** The folders where it looks for programs. @default - what is trusted from a runner's image */
  readonly path?: string;
  /** The size of its disk, as tmpfs takes it. @default - this machine's */
  readonly disk?: string;
}

/** What to run. */
export interface ActRequest {
  readonly checkout: string;
  readonly workflow: string;
  readonly event: string;
  readonly eventFile: string;
  readonly artifacts: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The text of the workflow: which actions it uses. */
  readonly text: string;
  readonly runner?: Runner;
  /** Called for each line of a step; `true` kills the run there, as a runner that is lost. */
  readonly onLine?: (job: string, step: string, line: string) => boolean;
  /** Asked every 20 ms; `true` kills the run. */
  readonly killWhen?: () => boolean;
}

/**
 * Runs a workflow under act in host mode, in a process namespace of its own: killed means that nothing of it lives on. Actions that can't be
 * fetched here are replaced by the stand-ins through act's own option.
 */
export async function act(request: ActRequest): Promise<ActRun> {
  const { folder, tufCache, buildkit, docker, token } = world();
  mkdirSync(request.artifacts, { recursive: true });
  const uses = [
    ...new Set(
      [...request.text.matchAll(/uses: ((?!\.)[^\s@]+)@([0-9a-f]{40})/g)].map(([, action, sha]) => `${action}@${sha}`),
    ),
  ];
  const local = uses
    .filter((one) => !one.startsWith('actions/checkout@'))
    .map((one) => `${one}=${join(STAND_INS, one.slice(0, one.indexOf('@')))}`);
  const env: Readonly<Record<string, string>> = {
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
    TUF_ROOT: tufCache,
    E2E_BUILDKIT: buildkit,
    E2E_ARTIFACTS: request.artifacts,
    DOCKER_CONFIG: docker,
    GIT_PAGER: 'cat',
    ...request.env,
  };
  const args = [
    request.event,
    '--json',
    '-W',
    request.workflow,
    '-e',
    request.eventFile,
    ...['ubuntu-24.04', 'ubuntu-24.04-arm'].flatMap((label) => ['-P', `${label}=-self-hosted`]),
    '--actor',
    'octocat',
    '--cache-server-addr',
    '127.0.0.1',
    '--no-cache-server',
    '-s',
    `GITHUB_TOKEN=${token}`,
    ...Object.entries(request.secrets).flatMap(([name, value]) => ['-s', `${name}=${value}`]),
    ...local.flatMap((one) => ['--local-repository', one]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  const started = Date.now();
  const { path = runnerPath(), disk } = request.runner ?? {};
  const home = join(folder, 'home');
  // act keeps the folders of its jobs there. Mounted in the namespace of the run.
  const onDisk =
    disk === undefined
      ? []
      : ['sh', '-c', 'mkdir -p "$HOME/.cache" && mount -t tmpfs -o "size=$0" none "$HOME/.cache" && exec "$@"', disk];
  const program = [...onDisk, join(process.env.SEALWRIGHT_TOOLS ?? '', 'act')];
  const child = spawn('unshare', ['--pid', '--fork', '--kill-child', '--mount-proc', ...program, ...args], {
    cwd: request.checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: path, HOME: home, TMPDIR: process.env.TMPDIR ?? '/tmp' },
  });
  const steps: StepRun[] = [];
  const jobs: Record<string, string> = {};
  const outputs: Record<string, Record<string, Record<string, string>>> = {};
  let output = '';
  let summary = '';
  let killed = false;
  const kill = () => {
    killed = true;
    child.kill('SIGKILL');
  };
  const timer = request.killWhen && setInterval(() => request.killWhen?.() && kill(), 20);
  const read = (line: string) => {
    output += `${line}\n`;
    const event = parse(line);
    if (event === undefined) return;
    const {
      jobID: job = '',
      step = '',
      msg = '',
      raw_output: raw,
      command,
      name = '',
      arg,
      stepID: [id = ''] = [],
      content = '',
      stepResult,
      jobResult,
      executionTime,
      stage,
    } = event;
    if (jobResult !== undefined) jobs[job] = jobResult;
    if (command === 'summary') summary += content;
    if (step === '' || (stage !== undefined && stage !== 'Main')) return;
    let run = steps.find((one) => one.job === job && one.name === step);
    if (!run) {
      run = { job, name: step, result: 'running', seconds: 0, output: '' };
      steps.push(run);
    }
    // act takes a workflow command for what it is, and prints it in its own way.
    if (command === 'set-output') {
      const ofJob = outputs[job] ?? {};
      outputs[job] = { ...ofJob, [id]: { ...ofJob[id], [name]: arg ?? '' } };
    }
    if (command === 'error') run.output += `${arg}\n`;
    if (raw) run.output += msg.endsWith('\n') ? msg : `${msg}\n`;
    if (stepResult !== undefined) {
      run.result = stepResult;
      run.seconds = (executionTime ?? 0) / 1e9;
    }
    if (!killed && request.onLine?.(job, step, stepResult !== undefined ? `::${stepResult}::` : msg)) kill();
  };
  createInterface({ input: child.stdout }).on('line', read);
  createInterface({ input: child.stderr }).on('line', read);
  const code = await new Promise<number>((done) => child.on('close', (status) => done(status ?? 137)));
  if (timer) clearInterval(timer);
  return { code, seconds: (Date.now() - started) / 1000, steps, jobs, outputs, output, summary };
}

interface Line {
  readonly jobID?: string;
  readonly step?: string;
  readonly msg?: string;
  readonly stage?: string;
  readonly raw_output?: boolean;
  readonly command?: string;
  readonly name?: string;
  readonly stepID?: readonly string[];
  readonly arg?: string;
  readonly content?: string;
  readonly stepResult?: StepRun['result'];
  readonly jobResult?: string;
  readonly executionTime?: number;
}

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

/** What is trusted from a runner's image is on the path, and nothing of the release's own tools. */
export function runnerPath(): string {
  return [
    join(world().folder, 'runner-bin'),
    join(process.execPath, '..'),
    '/usr/local/sbin',
    '/usr/local/bin',
    '/usr/sbin',
    '/usr/bin',
    '/sbin',
    '/bin',
  ].join(':');
}
