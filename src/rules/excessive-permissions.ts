import { nearest } from '../release/nearest';
import { PERMISSION_SCOPES } from '../workflow/facts.generated';
import { get, isNull, textOf, type YamlNode } from '../workflow/yaml-tree';
import { defineRule, type Report } from './engine/rule';
import { entriesOf, keyOrNode } from './engine/view';

const JOB = 'jobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps: []\n';
const SCOPES = Object.keys(PERMISSION_SCOPES);

export const excessivePermissions = defineRule({
  id: 'excessive-permissions',
  title: 'a token may do more than its job needs',
  why: 'What a workflow grants at its top reaches every job, also the ones that are added later; a job must ask for what it needs.',
  fix: 'write `permissions: {}` at the top and give each job its own',
  group: 'hygiene',
  aliases: { zizmor: 'excessive-permissions', scorecard: 'Token-Permissions', ghalint: 'job_permissions' },
  invalid: [
    { name: "the repository's default", yaml: `on: push\n${JOB}`, finds: 'jobs' },
    { name: 'everything', yaml: `on: push\npermissions: write-all\n${JOB}`, finds: 'write-all' },
    { name: 'a write for all jobs', yaml: `on: push\npermissions:\n  packages: write\n${JOB}`, finds: 'packages' },
    {
      name: 'all reads in a job',
      yaml: `on: push\npermissions: {}\n${JOB}    permissions: read-all\n`,
      finds: 'read-all',
    },
    { name: 'nothing said at the top', yaml: `on: push\npermissions:\n${JOB}`, finds: 'permissions' },
    {
      name: 'nothing said in a job',
      yaml: `on: push\npermissions: {}\n${JOB}    permissions: ''\n`,
      finds: 'permissions',
    },
    {
      name: 'a scope that there is not',
      yaml: `on: push\npermissions: {}\n${JOB}    permissions:\n      package: read\n`,
      finds: 'package',
    },
    {
      name: 'a level that the scope has not',
      yaml: `on: push\npermissions: {}\n${JOB}    permissions:\n      id-token: read\n`,
      finds: 'read',
    },
  ],
  valid: [
    { name: 'nothing at the top', yaml: `on: push\npermissions: {}\n${JOB}    permissions:\n      contents: read\n` },
    { name: 'reading the code at the top', yaml: `on: push\npermissions:\n  contents: read\n${JOB}` },
  ],
  check(file) {
    if (file.kind !== 'workflow' || file.root?.kind !== 'mapping') return [];
    const top = get(file.root, 'permissions');
    const reports: Report[] =
      top === undefined
        ? withoutTop(
            file.root,
            file.jobs.every((job) => job.permissions),
          )
        : [...empty(file.root), ...atTop(top), ...legal(top)];
    return [
      ...reports,
      ...file.jobs.flatMap((job) =>
        job.permissions ? [...empty(job.node), ...inJob(job.permissions), ...legal(job.permissions)] : [],
      ),
    ];
  },
});

function withoutTop(root: YamlNode, everyJobAsks: boolean): Report[] {
  if (everyJobAsks) return [];
  return [
    {
      at: keyOrNode(root, 'jobs'),
      message: "without `permissions` a job has the repository's default, which may write",
    },
  ];
}

function empty(node: YamlNode): readonly Report[] {
  const permissions = get(node, 'permissions');
  if (!isNull(permissions) && textOf(permissions) !== '') return [];
  return [
    { at: keyOrNode(node, 'permissions'), message: '`permissions` is empty, and nobody can tell what it grants' },
  ];
}

function atTop(node: YamlNode): readonly Report[] {
  if (node.kind === 'scalar' && node.value !== '')
    return [{ at: node, message: `\`permissions: ${node.value}\` reaches every job` }];
  return entriesOf(node)
    .filter(({ key, value }) => textOf(value) !== 'none' && !(key.value === 'contents' && textOf(value) === 'read'))
    .map(({ key, value }) => ({
      at: key,
      message: `\`${key.value}: ${textOf(value) ?? ''}\` at the top reaches every job`,
    }));
}

function inJob(node: YamlNode): readonly Report[] {
  const fix = 'list the scopes that the job needs';
  return node.kind === 'scalar' && node.value !== ''
    ? [{ at: node, message: `\`permissions: ${node.value}\` is every scope`, fix }]
    : [];
}

function legal(node: YamlNode): readonly Report[] {
  return entriesOf(node).flatMap(({ key, value }): Report[] => {
    const levels: readonly string[] | undefined = Object.hasOwn(PERMISSION_SCOPES, key.value)
      ? PERMISSION_SCOPES[key.value as keyof typeof PERMISSION_SCOPES]
      : undefined;
    if (!levels) {
      const close = nearest(key.value, SCOPES);
      const fix = `${close === undefined ? '' : `did you mean \`${close}\`? `}The scopes are ${SCOPES.join(', ')}`;
      return [{ at: key, message: `there is no scope \`${key.value}\``, fix }];
    }
    const level = textOf(value) ?? '';
    if (levels.includes(level)) return [];
    return [
      { at: value, message: `\`${key.value}\` can't be \`${level}\``, fix: `its levels are ${levels.join(', ')}` },
    ];
  });
}
