import { resolveBuilder } from '../builder';
import { type Problem, ReleaseError } from '../errors';
import { GO_TOOLS } from '../go-tools';
import { jobProblems, publishJobs } from '../jobs';
import type { ReleasePipelineProps } from '../props';
import type { Release, SourceFacts } from '../release';
import { DEFAULT_RUNNER } from '../runners';
import { schemaProblems } from '../schema-problems';
import { soundProps } from '../sound-props';
import { resolveAssets } from './assets';
import { resolveCharts } from './charts';
import { resolveRegistryEnvironment } from './environments';
import { checkFloatingTags } from './floating-tags';
import { checkGates } from './gates';
import { resolveImages } from './images';
import { resolveManifestRepository } from './manifest-repository';
import { checkNotes } from './notes';
import { Problems } from './problems';
import { resolveRegistries } from './registries';
import { checkSigning } from './signing';
import { checkPaths } from './sources';
import { resolveTag } from './tag';
import { resolveTools } from './tools';
import { checkTrustedSteps } from './trusted-steps';

export { type Sources, sourcesOf } from './sources';
export { checkReleases, globsOverlap } from './units';

/** What GitHub's attestations take, and well below what a log takes. */
const MAX_SBOM_BYTES = 16_000_000;

/**
 * The release with every default applied.
 * @throws ReleaseError with every problem of the props and of what they mean together
 */
export function resolveRelease(props: ReleasePipelineProps, facts: SourceFacts): Release {
  const wrong = schemaProblems(props);
  if (wrong.length > 0) throw new ReleaseError([...wrong, ...modelProblems(props, facts)]);
  const problems = new Problems();
  const release = resolve(props, facts, problems);
  if (problems.all.length > 0) throw new ReleaseError(problems.all);
  return release;
}

/** What is wrong with what the props mean, as far as those that the schema refuses let it be known. */
export function modelProblems(props: ReleasePipelineProps, facts: SourceFacts): readonly Problem[] {
  const sound = soundProps(props);
  if (sound === undefined) return [];
  const problems = new Problems();
  resolve(sound.props, facts, problems);
  return (
    problems.all
      // What is missing may be what was left out.
      .filter(({ code, path }) => code !== 'missing' || path.includes('['))
      .map((problem) => ({
        ...problem,
        path: problem.path.replace(
          /^(\w+)\[(\d+)\]/,
          (_at, list, i) => `${list}[${sound.places.get(list)?.[Number(i)] ?? i}]`,
        ),
      }))
  );
}

function resolve(props: ReleasePipelineProps, facts: SourceFacts, problems: Problems): Release {
  const [owner = '', repository = ''] = props.repository.split('/');
  const registries = resolveRegistries(props, problems);
  const tag = resolveTag(props, problems);
  const images = resolveImages(props, facts, registries, problems);
  const charts = resolveCharts(props, facts, registries, images, problems);
  const { builds, renderedCharts, assets } = resolveAssets(props, charts, problems);
  checkFloatingTags(props, images, problems);
  checkSigning(props, facts, problems);
  checkNotes(props, problems);
  checkGates(props, facts, problems);
  checkPaths(props, facts, problems);
  const release: Release = {
    name: props.name ?? '',
    owner,
    repository,
    slug: props.repository,
    visibility: props.visibility ?? 'public',
    sigstore: props.sigstore,
    sigstoreRoot: props.sigstore && facts.texts?.get(props.sigstore.rootFile),
    tag,
    workflowFile: props.name === undefined ? 'publish.yml' : `publish-${props.name}.yml`,
    registries,
    images,
    charts,
    builds,
    renderedCharts,
    assets,
    manifestRepository: resolveManifestRepository(
      props,
      registries,
      [...images, ...charts],
      assets.length > 0,
      problems,
    ),
    gates: props.gates ?? [],
    requireChecks: props.requireChecks ?? [],
    releaseBranches: props.releaseBranches ?? ['main'],
    prerelease: props.prerelease ?? 'tag',
    floatingTags: {
      latest: props.floatingTags?.latest ?? false,
      major: props.floatingTags?.major ?? false,
      minor: props.floatingTags?.minor ?? false,
      aliases: props.floatingTags?.aliases ?? [],
    },
    notes: props.notes ?? { kind: 'generated' },
    tools: resolveTools(props, problems),
    builder: resolveBuilder(props.builder),
    govulncheckVersion: props.tools?.govulncheck ?? GO_TOOLS.govulncheck.version,
    provenance: [...new Set(props.provenance ?? (['cosign'] as const))],
    signatureFormat: props.signatureFormat ?? 'bundle',
    environment: props.environment,
    registryEnvironment: resolveRegistryEnvironment(props, registries, problems),
    runner: props.runner ?? DEFAULT_RUNNER,
    firstRelease: props.firstRelease,
    requireProtectedTag: props.requireProtectedTag ?? false,
    vendor: props.vendor ?? [],
    sbom: {
      cyclonedx: props.sbom?.formats?.includes('cyclonedx-json') ?? false,
      asset: props.sbom?.asset ?? false,
      maxBytes: props.sbom?.maxBytes ?? MAX_SBOM_BYTES,
    },
    scan: {
      severities: props.scan?.severities ?? ['HIGH', 'CRITICAL'],
      onlyFixed: props.scan?.onlyFixed ?? true,
      command: props.scan?.custom?.command,
    },
    govulncheck: props.govulncheck ?? [],
    trustedSteps: props.trustedSteps ?? [],
  };
  checkTrustedSteps(release, problems);
  problems.include(jobProblems(release.workflowFile, publishJobs(release)));
  return release;
}
