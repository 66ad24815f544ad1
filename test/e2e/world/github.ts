import { execFile } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { body, type Exchange, type Handler, json } from './exchange';

const run = promisify(execFile);

interface Asset {
  readonly id: number;
  readonly name: string;
  readonly bytes: Buffer;
}

interface Release {
  readonly id: number;
  tag_name: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  assets: Asset[];
}

/** A repository as GitHub keeps it. */
export interface Repository {
  /** The bare repository that answers for refs and commits. */
  readonly git: string;
  readonly releases: Release[];
  /** The tag of the release that is shown as the latest. */
  latest: string | undefined;
  /** What happened to the releases, in order. */
  readonly events: string[];
  /** Conclusions of checks by name. */
  checks: Record<string, string>;
}

/** GitHub's API, downloads and uploads, as far as a release asks for them. Refs and commits come from real repositories. */
export class GitHub {
  public readonly log: Exchange[] = [];
  /** Requests that nothing here answers. */
  public readonly unknown: string[] = [];
  /** Faults: the next requests whose method and path match are answered with a status. */
  public readonly faults: { pattern: string; status: number | 'cut' | 'hold-after'; times: number; skip?: number }[] =
    [];
  /** How many requests are held: done, and never answered. */
  public held = 0;
  private readonly repositories = new Map<string, Repository>();
  private readonly downloads = new Map<string, string>();
  private ids = 100;

  constructor(private readonly token: string) {}

  /** Adds a repository. */
  public add(slug: string, git: string): void {
    this.repositories.set(slug.toLowerCase(), { git, releases: [], latest: undefined, events: [], checks: {} });
  }

  /** The repository, for a look at what a run left. */
  public repository(slug: string): Repository | undefined {
    return this.repositories.get(slug.toLowerCase());
  }

  /** Serves a file at a path of github.com. Returns the one that was served there before. */
  public serve(path: string, file: string): string | undefined {
    const before = this.downloads.get(path);
    this.downloads.set(path, file);
    return before;
  }

  /** A release that a person made. */
  public draft(slug: string, release: Partial<Release>): void {
    const repository = this.repository(slug);
    repository?.releases.unshift({
      id: this.ids++,
      tag_name: '',
      name: '',
      body: '',
      draft: true,
      prerelease: false,
      assets: [],
      ...release,
    });
  }

  /** Changes or removes an asset, or adds one: what an attacker with write access does. */
  public tamper(slug: string, tag: string, name: string, bytes: Buffer | undefined): void {
    const release = this.repository(slug)?.releases.find((one) => one.tag_name === tag);
    if (!release) throw new Error(`no release ${tag}`);
    release.assets = release.assets.filter((one) => one.name !== name);
    if (bytes) release.assets.push({ id: this.ids++, name, bytes });
  }

  public readonly handle: Handler = async (request, response, url) => {
    const host = request.headers.host ?? '';
    const method = request.method ?? 'GET';
    const at = Date.now();
    let received = 0;
    let downloaded = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    const { pathname: path, search: query } = url;
    response.on('close', () =>
      this.log.push({ at, host, method, path, query, status: response.statusCode, received, sent: downloaded }),
    );
    let fault = this.faults.find((one) => one.times > 0 && new RegExp(one.pattern).test(`${method} ${url.pathname}`));
    if (fault && (fault.skip ?? 0) > 0) {
      fault.skip = (fault.skip ?? 0) - 1;
      fault = undefined;
    }
    if (fault) {
      fault.times--;
      if (fault.status === 'cut') return void request.socket.destroy();
      if (fault.status === 'hold-after') {
        response.writeHead = (() => response) as never;
        response.end = (() => {
          this.held++;
          return response;
        }) as never;
      } else return json(response, { message: 'on demand' }, fault.status);
    }
    if (host === 'github.com') {
      const file = this.downloads.get(url.pathname);
      if (file !== undefined && existsSync(file)) {
        downloaded = statSync(file).size;
        response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': downloaded });
        return void createReadStream(file).pipe(response);
      }
      const [, owner, repo, tag, name] =
        /^\/([^/]+)\/([^/]+)\/releases\/download\/([^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
      const release = this.repository(`${owner}/${repo}`)?.releases.find((one) => !one.draft && one.tag_name === tag);
      const asset = release?.assets.find((one) => one.name === name);
      if (!asset) return json(response, { message: 'Not Found' }, 404);
      downloaded = asset.bytes.length;
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': downloaded });
      return void response.end(asset.bytes);
    }
    const isUser = new RegExp(`^(?:token|bearer) ${this.token}$`, 'i').test(request.headers.authorization ?? '');
    const sent = await body(request);
    if (url.pathname === '/graphql') return this.graphql(JSON.parse(sent.toString('utf8')), response);
    const [, owner = '', repo = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? [];
    const repository = this.repository(`${owner}/${repo}`);
    if (!repository) return this.notFound(request.method, url, response);
    const slug = `${owner}/${repo}`;
    const answer = await this.rest(
      repository,
      slug,
      method,
      decodeURIComponent(rest),
      url,
      sent,
      isUser,
      request.headers.accept ?? '',
    );
    if (answer === undefined) return this.notFound(method, url, response);
    if (Buffer.isBuffer(answer.value)) {
      response.writeHead(answer.status, { 'content-type': 'text/plain' });
      return void response.end(answer.value);
    }
    if (answer.status === 204) {
      response.writeHead(204);
      return void response.end();
    }
    json(response, answer.value, answer.status);
  };

  private async rest(
    repository: Repository,
    slug: string,
    method: string,
    path: string,
    url: URL,
    sent: Buffer,
    isUser: boolean,
    accept: string,
  ): Promise<{ status: number; value: unknown } | undefined> {
    const ok = (value: unknown, status = 200) => ({ status, value });
    const git = async (...args: string[]) =>
      (await run('git', ['--git-dir', repository.git, ...args], { maxBuffer: 1 << 26 })).stdout.trim();
    const absent = ok({ message: 'Not Found' }, 404);
    const match = (pattern: RegExp) => pattern.exec(path)?.slice(1);
    let found = match(/^git\/ref\/(tags\/.+)$/);
    if (found) {
      const line = await git('for-each-ref', '--format=%(objecttype) %(objectname)', `refs/${found[0]}`);
      const [type, sha] = line.split('\n')[0]?.split(' ') ?? [];
      return sha ? ok({ ref: `refs/${found[0]}`, object: { type, sha } }) : absent;
    }
    found = match(/^git\/tags\/([0-9a-f]{40})$/);
    if (found) {
      const text = await git('cat-file', '-p', found[0] ?? '');
      return ok({ object: { sha: /^object (.+)$/m.exec(text)?.[1], type: /^type (.+)$/m.exec(text)?.[1] } });
    }
    found = match(/^git\/matching-refs\/(heads\/.*)$/);
    if (found) {
      const refs = (await git('for-each-ref', '--format=%(refname)')).split('\n');
      return ok(refs.filter((ref) => ref.startsWith(`refs/${found?.[0]}`)).map((ref) => ({ ref })));
    }
    found = match(/^compare\/(.+)\.\.\.([0-9a-f]{40})$/);
    if (found) {
      try {
        const [base, head] = [await git('rev-parse', `refs/heads/${found[0]}`), found[1] ?? ''];
        const common = await git('merge-base', base, head).catch(() => '');
        return ok({
          status: base === head ? 'identical' : common === head ? 'behind' : common === base ? 'ahead' : 'diverged',
        });
      } catch {
        return absent;
      }
    }
    found = match(/^git\/commits\/([0-9a-f]{40})$/);
    if (found) return ok({ committer: { date: await git('show', '-s', '--format=%cI', found[0] ?? '') } });
    found = match(/^contents\/(.+)$/);
    if (found) {
      const text = await git('show', `${url.searchParams.get('ref')}:${found[0]}`).catch(() => undefined);
      if (text === undefined) return absent;
      return ok(
        accept.includes('raw') ? Buffer.from(`${text}\n`) : { content: Buffer.from(`${text}\n`).toString('base64') },
      );
    }
    if (match(/^commits\/([0-9a-f]{40})\/check-runs$/)) {
      const runs = Object.entries(repository.checks).map(([name, conclusion]) => ({
        name,
        status: 'completed',
        conclusion,
      }));
      return ok({ total_count: runs.length, check_runs: runs });
    }
    if (match(/^commits\/([0-9a-f]{40})\/status(?:es)?$/)) return ok({ statuses: [] });
    if (path === 'releases/generate-notes' && method === 'POST')
      return ok({ name: '', body: '## What changed\n\n* everything' });
    if (path === 'releases' && method === 'GET') {
      return ok(
        url.searchParams.get('page') === '2'
          ? []
          : repository.releases.filter((one) => isUser || !one.draft).map((one) => this.show(slug, one)),
      );
    }
    if (path === 'releases' && method === 'POST') {
      const given = JSON.parse(sent.toString('utf8')) as Partial<Release>;
      const release: Release = {
        id: this.ids++,
        tag_name: '',
        name: '',
        body: '',
        draft: false,
        prerelease: false,
        ...given,
        assets: [],
      };
      repository.releases.unshift(release);
      repository.events.push(`create ${release.tag_name} draft=${release.draft}`);
      return ok(this.show(slug, release), 201);
    }
    found = match(/^releases\/tags\/(.+)$/);
    if (found) {
      const release = repository.releases.find((one) => !one.draft && one.tag_name === found?.[0]);
      return release ? ok(this.show(slug, release)) : absent;
    }
    found = match(/^releases\/assets\/(\d+)$/);
    if (found) {
      const id = Number(found[0]);
      const release = repository.releases.find((one) => one.assets.some((asset) => asset.id === id));
      if (!release) return absent;
      if (method === 'GET') {
        const asset = release.assets.find((one) => one.id === id);
        return ok(accept.includes('octet-stream') ? asset?.bytes : this.showAsset(slug, release, asset as Asset));
      }
      repository.events.push(
        `delete-asset ${release.assets.find((one) => one.id === id)?.name}${release.draft ? '' : ' PUBLIC'}`,
      );
      release.assets = release.assets.filter((one) => one.id !== id);
      return ok('', 204);
    }
    found = match(/^releases\/(\d+)\/assets$/);
    if (found) {
      const release = repository.releases.find((one) => one.id === Number(found?.[0]));
      if (!release) return absent;
      if (method === 'GET') return ok(release.assets.map((asset) => this.showAsset(slug, release, asset)));
      const asset = { id: this.ids++, name: url.searchParams.get('name') ?? '', bytes: sent };
      if (release.assets.some((one) => one.name === asset.name)) return ok({ message: 'already_exists' }, 422);
      release.assets.push(asset);
      repository.events.push(`upload ${asset.name}${release.draft ? '' : ' PUBLIC'}`);
      return ok(this.showAsset(slug, release, asset), 201);
    }
    found = match(/^releases\/(\d+)$/);
    if (found) {
      const release = repository.releases.find((one) => one.id === Number(found?.[0]));
      if (!release) return absent;
      if (method === 'PATCH') {
        const { make_latest: latest, ...given } = JSON.parse(sent.toString('utf8')) as Partial<Release> & {
          make_latest?: string;
        };
        const wasDraft = release.draft;
        Object.assign(release, given);
        if (latest === 'true') repository.latest = release.tag_name;
        const what = wasDraft && !release.draft ? 'publish' : 'edit';
        repository.events.push(`${what} ${release.tag_name} prerelease=${release.prerelease} latest=${latest ?? '-'}`);
      }
      return ok(this.show(slug, release));
    }
    return path === '' ? ok({ full_name: slug, permissions: { push: true } }) : undefined;
  }

  /** What `gh release` asks by GraphQL: whether a tag exists, and for the draft of a tag. */
  private async graphql(
    asked: { query: string; variables: Record<string, string> },
    response: Parameters<Handler>[1],
  ): Promise<void> {
    const { query, variables } = asked;
    const repository = this.repository(`${variables.owner}/${variables.name}`);
    if (/ref\(qualifiedName/.test(query) && repository) {
      const name = String(variables.tagName ?? variables.ref ?? '').replace(/^refs\/tags\//, '');
      const { stdout } = await run('git', ['--git-dir', repository.git, 'tag', '--list', name]);
      return json(response, { data: { repository: { ref: stdout.trim() === name ? { id: 'R_1' } : null } } });
    }
    if (/release\(tagName/.test(query) && repository) {
      const release = repository.releases.find((one) => one.tag_name === variables.tagName);
      return json(response, {
        data: { repository: { release: release ? { databaseId: release.id, isDraft: release.draft } : null } },
      });
    }
    this.unknown.push(`graphql ${query} ${JSON.stringify(variables)}`);
    json(response, { data: {}, errors: [{ message: 'not known here' }] });
  }

  private show(slug: string, release: Release): unknown {
    const { assets, ...rest } = release;
    const api = `https://api.github.com/repos/${slug}/releases/${release.id}`;
    return {
      ...rest,
      url: api,
      html_url: `https://github.com/${slug}/releases/tag/${release.tag_name}`,
      upload_url: `https://uploads.github.com/repos/${slug}/releases/${release.id}/assets{?name,label}`,
      assets: assets.map((asset) => this.showAsset(slug, release, asset)),
      author: { login: 'octocat' },
      created_at: '2026-01-01T00:00:00Z',
      published_at: release.draft ? null : '2026-01-01T00:00:00Z',
      target_commitish: 'main',
    };
  }

  private showAsset(slug: string, release: Release, asset: Asset): unknown {
    return {
      id: asset.id,
      name: asset.name,
      size: asset.bytes.length,
      state: 'uploaded',
      url: `https://api.github.com/repos/${slug}/releases/assets/${asset.id}`,
      browser_download_url: `https://github.com/${slug}/releases/download/${release.tag_name}/${asset.name}`,
    };
  }

  private notFound(method: string | undefined, url: URL, response: Parameters<Handler>[1]): void {
    this.unknown.push(`${method} ${url.pathname}`);
    json(response, { message: 'Not Found' }, 404);
  }
}
