import { artifactHubFile } from './artifact-hub-file';
import { type Problem, type ProblemCode, ReleaseError, shown } from './errors';
import * as grammar from './grammar';
import { nearest } from './nearest';
import type {
  Asset,
  BuildMode,
  ChartProps,
  ImageProps,
  Platform,
  PlatformBuild,
  Registry,
  ReleasePipelineProps,
  ToolChoice,
  VariantProps,
} from './props';
import type {
  AssetBuild,
  DockerfileStage,
  Leg,
  Release,
  ReleaseChart,
  ReleaseImage,
  ReleaseRegistry,
  RenderedChart,
  SourceFacts,
  TagGrammar,
  Tool,
} from './release';
import { schemaProblems } from './schema';
import { TOOL_LEDGER, type ToolName } from './tool-ledger.generated';

/** How many jobs one workflow of ours may have. GitHub runs more, but nobody reads them. */
const MAX_JOBS = 256;
/** What GitHub's attestations take, and well below what a log takes. */
const MAX_SBOM_BYTES = 16_000_000;
const RESERVED_FILES =
  /^(?:SHA256SUMS|release\.txt|(?:maintainer-)?notes\.md|.*\.(?:sigstore|spdx|cdx)\.json|artifacthub-repo\.yml)$/i;
const RESERVED_ALIAS = /^(?:sha-.*|sha256-.*|release-.*|artifacthub\.io|v?\d+(?:\.\d+){0,2}(?:-.*)?)$/;
const DEFAULT_PLATFORMS: readonly Platform[] = ['linux/amd64', 'linux/arm64'];
const RUNNERS: Readonly<Partial<Record<Platform, string>>> = {
  'linux/amd64': 'ubuntu-24.04',
  'linux/arm64': 'ubuntu-24.04-arm',
};

/** Files of the repository, as paths from its root. */
export interface Sources {
  readonly dockerfiles: readonly string[];
  /** Folders. */
  readonly charts: readonly string[];
  readonly texts: readonly string[];
}

/** The files that the model needs to know of. Bad props name none. */
export function sourcesOf(props: ReleasePipelineProps): Sources {
  if (schemaProblems(props).length > 0) return { dockerfiles: [], charts: [], texts: [] };
  const dockerfiles = (props.images ?? []).flatMap((image) =>
    image.source?.kind === 'oci-layout'
      ? []
      : [dockerfileOf(image), ...(image.variants ?? []).map((variant) => dockerfileOf(image, variant))],
  );
  return {
    dockerfiles: [...new Set(dockerfiles)].sort(),
    charts: [...new Set((props.charts ?? []).map(({ path }) => path))].sort(),
    texts: props.sigstore ? [props.sigstore.rootFile] : [],
  };
}

/**
 * The release with every default applied.
 * @throws ReleaseError with every problem of the props and of what they mean together
 */
export function resolveRelease(props: ReleasePipelineProps, facts: SourceFacts): Release {
  const problems = schemaProblems(props);
  if (problems.length > 0) throw new ReleaseError(problems);
  return new Resolver(props, facts).release();
}

/** What is wrong with several release units of one repository taken together. */
export function checkReleases(releases: readonly Release[]): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string, fix: string) => problems.push({ code: 'collision', path, message, fix });
  releases.forEach((one, i) => {
    for (const other of releases.slice(i + 1)) {
      const units = `${shown(one.name)} and ${shown(other.name)}`;
      if (one.name === '' || other.name === '')
        add('name', 'a repository with several release units must name each', 'give each pipeline a `name`');
      else if (one.name === other.name)
        add('name', `two release units are named ${shown(one.name)}`, 'give each its own name');
      if (one.slug.toLowerCase() !== other.slug.toLowerCase()) {
        add(
          'repository',
          `${units} name different repositories: ${one.slug} and ${other.slug}`,
          'a configuration releases one repository',
        );
      }
      if (one.visibility !== other.visibility) {
        add(
          'visibility',
          `${units} disagree on whether the repository is public: ${one.visibility} and ${other.visibility}`,
          'give both the same',
        );
      }
      if (globsOverlap(one.tag.prefix, other.tag.prefix)) {
        add(
          'tag.git',
          `a tag can belong to both ${units}: their prefixes are ${shown(one.tag.prefix)} and ${shown(other.tag.prefix)}`,
          'give each a prefix that no version of the other can begin with',
        );
      }
      for (const repository of new Set([...repositoriesOf(one)].filter((name) => repositoriesOf(other).has(name)))) {
        add('images', `both ${units} publish ${repository}`, 'let one unit publish it');
      }
      if (one.manifestRepository === other.manifestRepository && one.tag.prefix === other.tag.prefix) {
        add(
          'manifestRepository',
          `both ${units} keep their manifest in ${one.manifestRepository}`,
          'give one of them another repository',
        );
      }
    }
  });
  return problems;
}

/** The repositories that only one unit may write. */
function repositoriesOf(release: Release): ReadonlySet<string> {
  return new Set([...release.images, ...release.charts].flatMap(({ repositories }) => repositories));
}

/** True if a tag can match the globs of both prefixes: `prefix` + digits + `.` … */
export function globsOverlap(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (!long.startsWith(short)) return false;
  // The rest of the longer prefix would have to be the beginning of a version: of `1.2.3`, or of what follows its hyphen.
  const rest = long.slice(short.length);
  return /^\d*$|^\d+\.\d*$|^\d+\.\d+\.\d*$|^\d+\.\d+\.\d+-[^/]*$/.test(rest);
}

class Resolver {
  private readonly problems: Problem[] = [];
  private readonly owner: string;
  private readonly name: string;

  constructor(
    private readonly props: ReleasePipelineProps,
    private readonly facts: SourceFacts,
  ) {
    const [owner = '', name = ''] = props.repository.split('/');
    this.owner = owner;
    this.name = name;
  }

  public release(): Release {
    const { props } = this;
    const registries = (props.registries ?? [{ kind: 'ghcr' } as const]).map((registry) => this.registry(registry));
    this.unique(
      registries.map(({ host, namespace }) => `${host}/${namespace}`),
      'registries',
      'registry',
    );
    const tag = this.tag();
    const images = this.images(registries);
    const charts = this.charts(registries, images);
    const { builds, renderedCharts, assets } = this.assets(charts);
    const manifestRepository = this.manifestRepository(registries, images, charts);
    this.log();
    this.environments(registries);
    this.floating(images);
    this.notes();
    if (props.firstRelease !== undefined && !isTag(props.firstRelease, tag.prefix)) {
      this.add(
        'bad-value',
        'firstRelease',
        `${shown(props.firstRelease)} is not a tag of this release`,
        `write e.g. \`${tag.prefix}0.1.0\``,
      );
    }
    this.gates();
    if (props.sbom?.formats && !props.sbom.formats.includes('spdx-json')) {
      this.add(
        'impossible',
        'sbom.formats',
        'the verifier reads SPDX; CycloneDX stands beside it',
        "use `['spdx-json', 'cyclonedx-json']`",
      );
    }
    const release: Release = {
      name: props.name ?? '',
      owner: this.owner,
      repository: this.name,
      slug: props.repository,
      visibility: props.visibility ?? 'public',
      sigstore: props.sigstore,
      sigstoreRoot: props.sigstore && this.facts.texts?.get(props.sigstore.rootFile),
      tag,
      workflowFile: props.name === undefined ? 'publish.yml' : `publish-${props.name}.yml`,
      registries,
      images,
      charts,
      builds,
      renderedCharts,
      assets,
      manifestRepository,
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
      tools: this.tools(),
      provenance: [...new Set(props.provenance ?? (['cosign'] as const))],
      signatureFormat: props.signatureFormat ?? 'bundle',
      environment: props.environment,
      registryEnvironment: this.registryEnvironment(registries),
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
    const jobs = jobCount(release);
    if (jobs > MAX_JOBS)
      this.add(
        'impossible',
        'images',
        `the workflow would have ${jobs} jobs; ${MAX_JOBS} is the most`,
        'build fewer platforms or variants, or split the release into units',
      );
    if (this.problems.length > 0) throw new ReleaseError(this.problems);
    return release;
  }

  private registry(registry: Registry): ReleaseRegistry {
    if (registry.kind === 'ghcr') {
      const namespace = (registry.namespace ?? this.props.namespace ?? this.owner).toLowerCase();
      return { host: 'ghcr.io', namespace, login: { kind: 'github-token' } };
    }
    const { host, namespace, username, secret } = registry;
    if (host === 'ghcr.io')
      this.add('impossible', 'registries', "ghcr.io takes the run's own token, and no secret", 'use Registry.ghcr()');
    return { host, namespace, login: { kind: 'secret', username, secret } };
  }

  private tag(): TagGrammar {
    const git = this.props.tag?.git ?? 'v{version}';
    const prefix = git.replace(/\{version\}$/, '');
    if (!git.endsWith('{version}') || prefix.includes('{version}')) {
      this.add(
        'bad-value',
        'tag.git',
        `${shown(git)} does not end in \`{version}\``,
        'write e.g. `v{version}` or `operator-v{version}`',
      );
    } else if (prefix.includes('+')) {
      this.add('impossible', 'tag.git', `${shown(git)} holds \`+\`, which no image tag can hold`, 'take the `+` out');
    } else if (/[*?[\]!\\]/.test(prefix)) {
      this.add(
        'impossible',
        'tag.git',
        `${shown(git)} holds a character that GitHub's globs read: one of * ? [ ] ! \\`,
        'use letters, digits and `. _ -`',
      );
    } else if (prefix.includes('/')) {
      this.add(
        'impossible',
        'tag.git',
        `${shown(git)} holds \`/\`: the release manifest is kept under \`release-<git tag>\`, which a registry would not take`,
        'write a hyphen instead, such as `operator-v{version}`',
      );
    } else if (!grammar.TAG_PREFIX.test(prefix) || prefix.includes('..')) {
      this.add(
        'bad-value',
        'tag.git',
        `${shown(prefix)} can't stand before a version in a tag`,
        'use up to 42 letters, digits and `. _ -`, and end in a letter, `_` or `-`',
      );
    } else if (/\d$/.test(prefix)) {
      this.add(
        'impossible',
        'tag.git',
        `${shown(prefix)} ends in a digit: nobody can tell where the version begins`,
        'end the prefix in a letter or `-`',
      );
    }
    const image = this.props.tag?.image ?? (prefix === 'v' || /[^A-Za-z]v$/.test(prefix) ? 'v{version}' : '{version}');
    const imagePrefix = image.replace(/\{version\}$/, '');
    if (!image.endsWith('{version}') || !grammar.IMAGE_TAG_PREFIX.test(imagePrefix)) {
      this.add(
        'bad-value',
        'tag.image',
        `${shown(image)} is not an image's tag that ends in \`{version}\``,
        'write `v{version}` or `{version}`',
      );
    }
    const glob = `${prefix}[0-9]+.[0-9]+.[0-9]+`;
    return { prefix, imagePrefix, globs: [glob, `${glob}-*`] };
  }

  private images(registries: readonly ReleaseRegistry[]): readonly ReleaseImage[] {
    const images = (this.props.images ?? []).flatMap((image, i) => {
      const at = `images[${i}]`;
      const own = image.registries?.map((registry) => this.registry(registry));
      for (const registry of own ?? []) {
        if (!registries.some(({ host, namespace }) => host === registry.host && namespace === registry.namespace)) {
          this.add(
            'unknown-name',
            `${at}.registries`,
            `${registry.host}/${registry.namespace} is not one of the pipeline's registries`,
            'add it to `registries` of the pipeline',
          );
        }
      }
      const variants: readonly (readonly [VariantProps | undefined, string])[] = [
        [undefined, at],
        ...(image.variants ?? []).map((variant, j): readonly [VariantProps, string] => [
          variant,
          `${at}.variants[${j}]`,
        ]),
      ];
      return variants.map(([variant, where]) => this.image(image, variant, where, own ?? registries));
    });
    this.unique(
      images.map(({ key }) => key),
      'images',
      'image',
    );
    const byKey = [...new Map(images.map((image) => [image.key, image.id])).values()];
    this.unique(byKey, 'images', 'image id (`/` and `.` become `-`)');
    return images;
  }

  private image(
    image: ImageProps,
    variant: VariantProps | undefined,
    at: string,
    registries: readonly ReleaseRegistry[],
  ): ReleaseImage {
    const suffix = variant?.suffix ?? '';
    const key = `${image.name}${suffix}`;
    for (const { host } of registries) {
      if (host === 'docker.io' && image.name.includes('/')) {
        this.add(
          'impossible',
          `${at}.name`,
          `docker.io has one level below the namespace, and ${shown(image.name)} has more`,
          'give the image other `registries`, or a name without `/`',
        );
      }
    }
    if (
      image.source?.kind === 'oci-layout' &&
      (image.dockerfile ?? image.target ?? variant?.dockerfile ?? variant?.target ?? image.context) !== undefined
    ) {
      this.add(
        'impossible',
        at,
        'an image whose archive a command writes has no Dockerfile, stage or context',
        'take them out, or take `source` out',
      );
    }
    if (image.source?.kind === 'oci-layout' && image.prepare) {
      this.add(
        'impossible',
        `${at}.prepare`,
        'an image whose archive a command writes is prepared by that command',
        'move it into the command',
      );
    }
    return {
      key,
      name: image.name,
      suffix,
      id: key.replaceAll('/', '-').replaceAll('.', '-'),
      title: image.title ?? image.name,
      source: this.source(image, variant, at),
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
      legs: this.legs(variant?.platforms ?? image.platforms ?? this.props.platforms ?? DEFAULT_PLATFORMS, at),
      repositories: registries.map(({ host, namespace }) => `${host}/${namespace}/${image.name}`),
    };
  }

  private source(image: ImageProps, variant: VariantProps | undefined, at: string): ReleaseImage['source'] {
    if (image.source?.kind === 'oci-layout') {
      return {
        kind: 'oci-layout',
        command: image.source.command,
        output: image.source.output,
        setup: image.source.setup,
      };
    }
    const dockerfile = dockerfileOf(image, variant);
    const context = image.context ?? '.';
    const stages = this.facts.dockerfiles.get(dockerfile);
    if (!stages) {
      this.add(
        'missing',
        `${at}.dockerfile`,
        `there is no ${shown(dockerfile)}`,
        'write it, name another with `dockerfile`, or give the image a `source: ociLayout({…})`',
      );
      return { kind: 'dockerfile', dockerfile, context, target: undefined };
    }
    return { kind: 'dockerfile', dockerfile, context, target: this.target(image, variant, dockerfile, stages, at) };
  }

  private target(
    image: ImageProps,
    variant: VariantProps | undefined,
    dockerfile: string,
    stages: readonly DockerfileStage[],
    at: string,
  ): string | undefined {
    const names = stages.flatMap(({ name }) => (name === undefined ? [] : [name]));
    const list =
      names.length > 0 ? `the stages of ${dockerfile} are ${names.join(', ')}` : `${dockerfile} names no stage`;
    const given = variant?.target ?? image.target;
    if (given !== undefined) {
      if (!names.includes(given.toLowerCase()))
        this.add('unknown-name', `${at}.target`, `${shown(dockerfile)} has no stage ${shown(given)}`, list);
      return given;
    }
    const own = image.name.split('/').at(-1) ?? image.name;
    if (names.includes(own)) return own;
    if (stages.length === 0)
      this.add('impossible', `${at}.dockerfile`, `${shown(dockerfile)} has no stage at all`, 'begin it with FROM');
    const users = (this.props.images ?? []).filter(
      (other) => other.source?.kind !== 'oci-layout' && dockerfileOf(other) === dockerfile,
    );
    if (users.length > 1) {
      this.add(
        'missing',
        `${at}.target`,
        `${users.length} images use ${shown(dockerfile)}, and none of its stages is named ${shown(own)}`,
        `give \`target\`; ${list}`,
      );
    }
    return undefined;
  }

  private legs(platforms: readonly (Platform | PlatformBuild)[], at: string): readonly Leg[] {
    const legs = platforms.map((entry, i): Leg => {
      const { platform, build, runner }: PlatformBuild = typeof entry === 'string' ? { platform: entry } : entry;
      const hosted = RUNNERS[platform];
      const mode: BuildMode = build ?? (hosted !== undefined || runner !== undefined ? 'native' : 'cross');
      if (mode === 'native' && hosted === undefined && runner === undefined) {
        this.add(
          'impossible',
          `${at}.platforms[${i}]`,
          `GitHub hosts no runner for ${platform}, so it can't be built natively`,
          "give the label of a runner of your own, or `build: 'cross'` or `'emulated'`",
        );
      }
      return { platform, mode, runner: runner ?? (mode === 'native' ? hosted : undefined) ?? 'ubuntu-24.04' };
    });
    this.unique(
      legs.map(({ platform }) => platform),
      `${at}.platforms`,
      'platform',
    );
    return legs;
  }

  private charts(registries: readonly ReleaseRegistry[], images: readonly ReleaseImage[]): readonly ReleaseChart[] {
    const charts = (this.props.charts ?? []).map((chart, i) =>
      this.chart(chart, `charts[${i}]`, i === 0, registries, images),
    );
    this.unique(
      charts.map(({ name }) => name),
      'charts',
      'chart',
    );
    const taken = new Set(images.flatMap(({ repositories }) => repositories));
    for (const chart of charts) {
      for (const repository of chart.repositories.filter((name) => taken.has(name))) {
        this.add(
          'collision',
          'charts',
          `the chart ${shown(chart.name)} and an image would both be ${repository}`,
          'give the chart another `repository`',
        );
      }
    }
    return charts;
  }

  private chart(
    chart: ChartProps,
    at: string,
    isFirst: boolean,
    registries: readonly ReleaseRegistry[],
    images: readonly ReleaseImage[],
  ): ReleaseChart {
    const facts = this.facts.charts.get(chart.path);
    if (facts === undefined)
      this.add(
        'missing',
        `${at}.path`,
        `there is no ${shown(`${chart.path}/Chart.yaml`)}`,
        'name the folder of a chart',
      );
    else if (typeof facts === 'string') this.add('bad-value', `${at}.path`, facts, 'mend Chart.yaml');
    const known = typeof facts === 'object' ? facts : undefined;
    const name = known?.name ?? chart.path.split('/').at(-1) ?? '';
    if (known && !grammar.CHART_NAME.test(known.name))
      this.add(
        'bad-value',
        `${at}.path`,
        `the chart's name ${shown(known.name)} can't be used`,
        'use lower-case letters, digits, `.` and `-`',
      );
    if (known && known.dependencies > 0 && chart.dependencies !== 'locked') {
      this.add(
        'impossible',
        `${at}.dependencies`,
        `the chart has ${known.dependencies} dependencies, and what they resolve to is not fixed`,
        "give `dependencies: 'locked'` and commit Chart.lock",
      );
    }
    if (known && chart.dependencies === 'locked' && !known.hasLock)
      this.add(
        'missing',
        `${at}.dependencies`,
        `there is no ${shown(`${chart.path}/Chart.lock`)}`,
        'run `helm dependency update` and commit Chart.lock',
      );
    const keys = images.map(({ key }) => key);
    for (const key of Object.keys(chart.digestValues ?? {})) {
      if (keys.includes(key)) continue;
      const close = nearest(key, keys);
      this.add(
        'unknown-name',
        `${at}.digestValues.${key}`,
        `there is no image ${shown(key)}`,
        `${close === undefined ? '' : `did you mean \`${close}\`? `}The images are ${keys.join(', ') || 'none'}`,
      );
    }
    this.unique(Object.values(chart.digestValues ?? {}), `${at}.digestValues`, 'path');
    if (chart.emptyDigests === 'rejected' && Object.keys(chart.digestValues ?? {}).length === 0) {
      this.add(
        'impossible',
        `${at}.emptyDigests`,
        'no digest value is given, so none can be rejected',
        'give `digestValues`',
      );
    }
    const folder = chart.repository ?? 'charts';
    const path = chart.path.replace(/\/$/, '');
    return {
      name,
      path,
      repositories: registries.map(
        ({ host, namespace }) => `${host}/${namespace}/${host === 'docker.io' ? '' : `${folder}/`}${name}`,
      ),
      version: chart.version ?? 'tag',
      lockedDependencies: chart.dependencies === 'locked',
      digestValues: chart.digestValues ?? {},
      digestMode: chart.digestMode ?? 'install-command',
      emptyDigests: chart.emptyDigests ?? 'accepted',
      renderValues: chart.renderValues ?? {},
      artifactHub: chart.artifactHub,
      artifactHubFile: artifactHubFile({ name, path, artifactHub: chart.artifactHub }, isFirst),
    };
  }

  private assets(charts: readonly ReleaseChart[]): {
    builds: AssetBuild[];
    renderedCharts: RenderedChart[];
    assets: string[];
  } {
    const builds: AssetBuild[] = [];
    const renderedCharts: RenderedChart[] = [];
    const assets: string[] = [];
    (this.props.assets ?? []).forEach((asset: Asset, i) => {
      const at = `assets[${i}]`;
      if (asset.kind === 'built') {
        builds.push({ command: asset.command, outputs: asset.outputs, setup: asset.setup });
        assets.push(...asset.outputs.map((output, j) => this.assetName(output, `${at}.outputs[${j}]`)));
        return;
      }
      const chart = charts.find(({ name, path }) => name === asset.chart || path === asset.chart);
      if (!chart)
        this.add(
          'unknown-name',
          `${at}.chart`,
          `there is no chart ${shown(asset.chart)}`,
          `the charts are ${charts.map(({ name }) => name).join(', ') || 'none'}`,
        );
      renderedCharts.push({ chart: chart?.path ?? asset.chart, output: asset.output, values: asset.values ?? {} });
      assets.push(this.assetName(asset.output, `${at}.output`));
    });
    this.unique(assets, 'assets', 'file');
    return { builds, renderedCharts, assets };
  }

  private assetName(output: string, at: string): string {
    const plain = output.replaceAll('{tag}', 'v1.2.3').replaceAll('{version}', '1.2.3');
    const name = output.split('/').at(-1) ?? output;
    const file = plain.split('/').at(-1) ?? plain;
    if (plain.includes('{') || plain.includes('}')) {
      this.add(
        'bad-value',
        at,
        `${shown(output)} holds a placeholder that there is not`,
        'the placeholders are {tag} and {version}; `binaries` also knows {os} and {arch}',
      );
    } else if (!grammar.PATH.test(plain) || !grammar.ASSET_NAME.test(file)) {
      this.add(
        'bad-value',
        at,
        `${shown(output)} is not a path below the root whose last part is a plain file name`,
        'use letters, digits and `. _ -`',
      );
    } else if (RESERVED_FILES.test(file))
      this.add('collision', at, `${shown(file)} is a file that the release itself writes`, 'give it another name');
    return name;
  }

  private manifestRepository(
    registries: readonly ReleaseRegistry[],
    images: readonly ReleaseImage[],
    charts: readonly ReleaseChart[],
  ): string {
    const first = registries[0];
    const inFirst = (repository: string) => repository.startsWith(`${first?.host}/${first?.namespace}/`);
    const given = this.props.manifestRepository;
    if (given !== undefined) {
      const rest = given.slice(`${first?.host}/${first?.namespace}/`.length);
      if (!inFirst(given) || !grammar.IMAGE_NAME.test(rest)) {
        this.add(
          'bad-value',
          'manifestRepository',
          `${shown(given)} is not a repository in the first registry`,
          `write e.g. \`${first?.host}/${first?.namespace}/releases\``,
        );
      }
      return given;
    }
    const own = [...images, ...charts].flatMap(({ repositories }) => repositories).find(inFirst);
    if (own === undefined) {
      this.add(
        'missing',
        'manifestRepository',
        'a release without image and chart in the first registry has no place for its manifest',
        `give \`manifestRepository\`, e.g. \`${first?.host}/${first?.namespace}/releases\``,
      );
    }
    return own ?? '';
  }

  private log(): void {
    const { visibility, sigstore, acceptPublicLog, provenance } = this.props;
    if (visibility === 'private' && !sigstore && !acceptPublicLog?.trim()) {
      this.add(
        'impossible',
        'visibility',
        "a private repository's name, commits and tags would become public in Sigstore's log",
        'give `sigstore` for an instance of your own, or say in `acceptPublicLog` why that is fine',
      );
    }
    if (sigstore && this.facts.texts?.get(sigstore.rootFile) === undefined) {
      this.add(
        'missing',
        'sigstore.rootFile',
        `there is no ${shown(sigstore.rootFile)}`,
        "commit the root.json of the instance's TUF mirror",
      );
    }
    if (provenance?.includes('github') && visibility === 'private') {
      this.add(
        'impossible',
        'provenance',
        "GitHub's attestations are for public repositories",
        "use `provenance: ['cosign']`",
      );
    }
    if (provenance && !provenance.includes('cosign')) {
      this.add(
        'impossible',
        'provenance',
        "the verifier reads the provenance that cosign signs; GitHub's stands beside it",
        "use `['cosign', 'github']`",
      );
    }
    if (provenance?.includes('github') && sigstore)
      this.add(
        'impossible',
        'provenance',
        "GitHub's attestations can't use a private Sigstore",
        "use `provenance: ['cosign']`",
      );
  }

  private environments(registries: readonly ReleaseRegistry[]): void {
    const secret = registries.some(({ login }) => login.kind === 'secret');
    if (secret && this.props.environment === undefined) {
      this.add(
        'missing',
        'environment',
        'a registry needs a secret, and without an environment every workflow of the repository can read it',
        'give `environment`, with a tag policy, and keep the secret there',
      );
    }
    if (this.props.registryEnvironment !== undefined && this.props.registryEnvironment === this.props.environment) {
      this.add(
        'impossible',
        'registryEnvironment',
        'the reviewers of `environment` would be asked for each job that logs in',
        'name another environment, with the same tag policy and secrets and no reviewers',
      );
    }
  }

  private registryEnvironment(registries: readonly ReleaseRegistry[]): string | undefined {
    if (this.props.registryEnvironment !== undefined) return this.props.registryEnvironment;
    const secret = registries.some(({ login }) => login.kind === 'secret');
    return secret && this.props.environment !== undefined ? `${this.props.environment}-registry` : undefined;
  }

  private floating(images: readonly ReleaseImage[]): void {
    const aliases = this.props.floatingTags?.aliases ?? [];
    this.unique(aliases, 'floatingTags.aliases', 'alias');
    const suffixes = images.map(({ suffix }) => suffix).filter((suffix) => suffix !== '');
    aliases.forEach((alias, i) => {
      const at = `floatingTags.aliases[${i}]`;
      if (RESERVED_ALIAS.test(alias))
        this.add('collision', at, `${shown(alias)} looks like a tag that the release itself writes`, 'choose a word');
      if (alias === 'latest') this.add('collision', at, '`latest` is no alias', 'give `latest: true`');
      if (suffixes.some((suffix) => suffix.slice(1) === alias || alias.endsWith(suffix))) {
        this.add('collision', at, `${shown(alias)} is the suffix of a variant, or ends in one`, 'choose another word');
      }
    });
  }

  private notes(): void {
    const { notes } = this.props;
    if (notes?.kind !== 'file') return;
    const plain = notes.path.replaceAll('{tag}', 'v1.2.3').replaceAll('{version}', '1.2.3');
    if (!grammar.PATH.test(plain))
      this.add(
        'bad-value',
        'notes.path',
        `${shown(notes.path)} is not a path below the root`,
        'write e.g. `docs/releases/{tag}.md`',
      );
    else if (plain === notes.path)
      this.add(
        'bad-value',
        'notes.path',
        `${shown(notes.path)} is the same file for every release`,
        'put `{tag}` or `{version}` into it',
      );
  }

  private gates(): void {
    const gates = this.props.gates ?? [];
    const slug = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    this.unique(
      gates.flatMap((gate) => (gate.kind === 'command' ? [slug(gate.name)] : [])),
      'gates',
      'gate',
    );
    gates.forEach((gate, i) => {
      if (gate.kind === 'version-file' && gate.pattern.split('{version}').length !== 2) {
        this.add(
          'bad-value',
          `gates[${i}].pattern`,
          `${shown(gate.pattern)} does not hold \`{version}\` once`,
          'write the whole line, e.g. `version = "{version}"`',
        );
      }
    });
    this.unique(this.props.requireChecks ?? [], 'requireChecks', 'check');
    this.unique(
      (this.props.vendor ?? []).map(({ path }) => path),
      'vendor',
      'tree',
    );
  }

  private tools(): Readonly<Record<ToolName, Tool>> {
    const names = Object.keys(TOOL_LEDGER) as ToolName[];
    return Object.fromEntries(names.map((name) => [name, this.tool(name, this.props.tools?.[name])])) as Record<
      ToolName,
      Tool
    >;
  }

  private tool(name: ToolName, choice: ToolChoice | undefined): Tool {
    const versions: Readonly<Record<string, Tool['assets']>> = TOOL_LEDGER[name];
    const newest = Object.keys(versions)[0] ?? '';
    if (choice === undefined) return { name, version: newest, assets: versions[newest] ?? {} };
    if (typeof choice === 'string') {
      const assets = Object.hasOwn(versions, choice) ? versions[choice] : undefined;
      if (!assets)
        this.add(
          'unknown-name',
          `tools.${name}`,
          `the ledger has no checksum of ${name} ${shown(choice)}`,
          `its versions are ${Object.keys(versions).join(', ')}; or give { version, assets } with your own checksums`,
        );
      return { name, version: choice, assets: assets ?? {} };
    }
    for (const platform of ['linux/amd64', 'linux/arm64']) {
      if (!Object.hasOwn(choice.assets, platform))
        this.add(
          'missing',
          `tools.${name}.assets`,
          `there is no file for ${platform}, where the release runs`,
          'give its address and SHA-256',
        );
    }
    if (name === 'cosign' && belowFloor(choice.version)) {
      this.add(
        'refused',
        'tools.cosign.version',
        `cosign ${shown(choice.version)} accepts signatures that it must refuse (GHSA-whqx-f9j3-ch6m, GHSA-w6c6-c85g-mmv6)`,
        'use 2.6.3 or later, or 3.0.6 or later',
      );
    }
    const assets = Object.entries(choice.assets).map(([platform, asset]) => {
      const archive = /\.t(?:ar\.)?gz$/.test(asset.url);
      const folder = name === 'helm' ? `${platform.replace('/', '-')}/` : '';
      return [platform, { ...asset, member: archive ? `${folder}${name}` : undefined }];
    });
    return { name, version: choice.version, assets: Object.fromEntries(assets) };
  }

  private unique(values: readonly string[], path: string, what: string): void {
    for (const value of new Set(values.filter((one, i) => values.indexOf(one) !== i))) {
      this.add('duplicate', path, `the ${what} ${shown(value)} stands twice`, 'keep one of them');
    }
  }

  private add(code: ProblemCode, path: string, message: string, fix: string): void {
    this.problems.push({ code, path, message, fix });
  }
}

/** True if the text is a tag of a release with this prefix. */
export function isTag(text: string, prefix: string): boolean {
  return text.startsWith(prefix) && grammar.VERSION.test(text.slice(prefix.length));
}

function dockerfileOf(image: ImageProps, variant?: VariantProps): string {
  const given = variant?.dockerfile ?? image.dockerfile;
  if (given !== undefined) return given;
  return image.context === undefined || image.context === '.'
    ? 'Dockerfile'
    : `${image.context.replace(/\/$/, '')}/Dockerfile`;
}

function belowFloor(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, '').split(/[.-]/).map(Number);
  const floor = major === 2 ? [6, 3] : [0, 6];
  if (major !== 2 && major !== 3) return major < 2;
  return minor < (floor[0] ?? 0) || (minor === floor[0] && patch < (floor[1] ?? 0));
}

function jobCount(release: Release): number {
  const legs = release.images.reduce((sum, image) => sum + image.legs.length + 1, 0);
  const fixed = 4 + (release.builds.length + release.renderedCharts.length > 0 ? 1 : 0);
  return legs + release.charts.length + release.gates.length + fixed;
}
