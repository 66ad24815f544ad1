import { files } from '../../../src/release/props';
import { refuses, released } from '../../support/release';

const assets = [files({ command: 'x', outputs: ['y'] })];

refuses([
  ['a release of nothing', { images: [] }, 'images', 'nothing to release', '`charts`'],
  [
    'a release of nothing that has a place for its manifest',
    { images: [], manifestRepository: 'ghcr.io/acme/releases' },
    'images',
    'nothing to release',
    '`assets`',
  ],
  ['no place for the manifest', { images: [], assets }, 'manifestRepository', 'nowhere', 'ghcr.io/acme/releases'],
  [
    'a manifest elsewhere',
    { manifestRepository: 'quay.io/x/y' },
    'manifestRepository',
    'not a repository in the first registry',
    'ghcr.io/acme/releases',
  ],
]);

test('files alone have their manifest where it is said', () =>
  expect(released({ images: [], assets, manifestRepository: 'ghcr.io/acme/releases' }).manifestRepository).toBe(
    'ghcr.io/acme/releases',
  ));
