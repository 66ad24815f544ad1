import type { Builder } from './builder';
import type {
  ArtifactHubProps,
  BuildMode,
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
  | { readonly kind: 'github-token' }
  | { readonly kind: 'secret'; readonly username: string; readonly secret: string };

/** A registry with everything decided. */
export interface ReleaseRegistry {
  readonly host: string;
  /** Lower case. */
  readonly namespace: string;
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
  readonly platform: Platform;
  readonly mode: BuildMode;
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
  readonly title: string;
  readonly source:
    | {
        readonly kind: 'dockerfile';
        readonly dockerfile: string;
        readonly context: string;
        readonly target: string | undefined;
      }
    | {
        readonly kind: 'oci-layout';
        readonly command: string;
        readonly output: string;
        readonly setup: Setup | undefined;
      };
  readonly prepare:
    | { readonly command: string; readonly outputs: readonly string[]; readonly setup: Setup | undefined }
    | undefined;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly scan: ScanMode;
  readonly legs: readonly Leg[];
  /** The full repositories, one per registry, e.g. `ghcr.io/acme/gmc`; the first is the main one. */
  readonly repositories: readonly string[];
}

/** A chart with everything decided. */
export interface ReleaseChart {
  readonly name: string;
  readonly path: string;
  /** Full repositories, e.g. `ghcr.io/acme/charts/app`; the first is the main one. */
  readonly repositories: readonly string[];
  readonly version: 'tag' | 'chart-yaml';
  readonly lockedDependencies: boolean;
  /** Image key → path in values.yaml. */
  readonly digestValues: Readonly<Record<string, string>>;
  readonly digestMode: 'stamp' | 'install-command';
  readonly emptyDigests: 'accepted' | 'rejected';
  readonly renderValues: Readonly<Record<string, string>>;
  readonly artifactHub: ArtifactHubProps | undefined;
  /** Its artifacthub-repo.yml, from the root of the repository; none where that would have nothing to say. */
  readonly artifactHubFile: string | undefined;
}

/** One build command of assets. */
export interface AssetBuild {
  readonly command: string;
  readonly outputs: readonly string[];
  readonly setup: Setup | undefined;
}

/** A chart of the unit, rendered to one file as it is released: its version, its digests, its own `renderValues`. */
export interface RenderedChart {
  /** {@link ReleaseChart.path} */
  readonly chart: string;
  /** The file's name, without a folder; may hold `{tag}` and `{version}`. */
  readonly output: string;
  /** Beside the chart's `renderValues`. */
  readonly values: Readonly<Record<string, string>>;
}

/** A tool with its files and checksums. */
export interface Tool {
  readonly name: ToolName;
  readonly version: string;
  /** For each `os/arch`. `member` is the path of the program in the archive; none for a plain program. */
  readonly assets: Readonly<
    Record<string, { readonly url: string; readonly sha256: string; readonly member: string | undefined }>
  >;
}

/** What a scan looks for. */
export interface ScanPolicy {
  readonly severities: readonly string[];
  readonly onlyFixed: boolean;
  readonly command: string | undefined;
}

/** One release unit with every default applied and every combination checked: what all files are written from. */
export interface Release {
  /** `''` for the only unit of a repository. */
  readonly name: string;
  readonly owner: string;
  readonly repository: string;
  /** `owner/name` as GitHub spells it. */
  readonly slug: string;
  readonly visibility: 'public' | 'private';
  readonly sigstore: PrivateSigstore | undefined;
  /** The text of the private instance's root.json. */
  readonly sigstoreRoot: string | undefined;
  readonly tag: TagGrammar;
  /** e.g. `publish.yml` or `publish-operator.yml`: the file whose identity signs. */
  readonly workflowFile: string;
  readonly registries: readonly ReleaseRegistry[];
  readonly images: readonly ReleaseImage[];
  readonly charts: readonly ReleaseChart[];
  readonly builds: readonly AssetBuild[];
  readonly renderedCharts: readonly RenderedChart[];
  /** File names of all assets, without a folder; may hold `{tag}` and `{version}`. */
  readonly assets: readonly string[];
  /** The full repository of the release manifest, in the first registry. */
  readonly manifestRepository: string;
  readonly gates: readonly Gate[];
  readonly requireChecks: readonly string[];
  readonly releaseBranches: readonly string[];
  readonly prerelease: 'tag' | 'chart-yaml';
  readonly floatingTags: {
    readonly latest: boolean;
    readonly major: boolean;
    readonly minor: boolean;
    readonly aliases: readonly string[];
  };
  readonly notes: Notes;
  readonly tools: Readonly<Record<ToolName, Tool>>;
  readonly builder: Builder;
  /** The version of govulncheck. */
  readonly govulncheckVersion: string;
  readonly provenance: readonly ('cosign' | 'github')[];
  readonly signatureFormat: 'bundle' | 'legacy' | 'both';
  readonly environment: string | undefined;
  readonly registryEnvironment: string | undefined;
  readonly firstRelease: string | undefined;
  readonly requireProtectedTag: boolean;
  readonly vendor: readonly VendorTree[];
  readonly sbom: { readonly cyclonedx: boolean; readonly asset: boolean; readonly maxBytes: number };
  readonly scan: ScanPolicy;
  readonly govulncheck: readonly string[];
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
  /** Every path of values.yaml, e.g. `app.image.digest`, and whether a text (maybe an empty one) stands there. `undefined`: not looked for. */
  readonly values?: ReadonlyMap<string, 'text' | 'other'>;
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
