import { z } from 'zod';

const line = z
  .string()
  .min(1, { error: 'is empty' })
  .max(2000)
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), {
    error: 'has more than one line or holds control characters',
  });
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
    .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, {
      error: () => 'is not a UUID in lower case',
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
          description: line,
          links: z.array(link).optional(),
        }),
      ]),
    )
    .optional(),
  containsSecurityUpdates: z.boolean().optional(),
  crds: z
    .array(z.strictObject({ kind: line, version: line, name: line, displayName: line, description: line }))
    .optional(),
  crdsExamples: z.array(z.record(z.string(), z.unknown())).optional(),
  license: z
    .string()
    .regex(/^[A-Za-z0-9.+-]{1,60}(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]{1,60})*$/, {
      error: () => 'is not an SPDX identifier',
    })
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
  ignore: z.array(z.strictObject({ name: line, version: line.optional() })).optional(),
});
