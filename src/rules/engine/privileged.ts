import { isPrivilegeScope, PRIVILEGE_SCOPES } from '../../workflow/privilege';
import { get, type ScalarNode, textOf, type YamlNode } from '../../workflow/yaml-tree';
import type { RuleContext } from './rule';
import { entriesOf, type FileView, type JobView } from './view';

/**
 * The permissions at `write` that make a job privileged, or the registry secrets that it reads: what it could do to a release.
 * Empty for a job that is not privileged. A job without `permissions` has the workflow's. What the repository's default is, where a workflow
 * has none, no file says: `excessive-permissions` asks for one.
 */
export function privilegesOf(file: FileView, job: JobView, context: RuleContext): readonly string[] {
  const permissions = job.permissions ?? get(file.root, 'permissions');
  return [...grantedWrites(permissions), ...secretsOf(file, job, context)];
}

/**
 * The privileges of a job that could sign or replace what is released. In a file that we did not write, `contents: write` alone is not one of
 * them: many jobs commit or draft notes.
 */
export function releasePrivileges(file: FileView, job: JobView, context: RuleContext): readonly string[] {
  return privilegesOf(file, job, context).filter(
    (privilege) => file.origin === 'generated' || privilege !== 'contents',
  );
}

/** The privileged scopes that a `permissions` node grants at `write`. */
export function grantedWrites(permissions: YamlNode | undefined): readonly string[] {
  if (!permissions) return [];
  if (permissions.kind === 'scalar') return permissions.value === 'write-all' ? PRIVILEGE_SCOPES : [];
  return entriesOf(permissions)
    .filter(({ key, value }) => isPrivilegeScope(key.value) && textOf(value) === 'write')
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

/** The names of the secrets that expressions below a node read, `GITHUB_TOKEN` aside; `*` for `secrets` as a whole. */
export function secretNamesOf(node: YamlNode): readonly string[] {
  const names = expressionsOf(node).flatMap((text) => {
    const named = [...text.matchAll(/\bsecrets\s*(?:\.\s*([A-Za-z0-9_]+)|\[\s*'([^']*)'\s*\])/gi)];
    const whole = /\bsecrets\b(?!\s*(?:\.\s*[A-Za-z_]|\[\s*'[^']*'\s*\]))/i.test(text) ? ['*'] : [];
    return [...named.map(([, dotted, quoted]) => (dotted ?? quoted ?? '').toUpperCase()), ...whole];
  });
  return [...new Set(names)].filter((name) => name !== 'GITHUB_TOKEN');
}

/** The registry secrets that a job can read: named in it or in what the workflow gives every job. `secrets` as a whole is all of them. */
function secretsOf(file: FileView, job: JobView, context: RuleContext): readonly string[] {
  const known = [...new Set((context.release ?? []).flatMap((release) => release.registrySecrets))];
  if (known.length === 0) return [];
  const shared = get(file.root, 'env');
  const read = [...secretNamesOf(job.node), ...(shared ? secretNamesOf(shared) : [])];
  const all = read.includes('*') || textOf(get(job.node, 'secrets')) === 'inherit';
  return known.filter((name) => all || read.includes(name.toUpperCase())).map((name) => `secret ${name}`);
}

/** What follows `${{`, up to the `}}` that does not stand in a text. */
const EXPRESSION = /\$\{\{((?:'[^']*'?|(?!\}\})[^'])*)/g;

/** The texts that GitHub evaluates below a node: what is between `${{` and `}}`, and the whole of an `if`. */
function expressionsOf(node: YamlNode): readonly string[] {
  return scalarsOf(node).flatMap(({ key, scalar }) =>
    key === 'if' ? [scalar.value] : [...scalar.value.matchAll(EXPRESSION)].map(([, text = '']) => text),
  );
}

/** Every scalar below a node, each once, with the key that it is the value of. */
function scalarsOf(node: YamlNode): readonly { readonly key: string | undefined; readonly scalar: ScalarNode }[] {
  const found: { readonly key: string | undefined; readonly scalar: ScalarNode }[] = [];
  const seen = new Set<YamlNode>();
  const walk = (at: YamlNode, key?: string): void => {
    if (seen.has(at)) return;
    seen.add(at);
    if (at.kind === 'scalar') found.push({ key, scalar: at });
    else if (at.kind === 'sequence') for (const item of at.items) walk(item);
    else for (const entry of at.entries) walk(entry.value, entry.key.value);
  };
  walk(node);
  return found;
}
