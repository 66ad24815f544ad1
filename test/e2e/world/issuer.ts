import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type Handler, json } from './exchange';

const ISSUER = 'https://token.actions.githubusercontent.com';

/** GitHub's token issuer: a run asks at `/token/<id>` and gets the claims that were set for the id. */
export class Issuer {
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly claims = new Map<string, Readonly<Record<string, string>>>();
  /** Tokens given out, by id. */
  public readonly issued: Record<string, number> = {};

  constructor(private readonly issuer = ISSUER) {}

  /** What the tokens of a run say. */
  public set(id: string, claims: Readonly<Record<string, string>>): void {
    this.claims.set(id, claims);
  }

  public readonly handle: Handler = (request, response, url) => {
    if (url.pathname === '/.well-known/openid-configuration') {
      return json(response, {
        issuer: this.issuer,
        jwks_uri: `${this.issuer}/.well-known/jwks`,
        subject_types_supported: ['public'],
        response_types_supported: ['id_token'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    }
    if (url.pathname === '/.well-known/jwks') {
      const jwk = this.keys.publicKey.export({ format: 'jwk' });
      return json(response, { keys: [{ ...jwk, kid: 'k1', use: 'sig', alg: 'RS256' }] });
    }
    const id = /^\/token\/([a-z0-9-]+)$/.exec(url.pathname)?.[1] ?? '';
    const claims = this.claims.get(id);
    if (!claims || request.headers.authorization?.toLowerCase() !== 'bearer request-token') {
      return json(response, { message: 'no token for this run' }, 401);
    }
    this.issued[id] = (this.issued[id] ?? 0) + 1;
    json(response, { count: 1, value: this.token(claims, url.searchParams.get('audience') ?? 'sigstore') });
  };

  private token(claims: Readonly<Record<string, string>>, audience: string): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const times = { iat: now, nbf: now - 5, exp: now + 300, jti: randomUUID() };
    const text = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part({ ...claims, iss: this.issuer, aud: audience, ...times })}`;
    return `${text}.${sign('sha256', Buffer.from(text), this.keys.privateKey).toString('base64url')}`;
  }
}
