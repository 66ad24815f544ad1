import { filterMatches } from '../workflow/glob';
import type { Data } from './workflow-data';

/** The ecosystems that Dependabot knows; all are derived from a repository's files. */
export type DependabotEcosystem =
  | 'bazel'
  | 'bun'
  | 'bundler'
  | 'cargo'
  | 'composer'
  | 'conda'
  | 'deno'
  | 'devcontainers'
  | 'docker'
  | 'docker-compose'
  | 'dotnet-sdk'
  | 'elm'
  | 'github-actions'
  | 'gitsubmodule'
  | 'gomod'
  | 'gradle'
  | 'helm'
  | 'julia'
  | 'maven'
  | 'mix'
  | 'nix'
  | 'npm'
  | 'nuget'
  | 'opentofu'
  | 'pip'
  | 'pre-commit'
  | 'pub'
  | 'rust-toolchain'
  | 'sbt'
  | 'swift'
  | 'terraform'
  | 'uv'
  | 'vcpkg';

/** Folders of the repository, each beginning with `/`. */
export type Directories = Readonly<Partial<Record<DependabotEcosystem, readonly string[]>>>;

/** A folder, and the ecosystem for which it is there or not. */
export interface EcosystemFolder {
  readonly ecosystem: DependabotEcosystem;
  readonly directory: string;
}

/**
 * By which files an ecosystem is found; what stands before the file's name is the folder.
 * @see https://docs.github.com/code-security/reference/supply-chain-security/supported-ecosystems-and-repositories
 */
const FILES: Readonly<Record<DependabotEcosystem, RegExp>> = {
  bazel: /^(?:MODULE\.bazel|WORKSPACE(?:\.bazel)?)$/,
  bun: /^bun\.lockb?$/,
  bundler: /^Gemfile$/,
  cargo: /^Cargo\.toml$/,
  composer: /^composer\.json$/,
  conda: /^environment\.ya?ml$/,
  deno: /^deno\.jsonc?$/,
  devcontainers: /^\.devcontainer\.json$/,
  docker: /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|dockerfile)$/,
  'docker-compose': /^(?:docker-)?compose(?:\..+)?\.ya?ml$/,
  'dotnet-sdk': /^global\.json$/,
  elm: /^elm\.json$/,
  'github-actions': /^action\.ya?ml$/,
  gitsubmodule: /^\.gitmodules$/,
  gomod: /^go\.mod$/,
  gradle: /^build\.gradle(?:\.kts)?$/,
  helm: /^Chart\.lock$/,
  julia: /^Project\.toml$/,
  maven: /^pom\.xml$/,
  mix: /^mix\.exs$/,
  nix: /^flake\.lock$/,
  npm: /^package\.json$/,
  nuget: /^(?:.+\.(?:cs|fs|vb)proj|packages\.config|Directory\.Packages\.props)$/,
  opentofu: /^[^/]+\.tofu$/,
  pip: /^requirements[^/]*\.txt$/,
  'pre-commit': /^\.pre-commit-config\.yaml$/,
  pub: /^pubspec\.yaml$/,
  'rust-toolchain': /^rust-toolchain(?:\.toml)?$/,
  sbt: /^build\.sbt$/,
  swift: /^Package\.swift$/,
  terraform: /^[^/]+\.tf$/,
  uv: /^uv\.lock$/,
  vcpkg: /^vcpkg\.json$/,
};

/** Every ecosystem that Dependabot knows. */
export const DEPENDABOT_ECOSYSTEMS = Object.keys(FILES) as readonly DependabotEcosystem[];

/** The folders in which Dependabot finds something, by ecosystem. */
export function deriveDirectories(files: readonly string[]): Directories {
  const found = new Map<DependabotEcosystem, Set<string>>();
  for (const file of files) {
    // Dependabot wants to be told the folder that `.devcontainer/` stands in.
    const path = file.replace(/(^|\/)\.devcontainer\/devcontainer\.json$/, '$1.devcontainer.json');
    const slash = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
    for (const [ecosystem, pattern] of Object.entries(FILES) as [DependabotEcosystem, RegExp][]) {
      if (!pattern.test(name)) continue;
      found.set(ecosystem, (found.get(ecosystem) ?? new Set()).add(`/${folder}`));
    }
  }
  // bun and npm both read package.json; its lock says which of the two it is.
  for (const folder of found.get('bun') ?? []) found.get('npm')?.delete(folder);
  return Object.fromEntries(
    [...found]
      .filter(([, folders]) => folders.size > 0)
      .map(([ecosystem, folders]) => [ecosystem, [...folders].sort()]),
  );
}

/** The folders without some ecosystems and without the folders that a glob such as `/examples/**` names. */
export function withoutSome(directories: Directories, without: readonly string[]): Directories {
  const globs = without.filter((one) => one.startsWith('/'));
  return Object.fromEntries(
    Object.entries(directories)
      .filter(([ecosystem]) => !without.includes(ecosystem))
      .map(([ecosystem, folders]) => [ecosystem, folders.filter((folder) => !filterMatches(globs, folder))] as const)
      .filter(([, folders]) => folders.length > 0),
  );
}

/** What does not fit between the folders that were given and the ones that there are. */
export interface DirectoryGaps {
  /** Given, and nowhere in the tree. */
  readonly absent: readonly EcosystemFolder[];
  /** Given and there, with no file by which the ecosystem is known. */
  readonly empty: readonly EcosystemFolder[];
  /** Not given, although there is something of the ecosystem. */
  readonly leftOut: readonly EcosystemFolder[];
}

/** Compares given folders, in which `*` and `**` are globs, with the derived ones; `exists` tells whether the tree has such a folder. */
export function directoryGaps(
  given: Directories,
  derived: Directories,
  exists: (directory: string) => boolean,
): DirectoryGaps {
  const each = (directories: Directories): readonly EcosystemFolder[] =>
    Object.entries(directories).flatMap(([ecosystem, list]) =>
      list.map((directory) => ({ ecosystem: ecosystem as DependabotEcosystem, directory })),
    );
  const names = (pattern: string, some: readonly string[]) => some.some((folder) => filterMatches([pattern], folder));
  const all = each(given);
  const absent = all.filter(({ directory }) => !exists(directory));
  const empty = all.filter(
    (one) => !absent.includes(one) && !names(one.directory, derived[one.ecosystem] ?? []) && !isOwn(one.ecosystem),
  );
  const leftOut = each(derived).filter(
    ({ ecosystem, directory }) => !filterMatches(given[ecosystem] ?? [], directory) && !isOwn(ecosystem),
  );
  return { absent, empty, leftOut };
}

/** Workflows and ledger are always looked after, so there is nothing to be left out. */
function isOwn(ecosystem: DependabotEcosystem): boolean {
  return ecosystem === 'github-actions';
}

/** An action that a hold keeps where it is. */
export interface HeldPin {
  readonly action: string;
}

/** Days between a release and the pull request for it. */
const COOLDOWN_DAYS = 7;

/**
 * The data of dependabot.yml: workflows, ledger and the actions of the repository in one group, then an entry for each ecosystem.
 * @see https://docs.github.com/code-security/reference/supply-chain-security/dependabot-options-reference
 */
export function dependabotData(directories: Directories, ledgerFolder: string, held: readonly HeldPin[]): Data {
  const entry = (ecosystem: string, folders: readonly string[], ignore: readonly HeldPin[] = []): Data => ({
    'package-ecosystem': ecosystem,
    directories: folders,
    schedule: { interval: 'weekly' },
    cooldown: { 'default-days': COOLDOWN_DAYS },
    groups: { [ecosystem === 'github-actions' ? 'actions' : ecosystem]: { patterns: ['*'] } },
    ...(ignore.length === 0 ? {} : { ignore: ignore.map(({ action }) => ({ 'dependency-name': action })) }),
  });
  const others = Object.entries(directories)
    .filter(([ecosystem]) => ecosystem !== 'github-actions')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    version: 2,
    updates: [
      entry('github-actions', [...new Set(['/', ledgerFolder, ...(directories['github-actions'] ?? [])])], held),
      ...others.map(([ecosystem, folders]) => entry(ecosystem, folders)),
    ],
  };
}
