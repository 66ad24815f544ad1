import { PARSE_ONCE } from './parse-once';
import type { Asset, ChartProps, ReleasePipelineProps, TrustedStep } from './props';
import { propsSchema } from './schema';

type PropName = keyof ReleasePipelineProps;

/** What is left of the props of a pipeline. */
export interface SoundProps {
  readonly props: ReleasePipelineProps;
  /** Where the elements of a list stood before: by the list's name, one index for each element that is left. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** What a prop is read together with: where one of these can't be used, the prop says nothing. */
const READ_WITH: Readonly<Partial<Record<PropName, readonly PropName[]>>> = {
  registries: ['namespace'],
  images: ['registries'],
  manifestRepository: ['registries'],
  visibility: ['sigstore', 'acceptPublicLog'],
  acceptPublicLog: ['visibility'],
  provenance: ['visibility', 'sigstore'],
  signatureFormat: ['sigstore'],
  firstRelease: ['tag'],
  registryEnvironment: ['registries', 'environment'],
};

/** The lists whose elements say something each: one that can't be used is left out, and the others stay. */
const LISTS: ReadonlySet<string> = new Set<PropName>([
  'images',
  'charts',
  'assets',
  'gates',
  'requireChecks',
  'vendor',
  'govulncheck',
  'trustedSteps',
]);

/** The jobs of publish.yml that stand for an element of a list. */
const JOB_OF_ELEMENT = /^(?:(?:build|image|chart|gate)-.*|assets)$/;

/**
 * The props that the schema accepts, without those that it does not and those that are read together with them: what is wrong with the rest can be
 * said in the same breath. Nothing stays that names an element which may have been left out. `undefined` where not even the repository is known.
 */
export function soundProps(props: ReleasePipelineProps): SoundProps | undefined {
  const result = propsSchema.safeParse(props, PARSE_ONCE);
  if (result.success) return { props, places: new Map() };
  const bad = new Set<string>();
  const elements = new Set<string>();
  for (const issue of result.error.issues) {
    const [name = 'repository', index] = issue.path.map(String);
    if (issue.path.length === 0 && issue.code === 'unrecognized_keys') for (const key of issue.keys) bad.add(key);
    else if (LISTS.has(name) && index !== undefined) elements.add(`${name}[${index}]`);
    else bad.add(name);
  }
  const isBad = (name: string, seen: readonly string[] = []): boolean =>
    bad.has(name) ||
    (READ_WITH[name as PropName] ?? []).some((other) => !seen.includes(other) && isBad(other, [...seen, name]));
  if (isBad('repository')) return undefined;
  const isWhole = (name: PropName) => !isBad(name) && ![...elements].some((element) => element.startsWith(`${name}[`));
  const hasAllCharts = isWhole('charts');
  const hasAllImages = isWhole('images');
  const hasAllJobs = (['images', 'charts', 'assets', 'gates'] as const).every(isWhole);
  const saysNothing = (name: string, element: unknown): boolean =>
    (name === 'assets' && !hasAllCharts && (element as Asset).kind === 'rendered-chart') ||
    (name === 'trustedSteps' && !hasAllJobs && JOB_OF_ELEMENT.test((element as TrustedStep).job));
  const places = new Map<string, readonly number[]>();
  const sound = Object.entries(props)
    .filter(([name]) => !isBad(name) && (name !== 'prerelease' || hasAllCharts))
    .map(([name, value]): readonly [string, unknown] => {
      if (!LISTS.has(name) || !Array.isArray(value)) return [name, value];
      const left = [...value.keys()].filter((i) => !elements.has(`${name}[${i}]`) && !saysNothing(name, value[i]));
      places.set(name, left);
      const list = left.map((i) => value[i]);
      return [name, name === 'charts' && !hasAllImages ? list.map(withoutImages) : list];
    });
  return { props: Object.fromEntries(sound) as unknown as ReleasePipelineProps, places };
}

/** A chart without what it says of the images. */
function withoutImages({ digestValues, digestMode, emptyDigests, ...chart }: ChartProps): ChartProps {
  return chart;
}
