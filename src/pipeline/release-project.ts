import { Project } from 'projen';
import { originOf } from './origin';
import { ReleaseRepository } from './release-repository';
import type { RepositoryProps } from './repository-props';
import { projectProblems, usableRepositoryProps } from './repository-schema';

/** A repository that projen does not otherwise manage. */
export interface ReleaseProjectProps extends RepositoryProps {
  /** The project's name. */
  readonly name: string;
  /** The root of the repository. @default . */
  readonly outdir?: string;
}

/**
 * The thin project around a release: the files of the release, `.projen/` and a `default` task that runs `.projenrc.ts`, and nothing else.
 * @throws SynthError from `synth()`, with everything that is wrong with the props and everything that the rules find
 */
export class ReleaseProject extends Project {
  constructor(props: ReleaseProjectProps) {
    const problems = projectProblems(props);
    // What can't be used is reported at synth, with everything else: until then anything stands in for it.
    const name = typeof props?.name === 'string' ? props.name : 'release';
    super({ name, ...(typeof props?.outdir === 'string' ? { outdir: props.outdir } : {}) });
    // The repository keeps its own: projen would write both whole.
    this.tryRemoveFile('.gitignore');
    this.tryRemoveFile('.gitattributes');
    this.defaultTask?.exec(
      `ts-node --swc -O '{"module":"commonjs","moduleResolution":"node10","target":"es2022"}' .projenrc.ts`,
    );
    const origin = originOf('ReleaseProject', name);
    const repository = ReleaseRepository.of(this);
    repository._report(problems, origin);
    repository._configure(usableRepositoryProps(props, problems), origin);
  }
}
