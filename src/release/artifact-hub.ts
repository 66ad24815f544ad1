import { z } from 'zod';
import { LICENSES } from './licenses.generated';
import { PARSE_ONCE } from './parse-once';

const CONTROL = /[\u0000-\u001f\u007f]/;
const line = z
  .string()
  .min(1, { error: 'is empty' })
  .max(2000)
  .refine((text) => !CONTROL.test(text), {
    error: 'has more than one line or holds control characters',
  });
const text = z
  .string()
  .min(1, { error: 'is empty' })
  .max(10_000)
  .refine((value) => !CONTROL.test(value.replaceAll('\n', '')), { error: 'holds control characters' });
const url = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s\u0000-\u001f"'<>]+$/, { error: () => 'is not an http or https address' });
const link = z.strictObject({ name: line, url });
const email = z
  .string()
  .max(254)
  .regex(/^[^\s@<>"]{1,64}@[^\s@<>"]{1,189}$/, { error: () => 'is not an e-mail address' });
const person = z.strictObject({ name: line, email });

/**
 * What Artifact Hub accepts: one bad annotation keeps the whole version out of its index, so everything is checked here.
 * @see https://artifacthub.io/docs/topics/annotations/helm/
 */
export const artifactHubSchema = z.strictObject({
  repositoryId: z
    .string()
    .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, {
      error: () => 'is not a UUID',
    })
    .optional(),
  owners: z.array(person).optional(),
  alternativeName: line.optional(),
  category: z
    .enum([
      'ai-machine-learning',
      'database',
      'integration-delivery',
      'monitoring-logging',
      'networking',
      'security',
      'storage',
      'streaming-messaging',
      'skip-prediction',
    ])
    .optional(),
  changes: z
    .array(
      z.union([
        line,
        z.strictObject({
          kind: z.enum(['added', 'changed', 'deprecated', 'removed', 'fixed', 'security']),
          description: text,
          links: z.array(link).optional(),
        }),
      ]),
    )
    .optional(),
  containsSecurityUpdates: z.boolean().optional(),
  crds: z
    .array(z.strictObject({ kind: line, version: line, name: line, displayName: line, description: text }))
    .optional(),
  crdsExamples: z.array(z.looseObject({ apiVersion: line, kind: line })).optional(),
  license: z
    .string()
    .max(500)
    .refine(isLicense, { error: 'is not an SPDX identifier, as in https://spdx.org/licenses/' })
    .optional(),
  links: z.array(link).optional(),
  maintainers: z.array(person).optional(),
  operator: z.boolean().optional(),
  operatorCapabilities: z
    .enum(['basic install', 'seamless upgrades', 'full lifecycle', 'deep insights', 'auto pilot'])
    .optional(),
  recommendations: z.array(z.strictObject({ url })).optional(),
  screenshots: z.array(z.strictObject({ title: line, url })).optional(),
  signKey: z
    .strictObject({
      fingerprint: z.string().regex(/^[0-9A-Fa-f]{16,64}$/, { error: () => 'is not a fingerprint in hex' }),
      url,
    })
    .optional(),
  ignore: z
    .array(
      z.strictObject({
        name: line,
        version: line.refine(isRegularExpression, { error: 'is not a regular expression' }).optional(),
      }),
    )
    .optional(),
});

/** True for identifiers of SPDX, joined by `AND` and `OR`, each with `WITH` and its exception where it has one. */
function isLicense(expression: string): boolean {
  return expression.split(/ (?:AND|OR) /).every((one) => {
    const [license = '', exception, ...rest] = one.split(' WITH ');
    const isKnown = LICENSES.has(license.replace(/\+$/, '')) || /^LicenseRef-[A-Za-z0-9.-]+$/.test(license);
    return isKnown && rest.length === 0 && (exception === undefined || /^[A-Za-z0-9.-]+$/.test(exception));
  });
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

const { shape } = artifactHubSchema;
const flag = z.string().regex(/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/, {
  error: 'is neither `true` nor `false`',
});
const image = z.strictObject({
  name: line.optional(),
  image: line.regex(/^[a-z0-9][A-Za-z0-9._:/-]*(?:@sha256:[0-9a-f]{64})?$/, { error: 'is not the name of an image' }),
  platforms: z.array(line).optional(),
  whitelisted: flag.optional(),
});
/** Artifact Hub reads the kind in either case, or none. */
const change = z.union([
  line,
  z.strictObject({
    kind: line
      .pipe(z.string().toLowerCase())
      .pipe(z.enum(['added', 'changed', 'deprecated', 'removed', 'fixed', 'security']))
      .optional(),
    description: text,
    links: z.array(link).optional(),
  }),
]);

/**
 * The annotations that Artifact Hub reads, by what stands behind `artifacthub.io/`: those that are a text of their own, and those
 * whose text is YAML.
 * @see https://artifacthub.io/docs/topics/annotations/helm/
 */
const TEXTS = {
  alternativeName: shape.alternativeName,
  category: shape.category,
  containsSecurityUpdates: flag,
  license: shape.license,
  operator: flag,
  operatorCapabilities: z.string().toLowerCase().pipe(shape.operatorCapabilities.unwrap()),
  prerelease: flag,
};
const LISTS = {
  changes: z.array(change).refine((changes) => new Set(changes.map((one) => typeof one)).size < 2, {
    error: 'has texts beside objects, and Artifact Hub reads a list of the one or of the other',
  }),
  crds: shape.crds,
  crdsExamples: shape.crdsExamples,
  images: z.array(image),
  links: shape.links,
  maintainers: shape.maintainers,
  recommendations: shape.recommendations,
  screenshots: shape.screenshots,
  signKey: shape.signKey,
};

/** The names of all annotations that Artifact Hub reads. */
export const ARTIFACT_HUB_ANNOTATIONS: readonly string[] = [...Object.keys(TEXTS), ...Object.keys(LISTS)];

/** True for an annotation whose text is YAML. */
export function isYamlAnnotation(name: string): boolean {
  return Object.hasOwn(LISTS, name);
}

/** What is wrong with an annotation of a Chart.yaml, one sentence each; for one that is YAML, `value` is its data with scalars as texts. */
export function annotationProblems(name: string, value: unknown): readonly string[] {
  const schemas: Readonly<Record<string, z.ZodType>> = { ...TEXTS, ...LISTS };
  const result = schemas[name]?.safeParse(value, PARSE_ONCE);
  if (result === undefined || result.success) return [];
  return result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
}
