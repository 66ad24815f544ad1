import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from './repository';
import { type Request, world } from './world';

/** Says something at the end of all tests, after their own words: scripts/e2e.mjs prints it. */
export function report(text: string): void {
  appendFileSync(join(world().folder, 'report'), `${text}\n`);
}

const seconds = (value: number) => `${value.toFixed(1).padStart(6)} s`;
const bytes = (value: number) => `${value.toLocaleString('en').padStart(13)} bytes`;

/** Seconds of every job and step. */
export function reportSpeed(name: string, run: Run): void {
  const lines = [`${name}: ${run.seconds.toFixed(1)} s`];
  for (const job of new Set(run.steps.map((step) => step.job))) {
    const steps = run.steps.filter((step) => step.job === job);
    const total = steps.reduce((sum, step) => sum + step.seconds, 0);
    lines.push(`${seconds(total)}  ${job}`);
    for (const step of steps) lines.push(`${seconds(step.seconds)}    ${step.name}`);
  }
  report(lines.join('\n'));
}

/** Bytes that jobs hand over, once up and once for each job that reads them, and what is downloaded from github.com. */
export function reportBytes(run: Run): void {
  const lines = ['bytes between jobs:'];
  const read = readFileSync(join(run.artifacts, 'downloads'), 'utf8').trim().split('\n');
  for (const line of readFileSync(join(run.artifacts, 'names'), 'utf8').trim().split('\n')) {
    const [id = '', name] = line.split(' ');
    const folder = join(run.artifacts, id);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const size = files.reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0);
    const readers = read.filter((one) => one.startsWith(`${id} `)).map((one) => one.slice(id.length + 1));
    lines.push(
      `${bytes(size)} up ${bytes(size * readers.length)} down  ${name}: read by ${readers.join(', ') || 'nobody'}`,
    );
  }
  const downloads = run.requests.filter(({ host, method }) => host === 'github.com' && method === 'GET');
  lines.push(
    `${bytes(downloads.reduce((sum, { sent }) => sum + sent, 0))} down  github.com: tools and files of releases`,
  );
  report(lines.join('\n'));
}

/** What a request asks for. */
function kindOf({ method, path, query }: Request): string {
  if (path === '/token') return 'token';
  const part = /^\/v2\/.+?\/(manifests|blobs\/uploads|blobs|tags|referrers)\//.exec(path)?.[1] ?? path;
  return `${method} ${part}${query.includes('digest=') ? ' digest' : ''}`;
}

/** Where a request goes: a repository, or a host. */
function placeOf({ host, path, query }: Request): string {
  const name =
    /^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(path)?.[1] ??
    new URLSearchParams(query).get('scope')?.split(':')[1];
  return name === undefined ? host : `${host}/${name}`;
}

/** How often each kind of request was made, by repository or host. */
export function countRequests(
  requests: readonly Request[],
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const found: Record<string, Record<string, number>> = {};
  for (const request of requests) {
    found[placeOf(request)] ??= {};
    const kinds = found[placeOf(request)] as Record<string, number>;
    kinds[kindOf(request)] = (kinds[kindOf(request)] ?? 0) + 1;
  }
  return found;
}

/** Requests of a run by place and kind. */
export function reportRequests(run: Run): void {
  const lines = ['requests of the release:'];
  for (const [place, kinds] of Object.entries(countRequests(run.requests))) {
    const sorted = Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1));
    const of = run.requests.filter((one) => placeOf(one) === place);
    const sum = (key: 'received' | 'sent') => of.reduce((total, one) => total + one[key], 0);
    lines.push(`${bytes(sum('received'))} up ${bytes(sum('sent'))} down  ${of.length} requests  ${place}`);
    lines.push(`    ${sorted.map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  }
  report(lines.join('\n'));
}
