import type { ReleasePipelineProps } from '../props';
import type { ReleaseRegistry } from '../release';
import type { Problems } from './problems';

/** The environment of the jobs that log in to a registry with a secret; none where no job does. */
export function resolveRegistryEnvironment(
  { environment, registryEnvironment }: ReleasePipelineProps,
  registries: readonly ReleaseRegistry[],
  problems: Problems,
): string | undefined {
  const hasSecret = registries.some(({ login }) => login.kind === 'secret');
  if (hasSecret && environment === undefined) {
    problems.add(
      'missing',
      'environment',
      'a registry needs a secret, and without an environment every workflow of the repository can read it',
      'give `environment`, with a tag policy, and keep the secret there',
    );
  }
  if (!hasSecret && registryEnvironment !== undefined) {
    problems.add(
      'impossible',
      'registryEnvironment',
      'no registry needs a secret, so no job would use it',
      'remove it',
    );
  }
  if (registryEnvironment !== undefined && registryEnvironment === environment) {
    problems.add(
      'impossible',
      'registryEnvironment',
      'the reviewers of `environment` would be asked for each job that logs in',
      'name another environment, with the same tag policy and secrets and no reviewers',
    );
  }
  return registryEnvironment ?? (hasSecret && environment !== undefined ? `${environment}-registry` : undefined);
}
