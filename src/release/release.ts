import type { Builder } from './builder';
import type {
  ArtifactHubProps,
  BuildMode,
  ChartValues,
  Gate,
  Notes,
  Platform,
  PrivateSigstore,
  ScanMode,
  Setup,
  TrustedStep,
  VendorTree,
} from './props';
import type { ToolName } from './tool-ledger.generated';

/** How a job logs in to a registry: with the run's own token, or with a user name and the name of a secret. */
export type RegistryLogin =
  | {
      /** With the token of the run. */
      readonly kind: 'github-token';
    }
  | {
      /** With a user name and a secret. */
      readonly kind: 'secret';
      /** The user name. */
      readonly username: string;
      /** The name of the secret that holds the password or token, not its value. */
      readonly secret: string;
    };

/** A registry with everything decided. */
export interface ReleaseRegistry {
  /** Without `https://`, with a port where it has one. */
  readonly host: string;
  /** Lower case. */
  readonly namespace: string;
  /** How the jobs log in. */
  readonly login: RegistryLogin;
}

/** The tags of a release unit. */
export interface TagGrammar {
  /** What stands before the version in a git tag, literally, e.g. `v` or `operator-v`; may be empty. */
  readonly prefix: string;
  /** What stands before the version in an image's tag, e.g. `v` or nothing. */
  readonly imagePrefix: string;
  /** The globs of `on.push.tags`. */
  readonly globs: readonly string[];
}

/** One image to build for one platform. */
export interface Leg {
  /** The platform, as `os/architecture[/variant]`. */
  readonly platform: Platform;
  /** How it is built. */
  readonly mode: BuildMode;
  /** The label of the job's runner. */
  readonly runner: string;
}

/** One image or variant with everything decided: its own archive, scan, digest, SBOMs. */
export interface ReleaseImage {
  /** Name and suffix: the key of its digest, e.g. `gmc` or `gmc-ubi`. Unique in the unit. May hold `/`. */
  readonly key: string;
  /** The name in the registry. */
  readonly name: string;
  /** `''` or e.g. `-ubi`. */
  readonly suffix: string;
  /** {@link key} with `/` replaced by `-`: part of job ids. */
  readonly id: string;
  /** Its `org.opencontainers.image.title`. */
  readonly title: string;
  /** Where it comes from: a Dockerfile, or a command that makes an OCI layout. */
  readonly source:
    | {
        /** A Dockerfile. */
        readonly kind: 'dockerfile';
        /** Its path, from the root. */
        readonly dockerfile: string;
        /** From the root. */
        readonly context: string;
        /** The stage. */
        readonly target: string | undefined;
      }
    | {
        /** A command of the repository's own. */
        readonly kind: 'oci-layout';
        /** One line or a script for bash. */
        readonly command: string;
        /** What it makes, from the root. */
        readonly output: string;
        /** The language tools it needs. */
        readonly setup: Setup | undefined;
      };
  /** What compiles what the Dockerfile copies. */
  readonly prepare:
    | {
        /** One line or a script for bash. */
        readonly command: string;
        /** What it makes, from the root. */
        readonly outputs: readonly string[];
        /** The language tools it needs. */
        readonly setup: Setup | undefined;
      }
    | undefined;
  /** Commands before the build. */
  readonly before: readonly string[];
  /** Commands after the build. */
  readonly after: readonly string[];
  /** Build arguments by name. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Labels by name. */
  readonly labels: Readonly<Record<string, string>>;
  /** What a vulnerability does. */
  readonly scan: ScanMode;
  /** One build for each platform. */
  readonly legs: readonly Leg[];
  /** The full repositories, one per registry, e.g. `ghcr.io/acme/gmc`; the first is the main one. */
  readonly repositories: readonly string[];
}

/** A chart with everything decided. */
export interface ReleaseChart {
  /** Its name in Chart.yaml. */
  readonly name: string;
  /** Its folder, from the root. */
  readonly path: string;
  /** Full repositories, e.g. `ghcr.io/acme/charts/app`; the first is the main one. */
  readonly repositories: readonly string[];
  /** Where its version comes from. */
  readonly version: 'tag' | 'chart-yaml';
  /** Chart.lock must exist and match. */
  readonly lockedDependencies: boolean;
  /** Image key → path in values.yaml. */
  readonly digestValues: Readonly<Record<string, string>>;
  /** Whether the digests are written into the package. */
  readonly digestMode: 'stamp' | 'install-command';
  /** Whether a render with an empty digest must fail. */
  readonly emptyDigests: 'accepted' | 'rejected';
  /** Values for linting and rendering, as `path: value`. */
  readonly renderValues: ChartValues;
  /** What Artifact Hub shows. */
  readonly artifactHub: ArtifactHubProps | undefined;
  /** Its artifacthub-repo.yml, from the root of the repository; none where that would have nothing to say. */
  readonly artifactHubFile: string | undefined;
}

/** One build command of assets. */
export interface AssetBuild {
  /** One line or a script for bash. */
  readonly command: string;
  /** The files that it makes, from the root. */
  readonly outputs: readonly string[];
  /** The language tools that it needs. */
  readonly setup: Setup | undefined;
}

/** A chart of the unit, rendered to one file as it is released: its version, its digests, its own `renderValues`. */
export interface RenderedChart {
  /** {@link ReleaseChart.path} */
  readonly chart: string;
  /** The file's name, without a folder; may hold `{tag}` and `{version}`. */
  readonly output: string;
  /** Beside the chart's `renderValues`. */
  readonly values: ChartValues;
}

/** A tool with its files and checksums. */
export interface Tool {
  /** Its name in the tool ledger. */
  readonly name: ToolName;
  /** The version that is installed. */
  readonly version: string;
  /** For each `os/arch`. `member` is the path of the program in the archive; none for a plain program. */
  readonly assets: Readonly<
    Record<
      string,
      {
        /** Its `https` address. */
        readonly url: string;
        /** The SHA-256 of what is there, 64 lower-case hex digits. */
        readonly sha256: string;
        /** The path of the program in the archive; `undefined` where the file is the program. */
        readonly member: string | undefined;
      }
    >
  >;
}

/** What a scan looks for. */
export interface ScanPolicy {
  /** The severities that count. */
  readonly severities: readonly string[];
  /** Only what has a fixed version. */
  readonly onlyFixed: boolean;
  /** The command of the user's own scanner. */
  readonly command: string | undefined;
}

/** One release unit with every default applied and every combination checked: what all files are written from. */
export interface Release {
  /** `''` for the only unit of a repository. */
  readonly name: string;
  /** The owner of the repository. */
  readonly owner: string;
  /** Its name, without the owner. */
  readonly repository: string;
  /** `owner/name` as GitHub spells it. */
  readonly slug: string;
  /** Who can read the repository. */
  readonly visibility: 'public' | 'private';
  /** The private Sigstore instance. */
  readonly sigstore: PrivateSigstore | undefined;
  /** The text of the private instance's root.json. */
  readonly sigstoreRoot: string | undefined;
  /** The tags that release. */
  readonly tag: TagGrammar;
  /** e.g. `publish.yml` or `publish-operator.yml`: the file whose identity signs. */
  readonly workflowFile: string;
  /** Where it publishes; the first is the main one. */
  readonly registries: readonly ReleaseRegistry[];
  /** Its images. */
  readonly images: readonly ReleaseImage[];
  /** Its charts. */
  readonly charts: readonly ReleaseChart[];
  /** The commands that build assets. */
  readonly builds: readonly AssetBuild[];
  /** The charts that are assets, rendered. */
  readonly renderedCharts: readonly RenderedChart[];
  /** File names of all assets, without a folder; may hold `{tag}` and `{version}`. */
  readonly assets: readonly string[];
  /** The full repository of the release manifest, in the first registry. */
  readonly manifestRepository: string;
  /** Jobs that must succeed before anything is published. */
  readonly gates: readonly Gate[];
  /** Checks that must have succeeded on the commit. */
  readonly requireChecks: readonly string[];
  /** Branches that a release may come from. */
  readonly releaseBranches: readonly string[];
  /** Where a chart's prerelease annotation comes from. */
  readonly prerelease: 'tag' | 'chart-yaml';
  /** Tags that move with the highest stable version. */
  readonly floatingTags: {
    /** Whether `latest` moves. */
    readonly latest: boolean;
    /** Whether the major version, such as `v1`, moves. */
    readonly major: boolean;
    /** Whether the minor version, such as `v1.2`, moves. */
    readonly minor: boolean;
    /** Other names that move with the highest stable version, such as `stable`. */
    readonly aliases: readonly string[];
  };
  /** Where the text of the GitHub Release comes from. */
  readonly notes: Notes;
  /** The tools that the workflows install, by name. */
  readonly tools: Readonly<Record<ToolName, Tool>>;
  /** The images that build. */
  readonly builder: Builder;
  /** The version of govulncheck. */
  readonly govulncheckVersion: string;
  /** Who attests provenance. */
  readonly provenance: readonly ('cosign' | 'github')[];
  /** How signatures are stored. */
  readonly signatureFormat: 'bundle' | 'legacy' | 'both';
  /** The environment of `publish`. */
  readonly environment: string | undefined;
  /** The environment of the other jobs that log in with a secret. */
  readonly registryEnvironment: string | undefined;
  /** The label of the runner of the jobs that hold all of an image. */
  readonly runner: string;
  /** The first tag ever. */
  readonly firstRelease: string | undefined;
  /** Stop where no ruleset protects the tag. */
  readonly requireProtectedTag: boolean;
  /** Vendored trees that are derived again. */
  readonly vendor: readonly VendorTree[];
  /** The SBOMs of each image; `maxBytes` in bytes. */
  readonly sbom: {
    /** Whether CycloneDX is made beside SPDX. */
    readonly cyclonedx: boolean;
    /** Whether the SBOMs are files of the GitHub Release too. */
    readonly asset: boolean;
    /** The most that one may have, in bytes. */
    readonly maxBytes: number;
  };
  /** What a scan looks for. */
  readonly scan: ScanPolicy;
  /** Folders of Go modules, from the root. */
  readonly govulncheck: readonly string[];
  /** Steps that may run in a privileged job. */
  readonly trustedSteps: readonly TrustedStep[];
}

/** A stage of a Dockerfile, in order. */
export interface DockerfileStage {
  /** Lower case, `undefined` where the stage has no name. */
  readonly name: string | undefined;
  /** From 1. */
  readonly line: number;
}

/** What the repository says of a chart. */
export interface ChartFacts {
  readonly name: string;
  readonly version: string;
  /** The line of `version`, from 1. */
  readonly versionLine?: number;
  readonly dependencies: number;
  readonly hasLock: boolean;
  /** The values of `annotations`. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Every path of values.yaml, e.g. `app.image.digest`, and what stands there: `empty` is an empty text that a digest can be stamped over, `text` any other, or nothing. `undefined`: not looked for. */
  readonly values?: ReadonlyMap<string, 'empty' | 'text' | 'other'>;
}

/** What was read of the repository for the model: a path that is not there maps to `undefined`. */
export interface SourceFacts {
  readonly dockerfiles: ReadonlyMap<string, readonly DockerfileStage[] | undefined>;
  /** A chart whose Chart.yaml can't be used maps to the reason. */
  readonly charts: ReadonlyMap<string, ChartFacts | string | undefined>;
  /** Other files that the model takes whole. */
  readonly texts?: ReadonlyMap<string, string | undefined>;
  /** What stands at other paths that the props name. A path that was not looked for is not in it. */
  readonly paths?: ReadonlyMap<string, 'file' | 'folder' | undefined>;
}
