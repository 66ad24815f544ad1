import { shown } from '../errors';
import type { ImageProps, ReleasePipelineProps, VariantProps } from '../props';
import type { DockerfileStage, ReleaseImage, ReleaseRegistry, SourceFacts } from '../release';
import { resolveLegs } from './legs';
import type { Problems } from './problems';
import { checkImageName, resolveImageRegistries } from './registries';
import { dockerfileOf } from './sources';

/** What every build sets itself, so that an image says which release it is of. */
const RESERVED_BUILD_ARGS = ['VERSION', 'REVISION', 'SOURCE_DATE_EPOCH'];
const RESERVED_LABELS = ['title', 'source', 'version', 'revision', 'created'].map(
  (name) => `org.opencontainers.image.${name}`,
);

/** The images of a release, each variant one of its own. */
export function resolveImages(
  props: ReleasePipelineProps,
  facts: SourceFacts,
  registries: readonly ReleaseRegistry[],
  problems: Problems,
): readonly ReleaseImage[] {
  return (props.images ?? []).flatMap((image, i) => {
    const at = `images[${i}]`;
    const own = resolveImageRegistries(image.registries, at, registries, props, problems);
    checkImageName(image.name, at, own, problems);
    checkBuild(image, at, problems);
    const variants: readonly (readonly [VariantProps | undefined, string])[] = [
      [undefined, at],
      ...(image.variants ?? []).map((variant, j) => [variant, `${at}.variants[${j}]`] as const),
    ];
    return variants.map(([variant, where]) => {
      const key = `${image.name}${variant?.suffix ?? ''}`;
      return {
        key,
        name: image.name,
        suffix: variant?.suffix ?? '',
        id: key.replaceAll('/', '-').replaceAll('.', '-'),
        title: image.title ?? image.name,
        source: resolveSource(props, image, variant, where, facts, problems),
        prepare: image.prepare && {
          command: image.prepare.command,
          outputs: image.prepare.outputs,
          setup: image.prepare.setup,
        },
        before: image.build?.before ?? [],
        after: image.build?.after ?? [],
        buildArgs: { ...image.buildArgs, ...variant?.buildArgs },
        labels: image.labels ?? {},
        scan: variant?.scan ?? image.scan ?? 'gate',
        legs: resolveLegs(variant?.platforms ?? image.platforms ?? props.platforms, where, problems),
        repositories: own.map(({ host, namespace }) => `${host}/${namespace}/${image.name}`),
      };
    });
  });
}

/** What a build of this kind does not read, or sets itself. */
function checkBuild(image: ImageProps, at: string, problems: Problems): void {
  const parts = [
    { at, part: image },
    ...(image.variants ?? []).map((part, j) => ({ at: `${at}.variants[${j}]`, part })),
  ];
  for (const { at: where, part } of parts) {
    if (image.source?.kind === 'oci-layout') {
      for (const prop of ['dockerfile', 'target', 'context', 'buildArgs', 'labels', 'title', 'prepare'] as const) {
        if ((part as ImageProps)[prop] === undefined) continue;
        problems.add(
          'impossible',
          `${where}.${prop}`,
          `a command writes this image's archive, and \`${prop}\` has no effect on it`,
          'do it in the command of `source`, or remove `source`',
        );
      }
    }
    for (const name of Object.keys(part.buildArgs ?? {}).filter((one) => RESERVED_BUILD_ARGS.includes(one))) {
      problems.add(
        'collision',
        `${where}.buildArgs.${name}`,
        `the release sets the build argument ${name} itself`,
        'remove it: the Dockerfile gets it in every build',
      );
    }
  }
  for (const name of Object.keys(image.labels ?? {}).filter((one) => RESERVED_LABELS.includes(one))) {
    const fix = name.endsWith('.title') ? 'give `title` instead' : 'remove it: every image gets it';
    problems.add('collision', `${at}.labels.${name}`, `the release sets the label ${name} itself`, fix);
  }
}

function resolveSource(
  props: ReleasePipelineProps,
  image: ImageProps,
  variant: VariantProps | undefined,
  at: string,
  facts: SourceFacts,
  problems: Problems,
): ReleaseImage['source'] {
  if (image.source?.kind === 'oci-layout') {
    const { command, output, setup } = image.source;
    return { kind: 'oci-layout', command, output, setup };
  }
  const dockerfile = dockerfileOf(image, variant);
  const context = image.context ?? '.';
  const stages = facts.dockerfiles.get(dockerfile);
  if (!stages) {
    problems.add(
      'missing',
      `${at}.dockerfile`,
      `there is no ${shown(dockerfile)}`,
      'create it, name another with `dockerfile`, or give the image a `source: ociLayout({…})`',
    );
    return { kind: 'dockerfile', dockerfile, context, target: undefined };
  }
  const target = resolveTarget(props, image, variant, dockerfile, stages, at, problems);
  return { kind: 'dockerfile', dockerfile, context, target };
}

function resolveTarget(
  props: ReleasePipelineProps,
  image: ImageProps,
  variant: VariantProps | undefined,
  dockerfile: string,
  stages: readonly DockerfileStage[],
  at: string,
  problems: Problems,
): string | undefined {
  const names = stages.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const list =
    names.length > 0 ? `the stages of ${dockerfile} are ${names.join(', ')}` : `${dockerfile} names no stage`;
  const given = variant?.target ?? image.target;
  if (given !== undefined) {
    if (!names.includes(given.toLowerCase()))
      problems.add('unknown-name', `${at}.target`, `${shown(dockerfile)} has no stage ${shown(given)}`, list);
    return given;
  }
  const own = image.name.split('/').at(-1) ?? image.name;
  if (names.includes(own)) return own;
  if (stages.length === 0)
    problems.add('impossible', `${at}.dockerfile`, `${shown(dockerfile)} has no stage at all`, 'begin it with FROM');
  // An image that is listed twice is one, and told of elsewhere.
  const users = new Set(
    (props.images ?? [])
      .filter((other) => other.source?.kind !== 'oci-layout' && dockerfileOf(other) === dockerfile)
      .map(({ name }) => name),
  );
  if (users.size > 1) {
    problems.add(
      'missing',
      `${at}.target`,
      `${users.size} images use ${shown(dockerfile)}, and none of its stages is named ${shown(own)}`,
      `give \`target\`; ${list}`,
    );
  }
  return undefined;
}
