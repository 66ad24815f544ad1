import { z } from 'zod';
import { PARSE_ONCE } from '../release/parse-once';
import { filterMatches } from '../workflow/glob';
import { DEPENDABOT_ECOSYSTEMS } from './dependabot';

/** Ecosystems whose versions have no major, minor and patch for Dependabot. */
const DEFAULT_DAYS_ONLY = [
  'bazel',
  'devcontainers',
  'docker',
  'docker-compose',
  'github-actions',
  'gitsubmodule',
  'helm',
  'terraform',
];

const text = z.string().min(1);
const texts = z.array(text).min(1);
const days = z.int().min(1).max(90);
const interval = z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'semiannually', 'yearly', 'cron']);
const versionUpdates = z
  .array(z.enum(['version-update:semver-major', 'version-update:semver-minor', 'version-update:semver-patch']))
  .min(1);

const schedule = z
  .strictObject({
    interval,
    day: z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']).optional(),
    time: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'is not a time of the day, as in 06:30' })
      .optional(),
    timezone: text.optional(),
    cronjob: text.optional(),
  })
  .refine((one) => (one.interval === 'cron') === (one.cronjob !== undefined), {
    error: '`cronjob` belongs to the interval `cron`, and `cron` needs it',
  });

const identifier = z
  .string()
  .regex(/^[A-Za-z](?:[A-Za-z0-9_|-]*[A-Za-z])?$/, { error: 'the name of a group begins and ends with a letter' });

const commitMessage = z
  .strictObject({
    prefix: z.string().max(50).optional(),
    'prefix-development': z.string().max(50).optional(),
    include: z.literal('scope').optional(),
  })
  .refine((one) => Object.keys(one).length > 0, { error: 'it says nothing' });

const group = z
  .strictObject({
    patterns: texts.optional(),
    'exclude-patterns': texts.optional(),
    'dependency-type': z.enum(['development', 'production']).optional(),
    'update-types': z
      .array(z.enum(['minor', 'patch', 'major']))
      .min(1)
      .optional(),
    'applies-to': z.enum(['version-updates', 'security-updates']).optional(),
    'group-by': z.literal('dependency-name').optional(),
  })
  .refine(({ 'applies-to': _, ...one }) => Object.keys(one).length > 0, {
    error: 'the group names nothing: give `patterns`',
  });

const registry = z.strictObject({
  type: z.enum([
    'cargo-registry',
    'composer-repository',
    'docker-registry',
    'git',
    'goproxy-server',
    'helm-registry',
    'hex-organization',
    'hex-repository',
    'maven-repository',
    'npm-registry',
    'nuget-feed',
    'pub-repository',
    'python-index',
    'rubygems-server',
    'terraform-registry',
  ]),
  url: text.optional(),
  username: text.optional(),
  password: text.optional(),
  key: text.optional(),
  token: text.optional(),
  'replaces-base': z.boolean().optional(),
  organization: text.optional(),
  repo: text.optional(),
  'auth-key': text.optional(),
  'public-key-fingerprint': text.optional(),
});

/** What an entry of `updates` and a group of several ecosystems may both say. */
const common = {
  schedule,
  assignees: texts.optional(),
  labels: z.array(text).optional(),
  milestone: z.int().min(1).optional(),
  'commit-message': commitMessage.optional(),
  'open-pull-requests-limit': z.int().min(0).optional(),
  'pull-request-branch-name': z.strictObject({ separator: z.enum(['-', '_', '/']) }).optional(),
  'target-branch': text.optional(),
};

const folder = z.string().regex(/^\//, { error: 'a folder begins with `/`' });

const update = z
  .strictObject({
    ...common,
    'package-ecosystem': z.enum(DEPENDABOT_ECOSYSTEMS),
    name: text.optional(),
    directory: folder.refine((path) => !path.includes('*'), { error: 'a glob belongs into `directories`' }).optional(),
    directories: z.array(folder).min(1).optional(),
    schedule: schedule.optional(),
    allow: z
      .array(
        z
          .strictObject({
            'dependency-name': text.optional(),
            'dependency-type': z.enum(['direct', 'indirect', 'all', 'production', 'development']).optional(),
            'update-types': versionUpdates.optional(),
          })
          .refine((one) => Object.keys(one).length > 0, { error: 'it says nothing' }),
      )
      .optional(),
    cooldown: z
      .strictObject({
        'default-days': days.optional(),
        'semver-major-days': days.optional(),
        'semver-minor-days': days.optional(),
        'semver-patch-days': days.optional(),
        include: z.array(z.string()).max(150).optional(),
        exclude: z.array(z.string()).max(150).optional(),
      })
      .optional(),
    'exclude-paths': texts.optional(),
    groups: z.record(identifier, group).optional(),
    ignore: z
      .array(
        z
          .strictObject({
            'dependency-name': text.optional(),
            versions: texts.optional(),
            'update-types': versionUpdates.optional(),
          })
          .refine((one) => Object.keys(one).length > 0, { error: 'it says nothing' }),
      )
      .optional(),
    'insecure-external-code-execution': z.enum(['allow', 'deny']).optional(),
    'multi-ecosystem-group': text.optional(),
    patterns: texts.optional(),
    'rebase-strategy': z.enum(['auto', 'disabled']).optional(),
    registries: z.union([z.literal('*'), texts]).optional(),
    vendor: z.boolean().optional(),
    'versioning-strategy': z.enum(['auto', 'increase', 'increase-if-necessary', 'lockfile-only', 'widen']).optional(),
  })
  .refine((one) => (one.directory === undefined) !== (one.directories === undefined), {
    error: 'give `directory` or `directories`',
  })
  .refine(
    (one) =>
      !DEFAULT_DAYS_ONLY.includes(one['package-ecosystem']) ||
      Object.keys(one.cooldown ?? {}).every((key) => !key.startsWith('semver-')),
    { error: 'this ecosystem takes only `default-days`; GitHub rejects the file otherwise' },
  )
  .refine((one) => !(one['package-ecosystem'] === 'gomod' && one.vendor !== undefined), {
    error: '`vendor` must not be set for gomod',
  })
  .refine((one) => one.schedule !== undefined || one['multi-ecosystem-group'] !== undefined, {
    error: 'it has no `schedule`',
  })
  .refine((one) => (one['multi-ecosystem-group'] === undefined) === (one.patterns === undefined), {
    error: '`multi-ecosystem-group` needs `patterns`, and `patterns` belong to it',
  });

type Update = z.infer<typeof update>;

/**
 * What GitHub accepts as dependabot.yml, version 2.
 * @see https://docs.github.com/code-security/reference/supply-chain-security/dependabot-options-reference
 */
export const dependabotSchema = z
  .strictObject({
    version: z.literal(2),
    'enable-beta-ecosystems': z.boolean().optional(),
    registries: z.record(text, registry).optional(),
    'multi-ecosystem-groups': z.record(identifier, z.strictObject(common)).optional(),
    updates: z.array(update).min(1),
  })
  .superRefine((file, context) => {
    file.updates.forEach((one, index) => {
      const complain = (message: string) => context.addIssue({ code: 'custom', path: ['updates', index], message });
      for (const name of Array.isArray(one.registries) ? one.registries : []) {
        if (!Object.hasOwn(file.registries ?? {}, name)) complain(`there is no registry \`${name}\``);
      }
      const group = one['multi-ecosystem-group'];
      if (group !== undefined && !Object.hasOwn(file['multi-ecosystem-groups'] ?? {}, group))
        complain(`there is no group \`${group}\` among \`multi-ecosystem-groups\``);
      const before = file.updates.slice(0, index).findIndex((other) => overlap(one, other));
      if (before >= 0) complain(`it looks after a folder that \`updates.${before}\` looks after already`);
    });
  });

/** True for two entries of one ecosystem and one branch that both name a folder. */
function overlap(a: Update, b: Update): boolean {
  if (a['package-ecosystem'] !== b['package-ecosystem'] || a['target-branch'] !== b['target-branch']) return false;
  const folders = ({ directory, directories }: Update) => directories ?? [directory ?? ''];
  return folders(a).some((one) =>
    folders(b).some((other) => filterMatches([one], other) || filterMatches([other], one)),
  );
}

/** What is wrong with the data of a dependabot.yml, one sentence each. */
export function dependabotProblems(data: unknown): readonly string[] {
  const result = dependabotSchema.safeParse(data, PARSE_ONCE);
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
    return `${issue.path.join('.')}: ${message ?? issue.message}`;
  });
}
