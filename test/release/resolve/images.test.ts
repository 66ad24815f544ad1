import { ociLayout } from '../../../src/release/props';
import { refuses, released } from '../../support/release';

const source = ociLayout({ command: 'make', output: 'x.tar' });

test('the stage is the one of the image, or the last one where nobody else uses the file', () => {
  expect(released().images[0]?.source).toMatchObject({ target: 'gmc' });
  const [solo] = released({ images: [{ name: 'solo', dockerfile: 'other/Dockerfile' }] }).images;
  expect(solo?.source).toMatchObject({ target: undefined });
});

refuses([
  [
    'a Dockerfile that is not there',
    { images: [{ name: 'x', dockerfile: 'no/Dockerfile' }] },
    'images[0].dockerfile',
    'there is no "no/Dockerfile"',
    'ociLayout',
  ],
  [
    'an unknown stage',
    { images: [{ name: 'gmc', target: 'gcm' }] },
    'images[0].target',
    'no stage "gcm"',
    'the stages of Dockerfile are build, gmc, agc',
  ],
  [
    'a shared file without a stage of that name',
    { images: [{ name: 'gmc' }, { name: 'x' }] },
    'images[1].target',
    '2 images use',
    'give `target`',
  ],
  ...(['dockerfile', 'target', 'context', 'title'] as const).map(
    (prop) =>
      [
        `\`${prop}\` of an image whose archive a command writes`,
        { images: [{ name: 'x', source, [prop]: 'a' }] },
        `images[0].${prop}`,
        'no effect',
        'in the command',
      ] as const,
  ),
  [
    'build arguments of a variant whose archive a command writes',
    { images: [{ name: 'x', source, variants: [{ suffix: '-a', buildArgs: { A: 'b' } }] }] },
    'images[0].variants[0].buildArgs',
    'no effect',
    'in the command',
  ],
  [
    'a build argument of ours',
    { images: [{ name: 'gmc', buildArgs: { VERSION: '1' } }] },
    'images[0].buildArgs.VERSION',
    'itself',
    'remove it',
  ],
  [
    'a build argument of ours in a variant',
    { images: [{ name: 'gmc', variants: [{ suffix: '-ubi', buildArgs: { REVISION: '1' } }] }] },
    'images[0].variants[0].buildArgs.REVISION',
    'itself',
    'remove it',
  ],
  [
    'a label of ours',
    { images: [{ name: 'gmc', labels: { 'org.opencontainers.image.title': 'x' } }] },
    'images[0].labels.org.opencontainers.image.title',
    'itself',
    'give `title`',
  ],
]);

test('labels and build arguments besides ours are taken', () => {
  const [image] = released({
    images: [{ name: 'gmc', buildArgs: { BASE: 'ubi' }, labels: { 'org.opencontainers.image.vendor': 'Acme' } }],
  }).images;
  expect(image).toMatchObject({ buildArgs: { BASE: 'ubi' }, labels: { 'org.opencontainers.image.vendor': 'Acme' } });
});
