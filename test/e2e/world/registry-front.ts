import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Exchange, type Handler, json } from './exchange';

/** What happens to the next requests that match, instead of an answer. */
export interface Fault {
  readonly method: string;
  /** A regular expression for the whole path. */
  readonly path: string;
  /**
   * A status, other bytes, or half of them; or the connection is cut, or held until the other side gives up: before the registry has seen
   * the request, or after it has done what it was asked for (`…-after`).
   */
  readonly answer: number | 'cut' | 'cut-after' | 'hold' | 'hold-after' | 'other-bytes' | 'truncate';
  /** How many requests it meets; it is gone then. */
  times: number;
  /** How many requests pass before the first that it meets. @default 0 */
  skip?: number;
}

/** How the packages below a namespace behave. */
export interface NamespacePolicy {
  /** A package that is pushed for the first time can be read by nobody without a login. */
  readonly privateAtFirst: boolean;
  /** What a package answers that does not exist. */
  readonly absent: 404 | 403;
}

/**
 * What stands before a registry under its production name: a password for a bearer token as GitHub's registry has it, packages that are public
 * or private, faults on demand, and a record of every request.
 */
export class RegistryFront {
  public readonly log: Exchange[] = [];
  public readonly faults: Fault[] = [];
  /** How many requests are held. */
  public held = 0;
  private readonly policies = new Map<string, NamespacePolicy>();
  private readonly packages = new Set<string>();
  private readonly hidden = new Set<string>();

  constructor(
    private readonly host: string,
    private readonly backend: number,
    private readonly logins: Readonly<Record<string, string>>,
  ) {}

  /** Sets how the packages of a namespace behave. */
  public policy(namespace: string, policy: NamespacePolicy): void {
    this.policies.set(namespace, policy);
  }

  /** Everybody may read the packages of a namespace from now on. */
  public publish(namespace: string): void {
    for (const name of [...this.hidden]) if (name.startsWith(`${namespace}/`)) this.hidden.delete(name);
  }

  public readonly handle: Handler = async (request, response, url) => {
    const started = Date.now();
    const method = request.method ?? 'GET';
    let received = 0;
    let sent = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    const write = response.write.bind(response);
    const end = response.end.bind(response);
    response.write = ((chunk: Buffer, ...rest: never[]) => {
      sent += chunk.length;
      return write(chunk, ...rest);
    }) as never;
    response.end = ((chunk?: Buffer | string, ...rest: never[]) => {
      if (chunk && typeof chunk !== 'function') sent += Buffer.byteLength(chunk);
      return end(chunk as never, ...rest);
    }) as never;
    response.on('close', () => {
      const { pathname: path, search: query } = url;
      this.log.push({ at: started, host: this.host, method, path, query, status: response.statusCode, received, sent });
    });
    if (url.pathname === '/token') return this.token(request, response, url);
    let fault = this.faults.find(
      (one) =>
        one.times > 0 &&
        new RegExp(`^(?:${one.method})$`).test(method) &&
        new RegExp(`^(?:${one.path})$`).test(url.pathname),
    );
    if (fault && (fault.skip ?? 0) > 0) {
      fault.skip = (fault.skip ?? 0) - 1;
      fault = undefined;
    }
    if (fault) {
      fault.times--;
      if (fault.answer === 'cut') return void request.socket.destroy();
      if (fault.answer === 'hold') return void this.held++;
      if (typeof fault.answer === 'number') {
        request.resume();
        const headers = fault.answer === 429 ? { 'retry-after': '1' } : {};
        const code = { 401: 'UNAUTHORIZED', 403: 'DENIED', 429: 'TOOMANYREQUESTS' }[fault.answer] ?? 'UNKNOWN';
        response.writeHead(fault.answer, { 'content-type': 'application/json', ...headers });
        return void response.end(JSON.stringify({ errors: [{ code, message: 'on demand' }] }));
      }
    }
    const name = /^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1];
    const user = this.userOf(request);
    if (user === undefined && (name === undefined || (method !== 'GET' && method !== 'HEAD')))
      return this.challenge(request, response, name);
    if (name !== undefined) {
      if (this.hidden.has(name) && (user === undefined || user === '')) {
        return user === undefined ? this.challenge(request, response, name) : this.deny(request, response);
      }
      if (method !== 'GET' && method !== 'HEAD') {
        if (user === '' || user === undefined) return this.deny(request, response);
        if (!this.packages.has(name)) {
          this.packages.add(name);
          if (this.policyOf(name).privateAtFirst) this.hidden.add(name);
        }
      } else if (!this.packages.has(name)) {
        if (user === undefined) return this.challenge(request, response, name);
        // A tag that a reader asks for; whoever pushes by digest is told the truth.
        if (this.policyOf(name).absent === 403 && !url.pathname.includes('/sha256:'))
          return this.deny(request, response);
      } else if (user === undefined) return this.challenge(request, response, name);
    }
    this.pass(request, response, typeof fault?.answer === 'string' ? fault.answer : undefined);
  };

  private policyOf(name: string): NamespacePolicy {
    return this.policies.get(name.split('/')[0] ?? '') ?? { privateAtFirst: false, absent: 404 };
  }

  /** `undefined`: no token; `''`: a token of nobody. */
  private userOf(request: IncomingMessage): string | undefined {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    return token === undefined
      ? undefined
      : Buffer.from(token, 'base64url')
          .toString('utf8')
          .replace(/^user:/, '');
  }

  private token(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    request.resume();
    let user = '';
    if (basic !== undefined || request.method === 'POST') {
      const [name = '', password = ''] = Buffer.from(basic ?? '', 'base64')
        .toString('utf8')
        .split(/:(.*)/s);
      if (this.logins[name] === undefined || this.logins[name] !== password) {
        json(
          response,
          {
            errors: [
              { code: 'UNAUTHORIZED', message: `authentication required for ${url.searchParams.get('scope') ?? ''}` },
            ],
          },
          401,
        );
        return;
      }
      user = name;
    }
    const token = Buffer.from(`user:${user}`).toString('base64url');
    json(response, { token, access_token: token, expires_in: 300 });
  }

  private challenge(request: IncomingMessage, response: ServerResponse, name: string | undefined): void {
    request.resume();
    const actions = request.method === 'GET' || request.method === 'HEAD' ? 'pull' : 'pull,push';
    const scope = name === undefined ? '' : `,scope="repository:${name}:${actions}"`;
    response.writeHead(401, {
      'content-type': 'application/json',
      'www-authenticate': `Bearer realm="https://${this.host}/token",service="${this.host}"${scope}`,
    });
    response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }));
  }

  private deny(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    json(response, { errors: [{ code: 'DENIED', message: 'requested access to the resource is denied' }] }, 403);
  }

  private pass(
    request: IncomingMessage,
    response: ServerResponse,
    change: Exclude<Fault['answer'], number> | undefined,
  ): void {
    const { host: _host, authorization: _authorization, ...headers } = request.headers;
    const options = { host: '127.0.0.1', port: this.backend, method: request.method, path: request.url };
    const upstream = forward(
      { ...options, headers: { ...headers, host: this.host, 'x-forwarded-proto': 'https' } },
      (answer) => {
        if (change === 'cut-after' || change === 'hold-after') {
          answer.resume();
          answer.on('end', () => {
            if (change === 'cut-after') request.socket.destroy();
            else this.held++;
          });
          return;
        }
        if (change !== undefined) {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const { 'docker-content-digest': _digest, ...kept } = answer.headers;
            response.writeHead(answer.statusCode ?? 502, change === 'truncate' ? answer.headers : kept);
            if (change === 'other-bytes')
              return void response.end(
                Buffer.from(bytes.toString('latin1').replace(/[0-9a-f]{8}"/, '00000000"'), 'latin1'),
              );
            response.write(bytes.subarray(0, bytes.length / 2));
            setTimeout(() => request.socket.destroy(), 50);
          });
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('data', (chunk: Buffer) => {
          if (!response.write(chunk)) answer.pause();
        });
        response.on('drain', () => answer.resume());
        answer.on('end', () => response.end());
        answer.on('error', () => response.destroy());
      },
    );
    upstream.on('error', () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
    request.pipe(upstream);
  }
}
