import { Project, type ProjectOptions } from 'projen';
import { ReleaseRepository, type RepositoryProps } from './release-repository';

/** A repository that projen does not otherwise manage. */
export interface ReleaseProjectProps extends RepositoryProps {
  /** The project's name. */
  readonly name: string;
  /** The root of the repository. @default . */
  readonly outdir?: string;
}

/**
 * The thin project around a release: the files of the release, `.projen/` and a `default` task that runs `.projenrc.ts`, and nothing else.
 * @throws ReleaseError when a repository-wide prop is given twice
 */
export class ReleaseProject extends Project {
  constructor(props: ReleaseProjectProps) {
    const { name, outdir, pins, adopt, dependabot } = props;
    const options: ProjectOptions = { name, ...(outdir === undefined ? {} : { outdir }) };
    super(options);
    // The repository keeps its own: projen would write both whole.
    this.tryRemoveFile('.gitignore');
    this.tryRemoveFile('.gitattributes');
    this.defaultTask?.exec(
      `ts-node --swc -O '{"module":"commonjs","moduleResolution":"node10","target":"es2022"}' .projenrc.ts`,
    );
    ReleaseRepository.of(this).configure(
      {
        ...(pins === undefined ? {} : { pins }),
        ...(adopt === undefined ? {} : { adopt }),
        ...(dependabot === undefined ? {} : { dependabot }),
      },
      'the ReleaseProject',
    );
  }
}
