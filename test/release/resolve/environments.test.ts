import { Registry } from '../../../src/release/props';
import { refuses } from '../../support/release';

const registries = [Registry.dockerHub({ namespace: 'a', username: 'b', tokenSecret: 'C' })];

refuses([
  ['a secret without an environment', { registries }, 'environment', 'every workflow', 'tag policy'],
  [
    'one environment for both',
    { registries, environment: 'release', registryEnvironment: 'release' },
    'registryEnvironment',
    'for each job that logs in',
    'no reviewers',
  ],
  [
    'an environment that no job would use',
    { registryEnvironment: 'registry' },
    'registryEnvironment',
    'no registry needs a secret',
    'remove it',
  ],
]);
