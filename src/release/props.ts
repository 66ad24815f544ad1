import type { BinaryPlatform, Platform } from './platforms';
import type { ToolName } from './tool-ledger.generated';

export type { BinaryPlatform, Platform } from './platforms';

/**
 * How an image is built for a platform: on a runner of that architecture (`native`), on another one by a
 * Dockerfile that cross-compiles (`cross`), or under QEMU (`emulated`).
 */
export type BuildMode = 'native' | 'cross' | 'emulated';

/** A platform together with how it is built. */
export interface PlatformBuild {
  readonly platform: Platform;
  /** @default - `native` where GitHub hosts such a runner (amd64, arm64), else `cross` */
  readonly build?: BuildMode;
  /** The label of the runner. @default - GitHub's own runner for the platform */
  readonly runner?: string;
}

/** Language tools that a job sets up, each by the file in the repository that names its version. */
export interface Setup {
  /** e.g. `go.mod`. @default - no Go */
  readonly go?: string;
  /** e.g. `.nvmrc`. @default - no Node.js */
  readonly node?: string;
  /** e.g. `.python-version`. @default - no Python */
  readonly python?: string;
}

/** A command of the repository's own that makes files. It runs without any identity. */
export interface CommandBuild {
  /** One line or a script for bash, run in the root of the repository. `VERSION` and `TAG` are in its environment. */
  readonly command: string;
  /** The files it makes, relative to the root of the repository. */
  readonly outputs: readonly string[];
  /** @default - nothing is set up */
  readonly setup?: Setup;
}

/** An image built from a Dockerfile: the default. */
export interface DockerfileSource {
  readonly kind: 'dockerfile';
}

/** An image that a command writes as an OCI archive. Made by {@link ociLayout}. */
export interface OciLayoutSource {
  readonly kind: 'oci-layout';
  readonly command: string;
  readonly output: string;
  readonly setup?: Setup;
}

/** Where an image's bytes come from. */
export type ImageSource = DockerfileSource | OciLayoutSource;

/** A vulnerability counts for one image: it stops the release (`gate`), is only shown (`report`), or is not looked for (`none`). */
export type ScanMode = 'gate' | 'report' | 'none';

/** What differs between an image and one of its variants. */
export interface VariantProps {
  /** Comes after every tag of the variant: a hyphen, then lower-case letters, digits, dots or hyphens, e.g. `-ubi`. */
  readonly suffix: string;
  /** @default - the image's */
  readonly dockerfile?: string;
  /** @default - the image's */
  readonly target?: string;
  /** Added to the image's. @default - none */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** @default - the image's */
  readonly platforms?: readonly (Platform | PlatformBuild)[];
  /** @default - the image's */
  readonly scan?: ScanMode;
}

/** A container image. */
export interface ImageProps {
  /** The name in the registry below the namespace; may have several levels, e.g. `operator/proxy`. Lower case. */
  readonly name: string;
  /** What the image is, as its `org.opencontainers.image.title`. @default - the name */
  readonly title?: string;
  /** @default - a Dockerfile */
  readonly source?: ImageSource;
  /** Compiles what the Dockerfile copies; runs once for each platform, in the same job, with `TARGETOS`, `TARGETARCH` and `TARGETVARIANT`. @default - nothing */
  readonly prepare?: CommandBuild;
  /** @default - the pipeline's */
  readonly platforms?: readonly (Platform | PlatformBuild)[];
  /** Path of the Dockerfile from the root. @default Dockerfile in the context */
  readonly dockerfile?: string;
  /** The stage. @default - the stage of the image's name, else the last one if this image alone uses the file */
  readonly target?: string;
  /** The build context, from the root. @default . */
  readonly context?: string;
  /** Build arguments besides `VERSION` and `REVISION`. Not for secrets: they stay in the image. @default - none */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Labels besides the `org.opencontainers.image.*` ones that every image gets. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default gate */
  readonly scan?: ScanMode;
  /** Commands that run in the build job before and after the build, without any identity. @default - none */
  readonly build?: { readonly before?: readonly string[]; readonly after?: readonly string[] };
  /** Other builds of the same image, told apart by the suffix of their tags. @default - none */
  readonly variants?: readonly VariantProps[];
  /** @default - all of the pipeline's */
  readonly registries?: readonly Registry[];
}

/** GitHub's registry: the run's own token logs in. Made by {@link Registry.ghcr}. */
export interface GhcrRegistry {
  readonly kind: 'ghcr';
  readonly namespace?: string;
}

/** A registry that a user name and a secret log in to. Made by {@link Registry.dockerHub} or {@link Registry.generic}. */
export interface SecretRegistry {
  readonly kind: 'docker-hub' | 'generic';
  readonly host: string;
  readonly namespace: string;
  readonly username: string;
  /** The name of the secret that holds the password or token. */
  readonly secret: string;
}

/** Where the images and charts are published. */
export type Registry = GhcrRegistry | SecretRegistry;

/** Makes the registries of a pipeline. */
export const Registry = {
  /** `ghcr.io`. The namespace is the repository's owner in lower case unless given. */
  ghcr(props: { readonly namespace?: string } = {}): Registry {
    return { kind: 'ghcr', ...props };
  },
  /** `docker.io`. `tokenSecret` is the name of the secret, not its value. */
  dockerHub(props: { readonly namespace: string; readonly username: string; readonly tokenSecret: string }): Registry {
    const { namespace, username, tokenSecret } = props;
    return { kind: 'docker-hub', host: 'docker.io', namespace, username, secret: tokenSecret };
  },
  /** Any other registry. `passwordSecret` is the name of the secret, not its value. */
  generic(props: {
    readonly host: string;
    readonly namespace: string;
    readonly username: string;
    readonly passwordSecret: string;
  }): Registry {
    const { host, namespace, username, passwordSecret } = props;
    return { kind: 'generic', host, namespace, username, secret: passwordSecret };
  },
} as const;

/** An image whose OCI archive a command writes: ko, nix, bazel, anything. It runs without identity. */
export function ociLayout(props: {
  readonly command: string;
  readonly output: string;
  readonly setup?: Setup;
}): ImageSource {
  return { kind: 'oci-layout', ...props };
}

/**
 * What Artifact Hub shows of a chart, as annotations in its Chart.yaml.
 * @see https://artifacthub.io/docs/topics/annotations/helm/
 */
export interface ArtifactHubProps {
  /** The repository's ID in Artifact Hub, a UUID; without one no metadata is pushed. @default - none */
  readonly repositoryId?: string;
  /** Who may claim the repository there: the e-mail is that of the Artifact Hub account. @default - none */
  readonly owners?: readonly { readonly name: string; readonly email: string }[];
  readonly alternativeName?: string;
  readonly category?:
    | 'ai-machine-learning'
    | 'database'
    | 'integration-delivery'
    | 'monitoring-logging'
    | 'networking'
    | 'security'
    | 'storage'
    | 'streaming-messaging'
    | 'skip-prediction';
  readonly changes?: readonly (string | ArtifactHubChange)[];
  readonly containsSecurityUpdates?: boolean;
  readonly crds?: readonly {
    readonly kind: string;
    readonly version: string;
    readonly name: string;
    readonly displayName: string;
    readonly description: string;
  }[];
  /** Example resources, each a Kubernetes object. */
  readonly crdsExamples?: readonly Readonly<Record<string, unknown>>[];
  /** An SPDX identifier. */
  readonly license?: string;
  readonly links?: readonly { readonly name: string; readonly url: string }[];
  readonly maintainers?: readonly { readonly name: string; readonly email: string }[];
  readonly operator?: boolean;
  readonly operatorCapabilities?:
    | 'basic install'
    | 'seamless upgrades'
    | 'full lifecycle'
    | 'deep insights'
    | 'auto pilot';
  readonly recommendations?: readonly { readonly url: string }[];
  readonly screenshots?: readonly { readonly title: string; readonly url: string }[];
  /** The key of a GPG provenance file; cosign needs none. */
  readonly signKey?: { readonly fingerprint: string; readonly url: string };
  /** Versions that Artifact Hub must not list. */
  readonly ignore?: readonly { readonly name: string; readonly version?: string }[];
}

/** One entry of a chart's changes. */
export interface ArtifactHubChange {
  readonly kind: 'added' | 'changed' | 'deprecated' | 'removed' | 'fixed' | 'security';
  readonly description: string;
  readonly links?: readonly { readonly name: string; readonly url: string }[];
}

/** A Helm chart, published as an OCI artifact. */
export interface ChartProps {
  /** The chart's folder, from the root. */
  readonly path: string;
  /** Where charts stand below the namespace. @default charts */
  readonly repository?: string;
  /** `tag`: version and appVersion are the release's. `chart-yaml`: Chart.yaml's version, which must equal the tag. @default tag */
  readonly version?: 'tag' | 'chart-yaml';
  /**
   * `locked`: Chart.lock must exist and match; the dependencies are fetched without identity, from an `https://` index, an `oci://` registry or
   * a `file://` folder of the repository. @default - the chart has none
   */
  readonly dependencies?: 'locked';
  /** For each image key (name and suffix), the path in values.yaml that holds its digest. @default - none */
  readonly digestValues?: Readonly<Record<string, string>>;
  /** `stamp`: the digests are written into the packaged values.yaml. `install-command`: only into the printed command. @default install-command */
  readonly digestMode?: 'stamp' | 'install-command';
  /** `rejected`: a render in which one digest is empty must fail, and the release proves it. @default accepted */
  readonly emptyDigests?: 'accepted' | 'rejected';
  /** Values that linting and rendering need, as `path: value`. @default - none */
  readonly renderValues?: Readonly<Record<string, string>>;
  /** @default - no annotations of ours */
  readonly artifactHub?: ArtifactHubProps;
}

/** Files that a command builds. Made by {@link files}. */
export interface BuiltAsset extends CommandBuild {
  readonly kind: 'built';
}

/** A command-line program for several platforms. Made by {@link binaries}. */
export interface BinariesAsset {
  readonly kind: 'binaries';
  /** As in {@link CommandBuild}. */
  readonly command: string;
  /** The file of each platform, from the root, with `{os}` and `{arch}`; `.exe` is added for Windows. */
  readonly output: string;
  readonly platforms: readonly BinaryPlatform[];
  /** @default - nothing is set up */
  readonly setup?: Setup;
}

/** A chart rendered to one file. Made by {@link renderedChart}. */
export interface RenderedChartAsset {
  readonly kind: 'rendered-chart';
  readonly chart: string;
  readonly output: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** A file of the GitHub Release. */
export type Asset = BuiltAsset | BinariesAsset | RenderedChartAsset;

/** Files that a command builds. An output's name may hold `{tag}` and `{version}`. */
export function files(props: CommandBuild): Asset {
  return { kind: 'built', ...props };
}

/** A command-line program for several platforms. `output` holds `{os}` and `{arch}`, and may hold `{tag}` and `{version}`. */
export function binaries(props: {
  readonly command: string;
  readonly output: string;
  readonly platforms: readonly BinaryPlatform[];
  readonly setup?: Setup;
}): Asset {
  return { kind: 'binaries', ...props };
}

/**
 * A chart of this pipeline rendered by `helm template` to one file, from the package that is released: with its version, the digests of its
 * images and its `renderValues`. `values` come on top of those; none replaces a digest. `output` may hold `{tag}` and `{version}`.
 */
export function renderedChart(props: {
  readonly chart: string;
  readonly output: string;
  readonly values?: Readonly<Record<string, string>>;
}): Asset {
  return { kind: 'rendered-chart', ...props };
}

/** A stop-ship job of the repository's own. Made by {@link command} or {@link versionFile}. */
export type Gate =
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly command: string;
      readonly setup?: Setup;
      readonly timeoutMinutes?: number;
    }
  | { readonly kind: 'version-file'; readonly path: string; readonly pattern: string };

/** A command that must succeed before anything is built. It gets `TAG` and `VERSION`. */
export function command(props: {
  readonly name: string;
  readonly command: string;
  readonly setup?: Setup;
  /** Minutes. @default 10 */
  readonly timeoutMinutes?: number;
}): Gate {
  return { kind: 'command', ...props };
}

/** A file that must name the version: the whole of one line is `pattern` with `{version}` in place of the version. */
export function versionFile(props: { readonly path: string; readonly pattern: string }): Gate {
  return { kind: 'version-file', ...props };
}

/** Where the text of the GitHub Release comes from. The digests and the verify command are added between markers. */
export type Notes =
  | { readonly kind: 'generated' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'existing-draft' };

/** Makes the notes of a release. */
export const Notes = {
  /** GitHub's own list of merged pull requests. */
  generated(): Notes {
    return { kind: 'generated' };
  },
  /** A file of the tagged commit; the path holds `{tag}` or `{version}`. */
  file(path: string): Notes {
    return { kind: 'file', path };
  },
  /** The text of a draft that a maintainer wrote for the tag; without one the run stops. */
  existingDraft(): Notes {
    return { kind: 'existing-draft' };
  },
} as const;

/** A tool's version from the shipped ledger, or a version with its own files and checksums. */
export type ToolChoice =
  | string
  | {
      readonly version: string;
      /** For each `os/arch`: where the file is and its SHA-256 in hex. */
      readonly assets: Readonly<Record<string, { readonly url: string; readonly sha256: string }>>;
    };

/** The images that build, each with its tag and its digest: `moby/buildkit:v0.33.1@sha256:…`. */
export interface BuilderProps {
  /** The BuildKit that builds every image. @default - the one that the package ships */
  readonly buildkit?: string;
  /** What registers QEMU where a platform is emulated. @default - the one that the package ships */
  readonly binfmt?: string;
}

/** A scanner of one's own, run in a checkout of the commit. The command gets `SBOM`, `ARCHIVE`, `IMAGE`, `PLATFORM`, and fails if the image must not be released. */
export interface CustomScan {
  readonly command: string;
}

/** What a scan looks for. */
export interface ScanProps {
  /** @default - HIGH and CRITICAL */
  readonly severities?: readonly ('LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL')[];
  /** Only what has a fixed version. @default true */
  readonly onlyFixed?: boolean;
  /** Takes the place of the scanner that comes with the pipeline. @default - trivy */
  readonly custom?: CustomScan;
}

/** How the contents of an image are listed. */
export interface SbomProps {
  /** `spdx-json` is always made; `cyclonedx-json` beside it. @default - spdx-json */
  readonly formats?: readonly ('spdx-json' | 'cyclonedx-json')[];
  /** Attach each list to the GitHub Release too. @default false */
  readonly asset?: boolean;
  /** The most bytes of one list: a transparency log takes no more. @default 16000000 */
  readonly maxBytes?: number;
}

/** Tags that move, each only by the highest stable version of its own line. */
export interface FloatingTags {
  /** @default false */
  readonly latest?: boolean;
  /** `vX`. @default false */
  readonly major?: boolean;
  /** `vX.Y`. @default false */
  readonly minor?: boolean;
  /** Other names that move with `latest`. @default - none */
  readonly aliases?: readonly string[];
}

/** A vendored tree and the command that derives it again; a difference is a finding. */
export interface VendorTree {
  readonly path: string;
  readonly command: string;
  readonly setup?: Setup;
}

/** A private Sigstore instance. */
export interface PrivateSigstore {
  /** The `https` address of the TUF mirror. */
  readonly mirror: string;
  /** The path of the mirror's `root.json` in the repository. */
  readonly rootFile: string;
}

/** A step of one's own in a privileged job, named so that the gate lets it pass. */
export interface TrustedStep {
  /** The job, e.g. `publish`. */
  readonly job: string;
  /** The step's `name`. */
  readonly name: string;
  /** Why it must run with the release's identity. */
  readonly reason: string;
}

/** One release unit: what is released, where, and who may sign it. */
export interface ReleasePipelineProps {
  /** `owner/name` on GitHub: the identity that may sign. */
  readonly repository: string;
  /** Part of the unit's file names; needed when a repository has several. @default - none */
  readonly name?: string;
  /** @default public */
  readonly visibility?: 'public' | 'private';
  /** For a private repository on the public log: why its names and commits may become public. @default - not accepted */
  readonly acceptPublicLog?: string;
  /** @default - the public instance */
  readonly sigstore?: PrivateSigstore;
  /** The namespace in GitHub's registry. @default - the owner in lower case */
  readonly namespace?: string;
  /** @default - GitHub's registry */
  readonly registries?: readonly Registry[];
  /** `git`: the tag, with `{version}` at its end. `image`: the image's tag. @default - `v{version}` for both */
  readonly tag?: { readonly git?: string; readonly image?: string };
  /** @default - none */
  readonly images?: readonly ImageProps[];
  /** @default - linux/amd64 and linux/arm64 */
  readonly platforms?: readonly (Platform | PlatformBuild)[];
  /** @default - none */
  readonly charts?: readonly ChartProps[];
  /** @default - none */
  readonly assets?: readonly Asset[];
  /** Where the release manifest is kept when there is neither image nor chart, e.g. `ghcr.io/acme/releases`. @default - the first image's or chart's repository */
  readonly manifestRepository?: string;
  /** @default - none */
  readonly gates?: readonly Gate[];
  /** Names of checks that must have succeeded on the commit. @default - none */
  readonly requireChecks?: readonly string[];
  /** Branches a release may come from; a name may end in `*`. @default - main */
  readonly releaseBranches?: readonly string[];
  /** `tag`: a prerelease is `0.*` or has a hyphen. `chart-yaml`: each chart's committed annotation. @default tag */
  readonly prerelease?: 'tag' | 'chart-yaml';
  /** @default - none */
  readonly floatingTags?: FloatingTags;
  /** @default - generated by GitHub */
  readonly notes?: Notes;
  /** @default - the shipped ledger's newest */
  readonly tools?: Readonly<Partial<Record<ToolName, ToolChoice>>> & {
    /** A version, as `v1.1.4`; Go compares its bytes with its checksum database. @default - the one that the package ships */
    readonly govulncheck?: string;
  };
  /** @default - the images that the package ships */
  readonly builder?: BuilderProps;
  /** @default - cosign */
  readonly provenance?: readonly ('cosign' | 'github')[];
  /** @default bundle */
  readonly signatureFormat?: 'bundle' | 'legacy' | 'both';
  /** The environment of `publish`, whose reviewers approve a release. @default - none */
  readonly environment?: string;
  /** The environment of the other jobs that log in with a secret: same tag policy, no reviewers. @default - `<environment>-registry` where one is needed */
  readonly registryEnvironment?: string;
  /** The first tag ever: for it alone a 403 for a package means "does not exist yet". @default - none */
  readonly firstRelease?: string;
  /** Stop where no tag ruleset protects the tag. @default false */
  readonly requireProtectedTag?: boolean;
  /** @default - none */
  readonly vendor?: readonly VendorTree[];
  /** @default - SPDX, attested to each architecture's manifest, up to 16 MB */
  readonly sbom?: SbomProps;
  /** @default - fixable HIGH and CRITICAL stop the release */
  readonly scan?: ScanProps;
  /** Run govulncheck over these Go modules in security-scan.yml. @default - none */
  readonly govulncheck?: readonly string[];
  /** @default - none */
  readonly trustedSteps?: readonly TrustedStep[];
}
