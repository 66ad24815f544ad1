import { z } from 'zod';
import { artifactHubSchema } from './artifact-hub';
import { PINNED_IMAGE } from './builder';
import * as grammar from './grammar';
import { BINARY_PLATFORMS, PLATFORMS } from './platforms';
import { TOOL_LEDGER, type ToolName } from './tool-ledger.generated';

const noExpression = (text: string) => !text.includes('${{');
const noControl = (text: string) => !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text);
const EXPRESSION = 'contains `${{`, which GitHub would expand';

const matching = (pattern: RegExp, what: string) =>
  z
    .string()
    .max(400)
    .regex(pattern, { error: () => `is not ${what}` });
const text = z
  .string()
  .max(10_000)
  .refine(noExpression, { error: EXPRESSION })
  .refine(noControl, { error: 'contains control characters' });
const line = text.refine((value) => !value.includes('\n'), { error: 'has more than one line' });
const script = text.refine((value) => value.trim() !== '', { error: 'is empty' });
const wholeNumber = (least: number, most: number) => {
  const error = () => `is not a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};
const values = z.record(
  matching(grammar.VALUES_PATH, 'a path in values.yaml such as `app.image.digest`'),
  z.union([line.refine((value) => !value.includes('\t'), { error: 'contains a tab' }), z.number(), z.boolean()]),
);
const namespace = matching(grammar.IMAGE_NAME, 'a namespace in lower case, such as `acme` or `acme/team`');
const path = matching(
  grammar.PATH,
  'a path below the root of the repository: letters, digits and `. _ - @ + /`, no `..`, not absolute',
);
const secret = matching(grammar.SECRET, 'the name of a secret: letters, digits and `_`, not beginning with GITHUB_');

const runner = matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "a runner's label");
const platform = z.enum(PLATFORMS);
const platformBuild = z.union([
  platform,
  z.strictObject({
    platform,
    build: z.enum(['native', 'cross', 'emulated']).optional(),
    runner: runner.optional(),
  }),
]);
const platforms = z.array(platformBuild).min(1, { error: 'is empty' });
const setup = z.strictObject({ go: path.optional(), node: path.optional(), python: path.optional() });
const commandBuild = { command: script, outputs: z.array(path).min(1, { error: 'is empty' }), setup: setup.optional() };
const scanMode = z.enum(['gate', 'report', 'none']);
const variables = z.record(matching(grammar.VARIABLE, 'the name of a build argument'), line);
const digestPath = matching(grammar.VALUES_PATH, 'a path in values.yaml such as `app.image.digest`');

const registry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ghcr'),
    namespace: namespace.optional(),
  }),
  z.strictObject({
    kind: z.enum(['docker-hub', 'generic']),
    host: matching(grammar.HOST, "a registry's host, without `https://`"),
    namespace: namespace,
    username: matching(/^[A-Za-z0-9._+$@-]{1,100}$/, 'a user name'),
    secret,
  }),
]);

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dockerfile') }),
  z.strictObject({ kind: z.literal('oci-layout'), command: script, output: path, setup: setup.optional() }),
]);

const variant = z.strictObject({
  suffix: matching(grammar.SUFFIX, 'a suffix such as `-ubi`'),
  dockerfile: path.optional(),
  target: matching(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "a stage's name").optional(),
  buildArgs: variables.optional(),
  platforms: platforms.optional(),
  scan: scanMode.optional(),
});

const image = z.strictObject({
  name: matching(grammar.IMAGE_NAME, "an image's name: lower-case letters, digits, and `. _ - /` between them"),
  title: line.optional(),
  source: source.optional(),
  prepare: z.strictObject(commandBuild).optional(),
  platforms: platforms.optional(),
  dockerfile: path.optional(),
  target: matching(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "a stage's name").optional(),
  context: path.optional(),
  buildArgs: variables.optional(),
  labels: z.record(matching(grammar.LABEL, "a label's name"), line).optional(),
  scan: scanMode.optional(),
  build: z.strictObject({ before: z.array(script).optional(), after: z.array(script).optional() }).optional(),
  variants: z.array(variant).optional(),
  registries: z.array(registry).min(1, { error: 'is empty' }).optional(),
});

const chart = z.strictObject({
  path,
  repository: matching(grammar.IMAGE_NAME, 'a path in the registry in lower case').optional(),
  version: z.enum(['tag', 'chart-yaml']).optional(),
  dependencies: z.literal('locked').optional(),
  digestValues: z.record(z.string(), digestPath).optional(),
  digestMode: z.enum(['stamp', 'install-command']).optional(),
  emptyDigests: z.enum(['accepted', 'rejected']).optional(),
  renderValues: values.optional(),
  artifactHub: artifactHubSchema.optional(),
});

const asset = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('built'),
    ...commandBuild,
    outputs: z.array(z.string()).min(1, { error: 'is empty' }),
  }),
  z.strictObject({
    kind: z.literal('binaries'),
    command: script,
    output: z.string(),
    platforms: z.array(z.enum(BINARY_PLATFORMS)).min(1, { error: 'is empty' }),
    setup: setup.optional(),
  }),
  z.strictObject({
    kind: z.literal('rendered-chart'),
    chart: z.string(),
    output: z.string(),
    values: values.optional(),
  }),
]);

const gate = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    name: matching(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,60}$/, 'a name of letters, digits, blanks and `. _ -`'),
    command: script,
    setup: setup.optional(),
    timeoutMinutes: wholeNumber(1, 360).optional(),
  }),
  z.strictObject({ kind: z.literal('version-file'), path, pattern: line }),
]);

const notes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('generated') }),
  z.strictObject({ kind: z.literal('file'), path: z.string() }),
  z.strictObject({ kind: z.literal('existing-draft') }),
]);

const toolChoice = z.union([
  z.string(),
  z.strictObject({
    version: matching(/^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.-]+)?$/, 'a version such as `v1.2.3`'),
    assets: z.record(
      matching(/^(?:linux|darwin)\/(?:amd64|arm64)$/, 'a platform such as `linux/amd64`'),
      z.strictObject({
        url: matching(/^https:\/\/[A-Za-z0-9./_%+~:-]{1,390}$/, 'an https address'),
        sha256: matching(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hex digits'),
      }),
    ),
  }),
]);
const tools = z.strictObject({
  ...(Object.fromEntries(Object.keys(TOOL_LEDGER).map((name) => [name, toolChoice.optional()])) as Record<
    ToolName,
    z.ZodOptional<typeof toolChoice>
  >),
  govulncheck: matching(/^v\d+\.\d+\.\d+$/, 'a version such as `v1.1.4`').optional(),
});
const pinnedImage = matching(PINNED_IMAGE, 'an image with its tag and its digest: `name:tag@sha256:…`');
const builder = z.strictObject({ buildkit: pinnedImage.optional(), binfmt: pinnedImage.optional() });

/** The props of a release unit, field by field; what only makes sense together is looked at in `resolve/`. */
export const propsSchema = z.strictObject({
  repository: matching(grammar.REPOSITORY, '`owner/name` as GitHub spells it'),
  name: matching(grammar.UNIT, 'a name of lower-case letters, digits and hyphens').optional(),
  visibility: z.enum(['public', 'private']).optional(),
  acceptPublicLog: line.optional(),
  sigstore: z
    .strictObject({ mirror: matching(/^https:\/\/[A-Za-z0-9./_%+~:-]{1,390}$/, 'an https address'), rootFile: path })
    .optional(),
  namespace: matching(
    new RegExp(grammar.IMAGE_NAME.source, 'i'),
    'a namespace, such as `acme` or `acme/team`',
  ).optional(),
  registries: z.array(registry).min(1, { error: 'is empty' }).optional(),
  tag: z.strictObject({ git: z.string().max(100).optional(), image: z.string().max(100).optional() }).optional(),
  images: z.array(image).optional(),
  platforms: platforms.optional(),
  charts: z.array(chart).optional(),
  assets: z.array(asset).optional(),
  manifestRepository: z.string().optional(),
  gates: z.array(gate).optional(),
  requireChecks: z.array(matching(/^[^\p{C}$\\`"]{1,100}$/u, "a check's name")).optional(),
  releaseBranches: z
    .array(matching(grammar.BRANCH, "a branch's name, which may end in `*`"))
    .min(1, { error: 'is empty' })
    .optional(),
  prerelease: z.enum(['tag', 'chart-yaml']).optional(),
  floatingTags: z
    .strictObject({
      latest: z.boolean().optional(),
      major: z.boolean().optional(),
      minor: z.boolean().optional(),
      aliases: z
        .array(matching(/^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/, "an image's tag that begins with a letter"))
        .optional(),
    })
    .optional(),
  notes: notes.optional(),
  tools: tools.optional(),
  builder: builder.optional(),
  provenance: z
    .array(z.enum(['cosign', 'github']))
    .min(1, { error: 'is empty' })
    .optional(),
  signatureFormat: z.enum(['bundle', 'legacy', 'both']).optional(),
  environment: matching(grammar.ENVIRONMENT, "an environment's name").optional(),
  registryEnvironment: matching(grammar.ENVIRONMENT, "an environment's name").optional(),
  runner: runner.optional(),
  firstRelease: z.string().optional(),
  requireProtectedTag: z.boolean().optional(),
  vendor: z.array(z.strictObject({ path, command: script, setup: setup.optional() })).optional(),
  sbom: z
    .strictObject({
      formats: z
        .array(z.enum(['spdx-json', 'cyclonedx-json']))
        .min(1, { error: 'is empty' })
        .optional(),
      asset: z.boolean().optional(),
      maxBytes: wholeNumber(1, 100_000_000).optional(),
    })
    .optional(),
  scan: z
    .strictObject({
      severities: z
        .array(z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']))
        .min(1, { error: 'is empty' })
        .optional(),
      onlyFixed: z.boolean().optional(),
      custom: z.strictObject({ command: script }).optional(),
    })
    .optional(),
  govulncheck: z.array(path).optional(),
  trustedSteps: z.array(z.strictObject({ job: line, name: line, reason: script })).optional(),
});
