import { z } from 'zod';
import { artifactHubSchema } from './artifact-hub';
import { type Problem, type ProblemCode, shown } from './errors';
import * as grammar from './grammar';
import { nearest } from './nearest';
import { TOOL_LEDGER, type ToolName } from './tool-ledger.generated';

/** The closed list of platforms. */
export const PLATFORMS = [
  'linux/386',
  'linux/amd64',
  'linux/arm/v5',
  'linux/arm/v6',
  'linux/arm/v7',
  'linux/arm64',
  'linux/mips64le',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
] as const;

/** Things that people write and that are refused: the reason and the way out. */
const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
  cache: [
    'any pull request can write a build cache, and a release that restores one signs it',
    'leave it out: releases are built without a cache',
  ],
  cacheFrom: [
    'any pull request can write a build cache, and a release that restores one signs it',
    'leave it out: releases are built without a cache',
  ],
  signingKey: [
    'a key in a secret leaks for ever, and its signature names no tag',
    'sign keyless; give `sigstore` for an instance of your own',
  ],
  keySecret: [
    'a key in a secret leaks for ever, and its signature names no tag',
    'sign keyless; give `sigstore` for an instance of your own',
  ],
  dispatch: [
    'the certificate would name a branch, and whoever dispatches would choose the version',
    'push the tag; run it again with "re-run failed jobs"',
  ],
  workflowDispatch: [
    'the certificate would name a branch, and whoever dispatches would choose the version',
    'push the tag; run it again with "re-run failed jobs"',
  ],
  retag: [
    'what a branch built was built by an unsigned run',
    'build at the tag: a reproducible build makes it the same',
  ],
  promoteFrom: [
    'what a branch built was built by an unsigned run',
    'build at the tag: a reproducible build makes it the same',
  ],
  slsaGenerator: ['it must be called by a tag, which can be moved', "use `provenance: ['cosign']`: the same predicate"],
  latestFromBranch: [
    'two identities would sign one name',
    'publish previews under another image name from another workflow',
  ],
  triggers: [
    'a release begins with a pushed tag and nothing else',
    'let a bot push the tag with an App token, under a tag ruleset',
  ],
};

const noExpression = (text: string) => !text.includes('${{');
const noControl = (text: string) => !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text);
const EXPRESSION = 'holds `${{`; GitHub would put a value into it';

const matching = (pattern: RegExp, what: string) =>
  z
    .string()
    .max(400)
    .regex(pattern, { error: () => `is not ${what}` });
const text = z
  .string()
  .max(10_000)
  .refine(noExpression, { error: EXPRESSION })
  .refine(noControl, { error: 'holds control characters' });
const line = text.refine((value) => !value.includes('\n'), { error: 'has more than one line' });
const script = text.refine((value) => value.trim() !== '', { error: 'is empty' });
const path = matching(
  grammar.PATH,
  'a path below the root of the repository: letters, digits and `. _ - @ + /`, no `..`, not absolute',
);
const secret = matching(grammar.SECRET, 'the name of a secret: letters, digits and `_`, not beginning with GITHUB_');

const platform = z.enum(PLATFORMS);
const platformBuild = z.union([
  platform,
  z.strictObject({
    platform,
    build: z.enum(['native', 'cross', 'emulated']).optional(),
    runner: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "a runner's label").optional(),
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
    namespace: matching(grammar.IMAGE_NAME, 'a namespace in lower case').optional(),
  }),
  z.strictObject({
    kind: z.enum(['docker-hub', 'generic']),
    host: matching(grammar.HOST, "a registry's host, without `https://`"),
    namespace: matching(grammar.IMAGE_NAME, 'a namespace in lower case'),
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
  renderValues: z.record(digestPath, line).optional(),
  artifactHub: artifactHubSchema.optional(),
});

const asset = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('built'),
    ...commandBuild,
    outputs: z.array(z.string()).min(1, { error: 'is empty' }),
  }),
  z.strictObject({
    kind: z.literal('rendered-chart'),
    chart: z.string(),
    output: z.string(),
    values: z.record(digestPath, line).optional(),
  }),
]);

const gate = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    name: matching(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,60}$/, 'a name of letters, digits, blanks and `. _ -`'),
    command: script,
    setup: setup.optional(),
    timeoutMinutes: z.int().min(1).max(360).optional(),
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
const tools = z.strictObject(
  Object.fromEntries(Object.keys(TOOL_LEDGER).map((name) => [name, toolChoice.optional()])) as Record<
    ToolName,
    z.ZodOptional<typeof toolChoice>
  >,
);

/** The props of a release unit, field by field; what only makes sense together is looked at in `resolve.ts`. */
export const propsSchema = z.strictObject({
  repository: matching(grammar.REPOSITORY, '`owner/name` as GitHub spells it'),
  name: matching(grammar.UNIT, 'a name of lower-case letters, digits and hyphens').optional(),
  visibility: z.enum(['public', 'private']).optional(),
  acceptPublicLog: line.optional(),
  sigstore: z
    .strictObject({ mirror: matching(/^https:\/\/[A-Za-z0-9./_%+~:-]{1,390}$/, 'an https address'), rootFile: path })
    .optional(),
  namespace: matching(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$/, 'a namespace').optional(),
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
  provenance: z
    .array(z.enum(['cosign', 'github']))
    .min(1, { error: 'is empty' })
    .optional(),
  signatureFormat: z.enum(['bundle', 'legacy', 'both']).optional(),
  environment: matching(grammar.ENVIRONMENT, "an environment's name").optional(),
  registryEnvironment: matching(grammar.ENVIRONMENT, "an environment's name").optional(),
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
      maxBytes: z.int().min(1).max(100_000_000).optional(),
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

/** Every problem that a schema sees in the props. @param schema by default that of a pipeline */
export function schemaProblems(props: unknown, schema: z.ZodType = propsSchema): readonly Problem[] {
  const result = schema.safeParse(props);
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(schema, issue, props, []));
}

type Issue = z.core.$ZodIssue;

function problemsOf(
  schema: z.ZodType,
  issue: Issue,
  props: unknown,
  prefix: readonly PropertyKey[],
): readonly Problem[] {
  const path = [...prefix, ...issue.path];
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    props,
  );
  const at = pathText(path);
  const problem = (code: ProblemCode, message: string, fix: string): Problem => ({ code, path: at, message, fix });
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const refused = Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined;
      const where = pathText([...path, key]);
      if (refused) return { code: 'refused', path: where, message: `is refused: ${refused[0]}`, fix: refused[1] };
      return {
        code: 'unknown-prop',
        path: where,
        message: 'there is no such prop',
        fix: didYouMean(key, keysAt(schema, path)),
      };
    });
  }
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.filter((errors) => errors.some((inner) => !isTypeMismatch(inner, value)));
    const best = (branches.length > 0 ? branches : issue.errors).toSorted((a, b) => a.length - b.length)[0];
    if (best && best.length > 0) return best.flatMap((inner) => problemsOf(schema, inner, props, path));
    const legal = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
    return [
      problem(
        'bad-value',
        `${shown(value)} is not a legal value`,
        legal.length > 0 ? `legal values are ${legal.join(', ')}` : 'see its docstring',
      ),
    ];
  }
  if (issue.code === 'invalid_value') {
    const legal = issue.values.map(String);
    if (/^(?:windows|freebsd)\//.test(String(value))) {
      const way = 'build it in a workflow of its own, or hand it over as an OCI archive of a Linux platform';
      return [
        problem(
          'refused',
          `${shown(value)} is refused: its base must match the host, and nothing here can export or scan it`,
          way,
        ),
      ];
    }
    return [problem('bad-value', `${shown(value)} is not a legal value`, didYouMean(String(value), legal))];
  }
  if (issue.code === 'invalid_type') {
    if (value === undefined)
      return [
        problem('missing', 'is missing', `give ${issue.expected === 'array' ? 'a list' : `a ${issue.expected}`}`),
      ];
    return [
      problem(
        'bad-value',
        `${shown(value)} is not ${issue.expected === 'array' ? 'a list' : `a ${issue.expected}`}`,
        `give ${issue.expected === 'array' ? 'a list' : `a ${issue.expected}`}`,
      ),
    ];
  }
  if (issue.code === 'invalid_key')
    return issue.issues
      .flatMap((inner) => problemsOf(schema, { ...inner, path: [] }, props, path))
      .map((one) => ({ ...one, message: `${shown(String(path.at(-1)))} ${one.message.replace(/^\S+ is /, 'is ')}` }));
  const message =
    issue.message.startsWith('is ') || issue.message.startsWith('ha') || issue.message.startsWith('holds')
      ? issue.message
      : 'is not a legal value';
  return [problem('bad-value', `${shown(value)} ${message}`, 'write one that is')];
}

function isTypeMismatch(issue: Issue, value: unknown): boolean {
  return (
    issue.path.length === 0 &&
    (issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value === 'object'))
  );
}

function didYouMean(value: string, legal: readonly string[]): string {
  const close = nearest(value, legal);
  return `${close === undefined ? '' : `did you mean \`${close}\`? `}Legal values are ${legal.join(', ')}`;
}

/** The keys of the object schema that a path leads to. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const key of path) at = unwrap(at, key);
  const shape = shapeOf(at);
  return shape ? Object.keys(shape) : [];
}

function unwrap(schema: unknown, key: PropertyKey): unknown {
  const inner = core(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  const shape = shapeOf(inner);
  return shape?.[String(key)];
}

function core(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? core(schema.unwrap()) : schema;
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const inner = core(schema);
  if (inner instanceof z.ZodObject) return inner.shape;
  if (inner instanceof z.ZodDiscriminatedUnion || inner instanceof z.ZodUnion) {
    return Object.assign({}, ...inner.options.map((option: unknown) => shapeOf(option) ?? {}));
  }
  return undefined;
}

function pathText(path: readonly PropertyKey[]): string {
  const joined = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return joined === '' ? 'the props' : joined.replace(/^\./, '');
}
