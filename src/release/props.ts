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
  /** The platform, e.g. `linux/arm/v7`. */
  readonly platform: Platform;
  /** How it is built. @default - `native` where GitHub hosts such a runner (amd64, arm64) or `runner` names one, else `cross` */
  readonly build?: BuildMode;
  /** The label of the runner. @default - GitHub's own runner for the platform where it is built natively, else `ubuntu-24.04` */
  readonly runner?: string;
}

/** Language tools that a job sets up, each by the file in the repository that names its version. Nothing is cached. */
export interface Setup {
  /** The file that names the version of Go, e.g. `go.mod`. @default - no Go */
  readonly go?: string;
  /** The file that names the version of Node.js, e.g. `.nvmrc`. @default - no Node.js */
  readonly node?: string;
  /** The file that names the version of Python, e.g. `.python-version`. @default - no Python */
  readonly python?: string;
}

/** A command of the repository's own that makes files. It runs without any identity. */
export interface CommandBuild {
  /** One line or a script for bash, run in the root of the repository. `VERSION` and `TAG` are in its environment. */
  readonly command: string;
  /** The files it makes, relative to the root of the repository. */
  readonly outputs: readonly string[];
  /** The language tools that the command needs. @default - nothing is set up */
  readonly setup?: Setup;
}

/** An image built from a Dockerfile: the default. */
export interface DockerfileSource {
  /** What tells the sources apart. */
  readonly kind: 'dockerfile';
}

/** An image that a command writes as an OCI archive. Made by {@link ociLayout}. */
export interface OciLayoutSource {
  /** What tells the sources apart. */
  readonly kind: 'oci-layout';
  /** One line or a script for bash, run once for each platform, which is in `PLATFORM`, `TARGETOS`, `TARGETARCH` and `TARGETVARIANT`. */
  readonly command: string;
  /** The OCI archive (a tar file) that the command writes, from the root. */
  readonly output: string;
  /** The language tools that the command needs. @default - nothing is set up */
  readonly setup?: Setup;
}

/** Where an image's bytes come from. */
export type ImageSource = DockerfileSource | OciLayoutSource;

/** What a vulnerability in an image does: it stops the release (`gate`), is only shown (`report`), or is not looked for (`none`). */
export type ScanMode = 'gate' | 'report' | 'none';

/** What differs between an image and one of its variants. */
export interface VariantProps {
  /** The end of every tag of the variant: a hyphen, then lower-case letters, digits, dots or hyphens, e.g. `-ubi`. */
  readonly suffix: string;
  /** The path of its Dockerfile from the root. @default - the image's */
  readonly dockerfile?: string;
  /** The stage. @default - the image's */
  readonly target?: string;
  /** Build arguments, added to the image's. @default - none */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** The platforms of the variant. @default - the image's */
  readonly platforms?: readonly (Platform | PlatformBuild)[];
  /** What a vulnerability in the variant does. @default - the image's */
  readonly scan?: ScanMode;
}

/** A container image. */
export interface ImageProps {
  /** The name in the registry below the namespace; may have several levels, e.g. `operator/proxy`. Lower case. */
  readonly name: string;
  /** What the image is, as its `org.opencontainers.image.title`. @default - the name */
  readonly title?: string;
  /** Where the image comes from: a Dockerfile, or a command of yours ({@link ociLayout}). @default - a Dockerfile */
  readonly source?: ImageSource;
  /** Compiles what the Dockerfile copies; runs once for each platform, in the same job, with `TARGETOS`, `TARGETARCH` and `TARGETVARIANT`. @default - nothing */
  readonly prepare?: CommandBuild;
  /** The platforms that it is built for. @default - the pipeline's */
  readonly platforms?: readonly (Platform | PlatformBuild)[];
  /** The path of the Dockerfile from the root. @default - `Dockerfile` in the context */
  readonly dockerfile?: string;
  /** The stage. @default - the stage of the image's name, else the last one if this image alone uses the file */
  readonly target?: string;
  /** The build context, from the root. @default . */
  readonly context?: string;
  /** Build arguments besides `VERSION` and `REVISION`. Not for secrets: they stay in the image. @default - none */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Labels besides the `org.opencontainers.image.*` ones that every image gets. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** What a vulnerability in the image does. @default gate */
  readonly scan?: ScanMode;
  /** Commands that run in the build job before and after the build, without any identity. @default - none */
  readonly build?: {
    /** Commands before the build, each one line or a script for bash. @default - none */
    readonly before?: readonly string[];
    /** Commands after the build, each one line or a script for bash. @default - none */
    readonly after?: readonly string[];
  };
  /** Other builds of the same image, told apart by the suffix of their tags. @default - none */
  readonly variants?: readonly VariantProps[];
  /** Where the image is published, each one of the pipeline's registries. @default - all of them */
  readonly registries?: readonly Registry[];
}

/** GitHub's registry: the run's own token logs in. Made by {@link Registry.ghcr}. */
export interface GhcrRegistry {
  /** What tells the registries apart. */
  readonly kind: 'ghcr';
  /** What comes after `ghcr.io/`. @default - the pipeline's `namespace`, else the repository's owner in lower case */
  readonly namespace?: string;
}

/** A registry that a user name and a secret log in to. Made by {@link Registry.dockerHub} or {@link Registry.generic}. */
export interface SecretRegistry {
  /** What tells the registries apart. */
  readonly kind: 'docker-hub' | 'generic';
  /** The host without `https://`, with a port where it needs one, e.g. `quay.io`. */
  readonly host: string;
  /** What comes after the host, in lower case; may have several levels. */
  readonly namespace: string;
  /** The user name of the login; it is not a secret. */
  readonly username: string;
  /** The name of the secret that holds the password or token. */
  readonly secret: string;
}

/** Where the images and charts are published. */
export type Registry = GhcrRegistry | SecretRegistry;

/** Makes the registries of a pipeline. */
export const Registry = {
  /** `ghcr.io`. */
  ghcr(
    props: {
      /** What comes after `ghcr.io/`. @default - the pipeline's `namespace`, else the repository's owner in lower case */
      readonly namespace?: string;
    } = {},
  ): Registry {
    return { kind: 'ghcr', ...props };
  },
  /** `docker.io`. */
  dockerHub(props: {
    /** The user or organization that the images belong to. */
    readonly namespace: string;
    /** The user name of the login. */
    readonly username: string;
    /** The name of the secret that holds the access token, not its value. */
    readonly tokenSecret: string;
  }): Registry {
    // Without props, which JavaScript allows, the synth says which are missing.
    const { namespace, username, tokenSecret } = props ?? ({} as Partial<typeof props>);
    return { kind: 'docker-hub', host: 'docker.io', namespace, username, secret: tokenSecret };
  },
  /** Any other registry. */
  generic(props: {
    /** The host without `https://`, with a port where it needs one, e.g. `quay.io`. */
    readonly host: string;
    /** What comes after the host, in lower case; may have several levels. */
    readonly namespace: string;
    /** The user name of the login. */
    readonly username: string;
    /** The name of the secret that holds the password, not its value. */
    readonly passwordSecret: string;
  }): Registry {
    const { host, namespace, username, passwordSecret } = props ?? ({} as Partial<typeof props>);
    return { kind: 'generic', host, namespace, username, secret: passwordSecret };
  },
} as const;

/** An image whose OCI archive a command writes: ko, nix, bazel, anything. It runs without identity. */
export function ociLayout(props: {
  /** One line or a script for bash, run once for each platform, which is in `PLATFORM`, `TARGETOS`, `TARGETARCH` and `TARGETVARIANT`. */
  readonly command: string;
  /** The OCI archive (a tar file) that the command writes, from the root. */
  readonly output: string;
  /** The language tools that the command needs. @default - nothing is set up */
  readonly setup?: Setup;
}): ImageSource {
  return { kind: 'oci-layout', ...props };
}

/**
 * What Artifact Hub shows of a chart, as annotations in its Chart.yaml. `repositoryId`, `owners` and `ignore` go into artifacthub-repo.yml
 * instead. An annotation that is not given is left as it is in Chart.yaml.
 * @see https://artifacthub.io/docs/topics/annotations/helm/
 */
export interface ArtifactHubProps {
  /** The repository's ID in Artifact Hub, a UUID; without one no metadata is pushed. @default - none */
  readonly repositoryId?: string;
  /** Who may claim the repository there. @default - none */
  readonly owners?: readonly {
    /** The owner's name. */
    readonly name: string;
    /** The e-mail address of the owner's Artifact Hub account. */
    readonly email: string;
  }[];
  /** Another name under which the chart is found (`artifacthub.io/alternativeName`). @default - none */
  readonly alternativeName?: string;
  /** The category (`artifacthub.io/category`). @default - Artifact Hub predicts one */
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
  /** What changed in this version (`artifacthub.io/changes`): a text is a change without a kind. @default - none */
  readonly changes?: readonly (string | ArtifactHubChange)[];
  /** This version fixes a vulnerability (`artifacthub.io/containsSecurityUpdates`). @default - not said */
  readonly containsSecurityUpdates?: boolean;
  /** The custom resources that the chart's operator serves (`artifacthub.io/crds`). @default - none */
  readonly crds?: readonly {
    /** The kind, e.g. `Gateway`. */
    readonly kind: string;
    /** The version, e.g. `v1alpha1`. */
    readonly version: string;
    /** The full name, e.g. `gateways.example.com`. */
    readonly name: string;
    /** The name that people see. */
    readonly displayName: string;
    /** One sentence about it. */
    readonly description: string;
  }[];
  /** Example resources, each a Kubernetes object (`artifacthub.io/crdsExamples`). @default - none */
  readonly crdsExamples?: readonly Readonly<Record<string, unknown>>[];
  /** An SPDX identifier, e.g. `Apache-2.0` (`artifacthub.io/license`). @default - none */
  readonly license?: string;
  /** Links beside the chart's `home` and `sources` (`artifacthub.io/links`). @default - none */
  readonly links?: readonly {
    /** The text of the link. */
    readonly name: string;
    /** An `http` or `https` address. */
    readonly url: string;
  }[];
  /** Who maintains the chart (`artifacthub.io/maintainers`). @default - those of Chart.yaml */
  readonly maintainers?: readonly {
    /** The maintainer's name. */
    readonly name: string;
    /** The maintainer's e-mail address. */
    readonly email: string;
  }[];
  /** The chart installs an operator (`artifacthub.io/operator`). @default - not said */
  readonly operator?: boolean;
  /** What the operator can do (`artifacthub.io/operatorCapabilities`). @default - not said */
  readonly operatorCapabilities?:
    | 'basic install'
    | 'seamless upgrades'
    | 'full lifecycle'
    | 'deep insights'
    | 'auto pilot';
  /** Other packages to recommend, each by its address on Artifact Hub (`artifacthub.io/recommendations`). @default - none */
  readonly recommendations?: readonly {
    /** The package's address on Artifact Hub. */
    readonly url: string;
  }[];
  /** Pictures of the application (`artifacthub.io/screenshots`). @default - none */
  readonly screenshots?: readonly {
    /** What the picture shows. */
    readonly title: string;
    /** An `http` or `https` address. */
    readonly url: string;
  }[];
  /** The key of a GPG provenance file (`artifacthub.io/signKey`); cosign needs none. @default - none */
  readonly signKey?: {
    /** The key's fingerprint in hex. */
    readonly fingerprint: string;
    /** Where the public key can be downloaded. */
    readonly url: string;
  };
  /** Packages or versions that Artifact Hub must not list. @default - none */
  readonly ignore?: readonly {
    /** The package's name. */
    readonly name: string;
    /** A regular expression that matches anywhere in its version: `'^1\\.2\\.2$'` is 1.2.2 alone, `'1.2.2'` is 1.2.20 as well. @default - every version */
    readonly version?: string;
  }[];
}

/** One entry of a chart's changes. */
export interface ArtifactHubChange {
  /** What kind of change it is. */
  readonly kind: 'added' | 'changed' | 'deprecated' | 'removed' | 'fixed' | 'security';
  /** One sentence about it. */
  readonly description: string;
  /** Where more about it can be read. @default - none */
  readonly links?: readonly {
    /** The text of the link. */
    readonly name: string;
    /** An `http` or `https` address. */
    readonly url: string;
  }[];
}

/** Values of a chart: the path in values.yaml and what is set there, of the type that it is given in. */
export type ChartValues = Readonly<Record<string, string | number | boolean>>;

/** A Helm chart, published as an OCI artifact. */
export interface ChartProps {
  /** The chart's folder, from the root. */
  readonly path: string;
  /** The folder of the registry, below the namespace, that the chart is published in; Docker Hub has none. @default charts */
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
  /** Values that linting and rendering need, as `path: value`; a text stays a text: switch something off with `false`, not `'false'`. @default - none */
  readonly renderValues?: ChartValues;
  /** What Artifact Hub shows of the chart. @default - its annotations in Chart.yaml stay as they are */
  readonly artifactHub?: ArtifactHubProps;
}

/** Files that a command builds. Made by {@link files}. */
export interface BuiltAsset extends CommandBuild {
  /** What tells the assets apart. */
  readonly kind: 'built';
}

/** A command-line program for several platforms. Made by {@link binaries}. */
export interface BinariesAsset {
  /** What tells the assets apart. */
  readonly kind: 'binaries';
  /** As in {@link CommandBuild}. */
  readonly command: string;
  /** The file of each platform, from the root, with `{os}` and `{arch}`; `.exe` is added for Windows. */
  readonly output: string;
  /** The platforms that it is built for. */
  readonly platforms: readonly BinaryPlatform[];
  /** The language tools that the command needs. @default - nothing is set up */
  readonly setup?: Setup;
}

/** A chart rendered to one file. Made by {@link renderedChart}. */
export interface RenderedChartAsset {
  /** What tells the assets apart. */
  readonly kind: 'rendered-chart';
  /** The name or the folder of one of the pipeline's charts. */
  readonly chart: string;
  /** The name of the file; it may hold `{tag}` and `{version}`. */
  readonly output: string;
  /** Values to render it with, as `path: value`; a text stays a text: switch something off with `false`, not `'false'`. @default - those of the chart's values.yaml */
  readonly values?: ChartValues;
}

/** A file of the GitHub Release. */
export type Asset = BuiltAsset | BinariesAsset | RenderedChartAsset;

/** Files that a command builds. An output's name may hold `{tag}` and `{version}`. */
export function files(props: CommandBuild): Asset {
  return { kind: 'built', ...props };
}

/** A command-line program for several platforms. `output` holds `{os}` and `{arch}`, and may hold `{tag}` and `{version}`. */
export function binaries(props: {
  /** One line or a script for bash that builds all of them, run once in the root. `VERSION` and `TAG` are in its environment. */
  readonly command: string;
  /** The path of each binary, e.g. `dist/ctl-{os}-{arch}`; on Windows `.exe` is added. */
  readonly output: string;
  /** The platforms that it is built for. */
  readonly platforms: readonly BinaryPlatform[];
  /** The language tools that the command needs. @default - nothing is set up */
  readonly setup?: Setup;
}): Asset {
  return { kind: 'binaries', ...props };
}

/**
 * A chart of this pipeline rendered by `helm template` to one file, from the package that is released: with its version, the digests of its
 * images and its `renderValues`. `values` come on top of those; none replaces a digest. `output` may hold `{tag}` and `{version}`.
 */
export function renderedChart(props: {
  /** The name or the folder of one of the pipeline's charts. */
  readonly chart: string;
  /** The name of the file; it may hold `{tag}` and `{version}`. */
  readonly output: string;
  /** Values to render it with, as `path: value`; a text stays a text: switch something off with `false`, not `'false'`. @default - those of the chart's values.yaml */
  readonly values?: ChartValues;
}): Asset {
  return { kind: 'rendered-chart', ...props };
}

/** A stop-ship job of the repository's own. Made by {@link command} or {@link versionFile}. */
export type Gate =
  | {
      /** What tells the gates apart. */
      readonly kind: 'command';
      /** What people see in the list of jobs. */
      readonly name: string;
      /** One line or a script for bash. */
      readonly command: string;
      /** The language tools that the command needs. @default - nothing is set up */
      readonly setup?: Setup;
      /** Minutes, 1 to 360. @default 10 */
      readonly timeoutMinutes?: number;
    }
  | {
      /** What tells the gates apart. */
      readonly kind: 'version-file';
      /** The file, from the root. */
      readonly path: string;
      /** The whole line, with `{version}` once. */
      readonly pattern: string;
    };

/** A command that must succeed before anything is published. It runs in a full checkout of the commit, without any identity. */
export function command(props: {
  /** What people see in the list of jobs. */
  readonly name: string;
  /** One line or a script for bash. `VERSION` and `TAG` are in its environment. */
  readonly command: string;
  /** The language tools that the command needs. @default - nothing is set up */
  readonly setup?: Setup;
  /** Minutes, 1 to 360. @default 10 */
  readonly timeoutMinutes?: number;
}): Gate {
  return { kind: 'command', ...props };
}

/** A file of the tagged commit that must name the version of the tag. */
export function versionFile(props: {
  /** The file, from the root. */
  readonly path: string;
  /** The whole line, with `{version}` where the version is, e.g. `version = "{version}"`. */
  readonly pattern: string;
}): Gate {
  return { kind: 'version-file', ...props };
}

/** Where the text of the GitHub Release comes from. The digests and the verify command are added between markers. */
export type Notes =
  | {
      /** What tells the notes apart. */
      readonly kind: 'generated';
    }
  | {
      /** What tells the notes apart. */
      readonly kind: 'file';
      /** The file, from the root; it holds `{tag}` or `{version}`. */
      readonly path: string;
    }
  | {
      /** What tells the notes apart. */
      readonly kind: 'existing-draft';
    };

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
      /** The version, e.g. `v1.2.3`. */
      readonly version: string;
      /** The file for each `os/arch`; `linux/amd64` and `linux/arm64` are needed. */
      readonly assets: Readonly<
        Record<
          string,
          {
            /** The `https` address of the program, or of a `.tar.gz` that holds it. */
            readonly url: string;
            /** Its SHA-256 in 64 lower-case hex digits. */
            readonly sha256: string;
          }
        >
      >;
    };

/** The images that build, each with its tag and its digest: `moby/buildkit:v0.33.1@sha256:…`. */
export interface BuilderProps {
  /** The BuildKit that builds every image. @default - the one that the package ships */
  readonly buildkit?: string;
  /** What registers QEMU where a platform is emulated. @default - the one that the package ships */
  readonly binfmt?: string;
}

/** A scanner of your own, run for each platform of each image in a checkout of the commit, without any identity. */
export interface CustomScan {
  /** One line or a script for bash that fails if the image must not be released. It gets `SBOM` and `ARCHIVE` (paths), `IMAGE` and `PLATFORM`. */
  readonly command: string;
}

/** What the vulnerability scan of an image looks for. What it does with what it finds is each image's `scan`. */
export interface ScanProps {
  /** The severities that count. @default - HIGH and CRITICAL */
  readonly severities?: readonly ('LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL')[];
  /** Only what has a fixed version. @default true */
  readonly onlyFixed?: boolean;
  /** Replaces the scanner that comes with the pipeline. @default - trivy */
  readonly custom?: CustomScan;
}

/** The software bill of materials (SBOM) of each platform of each image. */
export interface SbomProps {
  /** The formats: `spdx-json` is always made, `cyclonedx-json` can be added. @default - spdx-json */
  readonly formats?: readonly ('spdx-json' | 'cyclonedx-json')[];
  /** Attach each SBOM to the GitHub Release too. @default false */
  readonly asset?: boolean;
  /** The largest SBOM in bytes, 1 to 100000000: a transparency log refuses entries that are too large. @default 16000000 */
  readonly maxBytes?: number;
}

/** Tags that move, each only by the highest stable version of its own line. */
export interface FloatingTags {
  /** `latest`. @default false */
  readonly latest?: boolean;
  /** `vX`. @default false */
  readonly major?: boolean;
  /** `vX.Y`. @default false */
  readonly minor?: boolean;
  /** Other names that move with `latest`. @default - none */
  readonly aliases?: readonly string[];
}

/** A vendored tree and the command that derives it again; a difference fails security-scan.yml. */
export interface VendorTree {
  /** The tree's folder, from the root. */
  readonly path: string;
  /** One line or a script for bash, run in the root, e.g. `go mod vendor`. */
  readonly command: string;
  /** The language tools that the command needs. @default - nothing is set up */
  readonly setup?: Setup;
}

/** A private Sigstore instance. */
export interface PrivateSigstore {
  /** The `https` address of the TUF mirror. */
  readonly mirror: string;
  /** The path of the mirror's `root.json` in the repository. */
  readonly rootFile: string;
}

/** A step of your own in a privileged job, added by an override; the gate refuses it unless it is named here. */
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
  /** Part of the unit's file names; needed when a repository has several units. @default - none */
  readonly name?: string;
  /**
   * Whether people can see the repository and pull its packages without a login. `private` leaves out the anonymous pull and needs
   * `sigstore` or `acceptPublicLog`. @default public
   */
  readonly visibility?: 'public' | 'private';
  /** For a private repository on the public log: why its names and commits may become public. @default - not accepted */
  readonly acceptPublicLog?: string;
  /** The Sigstore instance that signs. @default - the public one */
  readonly sigstore?: PrivateSigstore;
  /** The namespace in GitHub's registry. @default - the owner in lower case */
  readonly namespace?: string;
  /** Where images and charts are published, the same digests in each. The first also keeps the release manifest. @default - GitHub's registry */
  readonly registries?: readonly Registry[];
  /** How tags are written. @default - `v{version}` */
  readonly tag?: {
    /** The git tag, with `{version}` at its end, e.g. `operator-v{version}`. @default v{version} */
    readonly git?: string;
    /** The image's tag, with `{version}` at its end. @default - `v{version}` where the git tag has such a `v`, else `{version}` */
    readonly image?: string;
  };
  /** The container images. @default - none */
  readonly images?: readonly ImageProps[];
  /** The platforms of every image that names none. @default - linux/amd64 and linux/arm64 */
  readonly platforms?: readonly (Platform | PlatformBuild)[];
  /** The Helm charts, published as OCI artifacts. @default - none */
  readonly charts?: readonly ChartProps[];
  /** The files of the GitHub Release. @default - none */
  readonly assets?: readonly Asset[];
  /** Where the release manifest is kept when there is neither image nor chart, e.g. `ghcr.io/acme/releases`. @default - the first image's or chart's repository */
  readonly manifestRepository?: string;
  /** Jobs of yours that must succeed before anything is published. They run without any identity. @default - none */
  readonly gates?: readonly Gate[];
  /** Names of checks that must have succeeded on the commit. @default - none */
  readonly requireChecks?: readonly string[];
  /** Branches that a release may come from; a name may end in `*`. @default - main */
  readonly releaseBranches?: readonly string[];
  /**
   * Where a chart's prerelease annotation for Artifact Hub comes from: the tag, or the committed Chart.yaml. The GitHub Release and the
   * floating tags always follow the tag: `0.*` and a version with a hyphen are prereleases. @default tag
   */
  readonly prerelease?: 'tag' | 'chart-yaml';
  /** Tags that move with the highest stable version, such as `latest`. @default - none */
  readonly floatingTags?: FloatingTags;
  /** Where the text of the GitHub Release comes from. @default - generated by GitHub */
  readonly notes?: Notes;
  /** The versions of the tools that the workflows install. @default - the newest of the shipped tool ledger */
  readonly tools?: Readonly<Partial<Record<ToolName, ToolChoice>>> & {
    /** A version, as `v1.1.4`; Go compares its bytes with its checksum database. @default - the one that the package ships */
    readonly govulncheck?: string;
  };
  /** The images that build. @default - the images that the package ships */
  readonly builder?: BuilderProps;
  /**
   * `cosign`: a SLSA v1 statement, signed like everything else; always made. `github`: GitHub's own attestation of each image as well,
   * in public repositories. @default - cosign
   */
  readonly provenance?: readonly ('cosign' | 'github')[];
  /** `bundle`: the Sigstore bundle of cosign 3. `legacy`: what cosign 2 stores. `both`: each of them. @default bundle */
  readonly signatureFormat?: 'bundle' | 'legacy' | 'both';
  /** The environment of `publish`, whose reviewers approve a release. @default - none */
  readonly environment?: string;
  /** The environment of the other jobs that log in with a secret: same tag policy, no reviewers. @default - `<environment>-registry` where one is needed */
  readonly registryEnvironment?: string;
  /**
   * The label of the runner of the jobs that hold all of an image: `image-*`, `publish` and the last one of the rehearsal. Let it be a
   * machine that GitHub hosts, a larger one for example: what stays behind on one of your own could sign the next release.
   * @default ubuntu-24.04
   */
  readonly runner?: string;
  /** The first tag ever: for it alone a 403 for a package means "does not exist yet". @default - none */
  readonly firstRelease?: string;
  /** Stop where no tag ruleset protects the tag. @default false */
  readonly requireProtectedTag?: boolean;
  /** Vendored trees that security-scan.yml derives again and compares. @default - none */
  readonly vendor?: readonly VendorTree[];
  /** The format and size of the SBOMs, which are attested to each platform's manifest. @default - SPDX, up to 16 MB */
  readonly sbom?: SbomProps;
  /** What the vulnerability scan looks for. @default - fixable HIGH and CRITICAL */
  readonly scan?: ScanProps;
  /** Folders of Go modules that security-scan.yml runs govulncheck over; `.` is the root. @default - none */
  readonly govulncheck?: readonly string[];
  /** Steps of yours that may run in a privileged job. @default - none */
  readonly trustedSteps?: readonly TrustedStep[];
}
