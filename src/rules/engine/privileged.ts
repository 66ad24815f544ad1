import { get, type ScalarNode, textOf, type YamlNode } from '../../workflow/yaml-tree';
import type { RuleContext } from './rule';
import { entriesOf, type FileView, type JobView } from './view';

const SCOPES = ['id-token', 'packages', 'attestations', 'contents'];

/**
 * The permissions at `write` that make a job privileged, or the registry secrets that it reads: what it could do to a release.
 * Empty for a job that is not privileged. A job without `permissions` has the workflow's. What the repository's default is, where a workflow
 * has none, no file says: `excessive-permissions` asks for one.
 */
export function privilegesOf(file: FileView, job: JobView, context: RuleContext): readonly string[] {
  const permissions = job.permissions ?? get(file.root, 'permissions');
  return [...grantedWrites(permissions), ...secretsOf(file, job, context)];
}

/** The scopes of {@link SCOPES} that a `permissions` node grants at `write`. */
export function grantedWrites(permissions: YamlNode | undefined): readonly string[] {
  if (!permissions) return [];
  if (permissions.kind === 'scalar') return permissions.value === 'write-all' ? SCOPES : [];
  return entriesOf(permissions)
    .filter(({ key, value }) => SCOPES.includes(key.value) && textOf(value) === 'write')
    .map(({ key }) => key.value);
}

/**
 * True where the release itself is at stake: the workflow's identity is one that users accept, or the job can write packages
 * of a repository that releases.
 */
export function endangersRelease(file: FileView, privileges: readonly string[], context: RuleContext): boolean {
  const releases = context.release ?? [];
  const accepted = releases.some((release) => release.workflow === file.path);
  if (accepted) return true;
  const canPublish = privileges.some((privilege) => privilege === 'packages' || privilege.startsWith('secret '));
  return releases.length > 0 ? canPublish : privileges.includes('id-token') && privileges.includes('packages');
}

/** The registry secrets that a job can read: named in it or in what the workflow gives every job. `secrets` as a whole is all of them. */
function secretsOf(file: FileView, job: JobView, context: RuleContext): readonly string[] {
  const names = (context.release ?? []).flatMap((release) => release.registrySecrets);
  if (names.length === 0) return [];
  const shared = get(file.root, 'env');
  const texts = [...scalarsOf(job.node), ...(shared ? scalarsOf(shared) : [])].map(({ value }) => value);
  const found = new Set<string>();
  for (const text of texts) {
    if (/\bsecrets\b(?!\s*(?:\.\s*[A-Za-z_]|\[\s*'[^']*'\s*\]))/i.test(text)) for (const name of names) found.add(name);
    for (const match of text.matchAll(/\bsecrets\s*(?:\.\s*([A-Za-z0-9_]+)|\[\s*'([^']*)'\s*\])/gi)) {
      const name = names.find((known) => known.toUpperCase() === (match[1] ?? match[2] ?? '').toUpperCase());
      if (name !== undefined) found.add(name);
    }
  }
  if (textOf(get(job.node, 'secrets')) === 'inherit') for (const name of names) found.add(name);
  return [...found].map((name) => `secret ${name}`);
}

/** Every scalar below a node, each once. */
export function scalarsOf(node: YamlNode): readonly ScalarNode[] {
  const found: ScalarNode[] = [];
  const seen = new Set<YamlNode>();
  const walk = (at: YamlNode): void => {
    if (seen.has(at)) return;
    seen.add(at);
    if (at.kind === 'scalar') found.push(at);
    else for (const node of at.kind === 'sequence' ? at.items : at.entries.map(({ value }) => value)) walk(node);
  };
  walk(node);
  return found;
}
