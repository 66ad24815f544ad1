import type { ReleaseRegistry } from '../release/release';
import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Logs in to one registry for the later steps of the job. */
export function registryLogin({ host, login }: ReleaseRegistry): RunStep {
  const [username, password] =
    login.kind === 'github-token'
      ? [expression('github.actor'), expression('github.token')]
      : [login.username, expression(`secrets.${login.secret}`)];
  return {
    name: `Log in to ${host}`,
    env: { REGISTRY: host, USERNAME: username, PASSWORD: password },
    run: script('registry-login'),
  };
}
