import { Component, type Project } from 'projen';
import {
  type DependabotEcosystem,
  type Directories,
  dependabotData,
  deriveDirectories,
  emptyDirectories,
} from '../emit/dependabot';
import { dependabotProblems } from '../emit/dependabot-schema';
import { headerLines } from '../emit/header';
import { yamlText } from '../emit/yaml-text';
import type { TypedPin } from '../pins/typed-pin';
import { type Problem, ReleaseError } from '../release/errors';
import { GeneratedYaml } from './generated-yaml';
import type { SourceTree } from './tree/source-tree';
import { throwForUser } from './user-error';

const FILE = '.github/dependabot.yml';

/** What Dependabot looks after. */
export interface DependabotProps {
  /** Folders by ecosystem, each beginning with `/`, in place of what the tree holds. @default - derived from the tree */
  readonly directories?: Readonly<Partial<Record<DependabotEcosystem, readonly string[]>>>;
  /** Ecosystems that are left out although the tree holds them. @default - none */
  readonly without?: readonly DependabotEcosystem[];
}

/** `.github/dependabot.yml`: workflows and pin ledger in one group, and every ecosystem that the tree holds. */
export class DependabotConfig extends Component {
  /** The file; it takes `addOverride`, `addDeletionOverride` and `patch`. */
  public readonly file: GeneratedYaml;

  constructor(project: Project, tree: SourceTree, props: DependabotProps, pins: Readonly<Record<string, TypedPin>>) {
    super(project, 'DependabotConfig');
    if (project.tryFindFile(FILE)) {
      const message = `another component already writes ${FILE}: projen's own Dependabot`;
      const fix =
        'switch it off (`githubOptions`/`dependabot: false` on the projen project), or give `dependabot: false` here';
      throwForUser(new ReleaseError([{ code: 'collision', path: 'dependabot', message, fix }]));
    }
    const files = tree.files();
    const directories: Directories = props.directories ?? without(deriveDirectories(files), props.without ?? []);
    const problems = emptyDirectories(directories, files).map(
      ({ ecosystem, directory }): Problem => ({
        code: 'unknown-name',
        path: `dependabot.directories.${ecosystem}`,
        message: `${JSON.stringify(directory)} holds nothing of ${ecosystem}`,
        fix: `the folders are ${(deriveDirectories(files)[ecosystem as DependabotEcosystem] ?? []).join(', ') || 'none'}`,
      }),
    );
    if (problems.length > 0) throwForUser(new ReleaseError(problems));
    const held = Object.entries(pins).flatMap(([action, pin]) => (pin.hold ? [{ action }] : []));
    this.file = new GeneratedYaml(this, FILE, {
      data: () => dependabotData(directories, '/dependabot-config', held),
      text: (data) => yamlText(data, headerLines('.projenrc.ts')),
      problems: (data) => dependabotProblems(data),
    });
  }
}

function without(directories: Directories, ecosystems: readonly DependabotEcosystem[]): Directories {
  return Object.fromEntries(
    Object.entries(directories).filter(([ecosystem]) => !ecosystems.includes(ecosystem as DependabotEcosystem)),
  );
}
