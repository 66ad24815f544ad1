import type { Data } from './workflow-data';

/** The ecosystems that are derived from a repository's files. */
export type DependabotEcosystem =
  | 'bundler'
  | 'cargo'
  | 'composer'
  | 'docker'
  | 'docker-compose'
  | 'github-actions'
  | 'gitsubmodule'
  | 'gomod'
  | 'gradle'
  | 'maven'
  | 'npm'
  | 'pip'
  | 'terraform'
  | 'uv';

/** Folders of the repository, each beginning with `/`. */
export type Directories = Readonly<Partial<Record<DependabotEcosystem, readonly string[]>>>;

/** Which files an ecosystem is found by. */
const FILES: Readonly<Partial<Record<DependabotEcosystem, RegExp>>> = {
  bundler: /^Gemfile$/,
  cargo: /^Cargo\.toml$/,
  composer: /^composer\.json$/,
  docker: /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|dockerfile)$/,
  'docker-compose': /^(?:docker-)?compose(?:\..+)?\.ya?ml$/,
  gitsubmodule: /^\.gitmodules$/,
  gomod: /^go\.mod$/,
  gradle: /^build\.gradle(?:\.kts)?$/,
  maven: /^pom\.xml$/,
  npm: /^package\.json$/,
  pip: /^requirements[^/]*\.txt$/,
  terraform: /^[^/]+\.tf$/,
  uv: /^uv\.lock$/,
};

/** The folders in which Dependabot finds something, by ecosystem. */
export function deriveDirectories(files: readonly string[]): Directories {
  const found = Object.entries(FILES).flatMap(([ecosystem, pattern]) => {
    const folders = files.flatMap((file) => {
      const slash = file.lastIndexOf('/');
      return pattern.test(file.slice(slash + 1)) ? [`/${slash < 0 ? '' : file.slice(0, slash)}`] : [];
    });
    return folders.length === 0 ? [] : [[ecosystem, [...new Set(folders)].sort()] as const];
  });
  return Object.fromEntries(found);
}

/** Folders that were given and in which there is nothing for their ecosystem. */
export function emptyDirectories(
  given: Directories,
  files: readonly string[],
): readonly { readonly ecosystem: string; readonly directory: string }[] {
  const derived = deriveDirectories(files);
  return Object.entries(given).flatMap(([ecosystem, directories]) => {
    const known = derived[ecosystem as DependabotEcosystem] ?? [];
    return directories.filter((directory) => !known.includes(directory)).map((directory) => ({ ecosystem, directory }));
  });
}

/** An action that a hold keeps where it is. */
export interface HeldPin {
  readonly action: string;
}

/** Days between a release and the pull request for it. */
const COOLDOWN_DAYS = 7;

/**
 * The data of dependabot.yml: actions and ledger in one group, then an entry for each ecosystem.
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
      entry('github-actions', ['/', ledgerFolder], held),
      ...others.map(([ecosystem, folders]) => entry(ecosystem, folders)),
    ],
  };
}
