import { z } from 'zod';
import { DEPENDABOT_ECOSYSTEMS } from '../emit/dependabot';
import { typedPinProblems } from '../pins/typed-pin';
import type { Problem } from '../release/errors';
import type { ReleasePipelineProps } from '../release/props';
import { propsSchema } from '../release/schema';
import { schemaProblems } from '../release/schema-problems';
import type { RepositoryProps } from './repository-props';

const folder = z.string().regex(/^\//, { error: () => 'is not a folder that begins with `/`' });
const path = z.string().regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\\\p{Cc}]+$/u, {
  error: () => 'is not a path below the root of the repository',
});

const ecosystemOrFolder = z
  .string()
  .refine((text) => text.startsWith('/') || DEPENDABOT_ECOSYSTEMS.some((one) => one === text), {
    error: 'is not an ecosystem, or a folder that begins with `/`',
  });

/** The props that belong to the repository; pins have {@link typedPinProblems}. */
const repositoryShape = {
  pins: z.record(z.string(), z.unknown()).optional(),
  adopt: z.array(path).optional(),
  dependabot: z
    .union([
      z.literal(false),
      z.strictObject({
        directories: z
          .strictObject(Object.fromEntries(DEPENDABOT_ECOSYSTEMS.map((name) => [name, z.array(folder).optional()])))
          .optional(),
        without: z.array(ecosystemOrFolder).optional(),
      }),
    ])
    .optional(),
};

const name = z.string().regex(/\S/, { error: () => 'is empty' });
const projectSchema = z.strictObject({ name, outdir: name.optional(), ...repositoryShape });
const pipelineSchema = propsSchema.extend(repositoryShape);

/** Everything that is wrong with the props of a ReleaseProject. */
export function projectProblems(props: unknown): readonly Problem[] {
  return [...schemaProblems(props, projectSchema), ...pinsProblems(props)];
}

/** Everything that is wrong with the props of a ReleasePipeline, field by field. */
export function pipelineProblems(props: unknown): readonly Problem[] {
  return [...schemaProblems(props, pipelineSchema), ...pinsProblems(props)];
}

/** The props that belong to the repository, without those that can't be used. */
export function usableRepositoryProps(
  props: RepositoryProps | undefined,
  problems: readonly Problem[],
): RepositoryProps {
  const keys = Object.keys(repositoryShape) as (keyof RepositoryProps)[];
  const usable = keys.filter((key) => props?.[key] !== undefined && !problems.some(({ path }) => path.startsWith(key)));
  return Object.fromEntries(usable.map((key) => [key, props?.[key]]));
}

/** The props of a release unit alone. */
export function unitProps(props: ReleasePipelineProps & RepositoryProps): ReleasePipelineProps {
  return Object.fromEntries(
    Object.entries(props).filter(([key]) => !Object.hasOwn(repositoryShape, key)),
  ) as unknown as ReleasePipelineProps;
}

function pinsProblems(props: unknown): readonly Problem[] {
  const pins = typeof props === 'object' && props !== null && 'pins' in props ? props.pins : undefined;
  if (typeof pins !== 'object' || pins === null || Array.isArray(pins)) return [];
  return Object.entries(pins).flatMap(([action, value]) =>
    typedPinProblems(value).map(({ field, message, fix }): Problem => {
      const at = `pins['${action}']`;
      return { code: 'bad-value', path: field === '' ? at : `${at}.${field}`, message, fix };
    }),
  );
}
