import { z } from 'zod';

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
const ECOSYSTEMS = [
  'bazel',
  'bun',
  'bundler',
  'cargo',
  'composer',
  'conda',
  'deno',
  'devcontainers',
  'docker',
  'docker-compose',
  'dotnet-sdk',
  'elm',
  'github-actions',
  'gitsubmodule',
  'gomod',
  'gradle',
  'helm',
  'julia',
  'maven',
  'mix',
  'nix',
  'npm',
  'nuget',
  'opentofu',
  'pip',
  'pre-commit',
  'pub',
  'rust-toolchain',
  'sbt',
  'swift',
  'terraform',
  'uv',
  'vcpkg',
] as const;

const days = z.int().min(1).max(90);
const group = z.strictObject({
  patterns: z.array(z.string().min(1)).optional(),
  'exclude-patterns': z.array(z.string().min(1)).optional(),
  'dependency-type': z.enum(['development', 'production']).optional(),
  'update-types': z.array(z.enum(['minor', 'patch', 'major'])).optional(),
  'applies-to': z.enum(['version-updates', 'security-updates']).optional(),
});

const update = z
  .strictObject({
    'package-ecosystem': z.enum(ECOSYSTEMS),
    directory: z.string().regex(/^\//).optional(),
    directories: z.array(z.string().regex(/^\//)).min(1).optional(),
    schedule: z.strictObject({
      interval: z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'semiannually', 'yearly']),
      day: z.string().optional(),
      time: z
        .string()
        .regex(/^\d{2}:\d{2}$/)
        .optional(),
      timezone: z.string().optional(),
    }),
    cooldown: z
      .strictObject({
        'default-days': days,
        'semver-major-days': days.optional(),
        'semver-minor-days': days.optional(),
        'semver-patch-days': days.optional(),
        include: z.array(z.string()).max(150).optional(),
        exclude: z.array(z.string()).max(150).optional(),
      })
      .optional(),
    groups: z.record(z.string().regex(/^[A-Za-z](?:[A-Za-z0-9_|-]*[A-Za-z])?$/), group).optional(),
    ignore: z
      .array(
        z.strictObject({
          'dependency-name': z.string(),
          versions: z.array(z.string()).optional(),
          'update-types': z.array(z.string()).optional(),
        }),
      )
      .optional(),
    labels: z.array(z.string()).optional(),
    assignees: z.array(z.string()).optional(),
    'open-pull-requests-limit': z.int().min(0).optional(),
    'commit-message': z
      .strictObject({
        prefix: z.string().max(50).optional(),
        'prefix-development': z.string().max(50).optional(),
        include: z.literal('scope').optional(),
      })
      .optional(),
    'exclude-paths': z.array(z.string()).optional(),
    'rebase-strategy': z.enum(['auto', 'disabled']).optional(),
    'target-branch': z.string().optional(),
    milestone: z.int().optional(),
    vendor: z.boolean().optional(),
    'versioning-strategy': z.string().optional(),
    'pull-request-branch-name': z.strictObject({ separator: z.string() }).optional(),
  })
  .refine((entry) => (entry.directory === undefined) !== (entry.directories === undefined), {
    error: 'give `directory` or `directories`',
  })
  .refine(
    (entry) =>
      !DEFAULT_DAYS_ONLY.includes(entry['package-ecosystem']) ||
      Object.keys(entry.cooldown ?? {}).every((key) => !key.startsWith('semver-')),
    {
      error: 'this ecosystem takes only `default-days`; GitHub rejects the file otherwise',
    },
  )
  .refine((entry) => !(entry['package-ecosystem'] === 'gomod' && entry.vendor !== undefined), {
    error: '`vendor` must not be set for gomod',
  });

/** What GitHub accepts as dependabot.yml, version 2, as far as anybody here writes it. */
export const dependabotSchema = z.strictObject({
  version: z.literal(2),
  updates: z.array(update).min(1),
});

/** What is wrong with the data of a dependabot.yml, one sentence each. */
export function dependabotProblems(data: unknown): readonly string[] {
  const result = dependabotSchema.safeParse(data);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
