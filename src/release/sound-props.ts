import type { ReleasePipelineProps } from './props';
import { propsSchema } from './schema';

type PropName = keyof ReleasePipelineProps;

/** What a prop is read together with: where one of these can't be used, the prop says nothing. */
const READ_WITH: Readonly<Partial<Record<PropName, readonly PropName[]>>> = {
  registries: ['namespace'],
  images: ['registries', 'platforms'],
  charts: ['images'],
  assets: ['charts'],
  manifestRepository: ['registries'],
  visibility: ['sigstore', 'acceptPublicLog'],
  acceptPublicLog: ['visibility'],
  provenance: ['visibility', 'sigstore'],
  signatureFormat: ['sigstore'],
  prerelease: ['charts'],
  floatingTags: ['images'],
  firstRelease: ['tag'],
  registryEnvironment: ['registries', 'environment'],
  trustedSteps: ['images', 'charts', 'assets', 'gates'],
};

/**
 * The props that the schema accepts, without those that it does not and those that are read together with them: what is wrong with the rest can be
 * said in the same breath. `undefined` where not even the repository is known.
 */
export function soundProps(props: ReleasePipelineProps): ReleasePipelineProps | undefined {
  const result = propsSchema.safeParse(props);
  if (result.success) return props;
  const bad = new Set(
    result.error.issues.flatMap((issue) =>
      issue.path.length === 0 && issue.code === 'unrecognized_keys'
        ? issue.keys
        : [String(issue.path[0] ?? 'repository')],
    ),
  );
  const isBad = (name: string, seen: readonly string[] = []): boolean =>
    bad.has(name) ||
    (READ_WITH[name as PropName] ?? []).some((other) => !seen.includes(other) && isBad(other, [...seen, name]));
  if (isBad('repository')) return undefined;
  return Object.fromEntries(Object.entries(props).filter(([name]) => !isBad(name))) as unknown as ReleasePipelineProps;
}
