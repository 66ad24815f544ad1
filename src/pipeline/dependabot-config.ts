import { Component, type Project } from 'projen';
import {
  type DependabotEcosystem,
  type Directories,
  type DirectoryGaps,
  dependabotData,
  deriveDirectories,
  directoryGaps,
  type EcosystemFolder,
  withoutSome,
} from '../emit/dependabot';
import { dependabotProblems } from '../emit/dependabot-schema';
import { headerLines } from '../emit/header';
import { yamlText } from '../emit/yaml-text';
import type { TypedPin } from '../pins/typed-pin';
import { type Problem, ReleaseError } from '../release/errors';
import type { Finding } from '../rules/finding';
import { filterMatches } from '../workflow/glob';
import type { GateProblem } from './gate/gate-problem';
import { GeneratedYaml } from './generated-yaml';
import type { SourceTree } from './tree/source-tree';
import { throwForUser } from './user-error';

const FILE = '.github/dependabot.yml';
const OTHER_SPELLING = '.github/dependabot.yaml';

/** What Dependabot looks after. */
export interface DependabotProps {
  /**
   * Folders by ecosystem, each beginning with `/`, in place of what the tree holds; `*` and `**` are globs, as in `/services/*`.
   * @default - derived from the tree
   */
  readonly directories?: Readonly<Partial<Record<DependabotEcosystem, readonly string[]>>>;
  /** Ecosystems, and folders or globs beginning with `/`, that are left out although the tree holds them. @default - none */
  readonly without?: readonly (DependabotEcosystem | `/${string}`)[];
}

/** `.github/dependabot.yml`: workflows and pin ledger in one group, and every ecosystem that the tree holds. */
export class DependabotConfig extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: GeneratedYaml;
  private readonly gaps: DirectoryGaps;

  constructor(project: Project, tree: SourceTree, props: DependabotProps, pins: Readonly<Record<string, TypedPin>>) {
    super(project, 'DependabotConfig');
    const files = tree.files();
    const derived = withoutSome(deriveDirectories(files), props.without ?? []);
    const directories: Directories = props.directories ?? derived;
    this.gaps = directoryGaps(directories, derived, existsIn(tree, files));
    const problems = [
      ...collisions(project, tree),
      ...this.gaps.absent.map((absent) => absentProblem(absent, derived)),
    ];
    if (problems.length > 0) throwForUser(new ReleaseError(problems));
    const held = Object.entries(pins).flatMap(([action, pin]) => (pin.hold ? [{ action }] : []));
    this.file = new GeneratedYaml(this, FILE, {
      data: () => dependabotData(directories, '/dependabot-config', held),
      text: (data) => yamlText(data, headerLines('.projenrc.ts')),
      problems: (data) => dependabotProblems(data),
    });
  }

  /** Folders that were given and hold nothing, and folders that were forgotten. */
  public findings(): readonly Finding[] {
    return [
      ...this.gaps.empty.map(({ ecosystem, directory }) =>
        warning(
          `\`${directory}\` holds no file by which ${ecosystem} is known`,
          'Dependabot reports an error for a folder in which it finds nothing',
          'correct the folder in `dependabot.directories`, or remove it',
        ),
      ),
      ...this.gaps.leftOut.map(({ ecosystem, directory }) =>
        warning(
          `\`dependabot.directories\` leaves out \`${directory}\`, which holds something of ${ecosystem}`,
          'nobody is told of a new version there',
          `add it, or name it in \`dependabot.without\`: \`'${ecosystem}'\` or \`'${directory}'\``,
        ),
      ),
    ];
  }
}

/** What else writes a configuration of Dependabot. */
function collisions(project: Project, tree: SourceTree): readonly Problem[] {
  const taken = (message: string, fix: string): Problem => ({ code: 'collision', path: 'dependabot', message, fix });
  return [
    ...(project.tryFindFile(FILE)
      ? [
          taken(
            `another component already writes ${FILE}: projen's own Dependabot`,
            'switch it off (`githubOptions`/`dependabot: false` on the projen project), or give `dependabot: false` here',
          ),
        ]
      : []),
    ...(tree.readText(OTHER_SPELLING) === undefined
      ? []
      : [
          taken(
            `there is a ${OTHER_SPELLING}, and GitHub reads one of the two only`,
            `delete ${OTHER_SPELLING}, or give \`dependabot: false\``,
          ),
        ]),
  ];
}

function absentProblem({ ecosystem, directory }: EcosystemFolder, derived: Directories): Problem {
  return {
    code: 'unknown-name',
    path: `dependabot.directories.${ecosystem}`,
    message: `there is no folder ${JSON.stringify(directory)}`,
    fix: `the folders of ${ecosystem} are ${(derived[ecosystem] ?? []).join(', ') || 'none'}`,
  };
}

/** Whether there is a folder; one that git ignores only by its full name. */
function existsIn(tree: SourceTree, files: readonly string[]): (directory: string) => boolean {
  const folders = new Set(['/']);
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
      folders.add(`/${file.slice(0, end)}`);
    }
  }
  return (directory) =>
    [...folders].some((folder) => filterMatches([directory], folder)) || tree.kindOf(directory.slice(1)) === 'folder';
}

function warning(message: string, why: string, fix: string): Finding {
  const at = { file: FILE, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { rule: 'dependabot-folders' satisfies GateProblem, severity: 'warning', ...at, message, why, fix };
}
