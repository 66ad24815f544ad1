import { readFileSync } from 'node:fs';

/** Where the world is that the run started. */
export interface World {
  readonly folder: string;
  readonly tufCache: string;
  readonly buildkit: string;
  readonly docker: string;
  readonly token: string;
}

let known: World | undefined;

/** The world of this run. */
export function world(): World {
  known ??= JSON.parse(readFileSync(process.env.SEALWRIGHT_E2E_WORLD ?? '', 'utf8')) as World;
  return known;
}

/** Asks the world something, or changes it: see `calls` in world/main.ts. */
export async function ask<T>(call: string, ...args: unknown[]): Promise<T> {
  const answer = await fetch('http://127.0.0.1:8080', { method: 'POST', body: JSON.stringify({ call, args }) });
  const { value, error } = (await answer.json()) as { value: T; error?: string };
  if (error !== undefined) throw new Error(`${call}: ${error}`);
  return value;
}

/** One request that was answered. */
export interface Request {
  readonly at: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** With its question mark; empty without. */
  readonly query: string;
  readonly status: number;
  readonly received: number;
  readonly sent: number;
}

const REGISTRIES = ['ghcr.io', 'registry.example.com'];

/** True for a request that changes a registry. */
export function isWrite({ host, method, status }: Request): boolean {
  return REGISTRIES.includes(host) && !['GET', 'HEAD'].includes(method) && status !== 401;
}

/** A file of a release. */
export interface Asset {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly base64: string;
}

/** What GitHub holds of a repository. */
export interface GitHubRepository {
  readonly events: readonly string[];
  readonly latest: string | null;
  readonly releases: readonly {
    readonly tag_name: string;
    readonly body: string;
    readonly draft: boolean;
    readonly prerelease: boolean;
    readonly assets: readonly Asset[];
  }[];
}
