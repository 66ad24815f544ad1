import { refuses, released } from '../../support/release';

refuses([
  [
    'arm/v6 natively',
    { platforms: [{ platform: 'linux/arm/v6', build: 'native' }] },
    'images[0].platforms[0]',
    'hosts no runner',
    'cross',
  ],
  ['a platform twice', { platforms: ['linux/amd64', 'linux/amd64'] }, 'images[0].platforms', 'twice', 'remove one'],
]);

test('each platform is built where it can be', () => {
  const platforms = [
    'linux/s390x',
    { platform: 'linux/arm64', build: 'emulated' },
    { platform: 'linux/ppc64le', runner: 'own-power' },
  ] as const;
  expect(released({ platforms }).images[0]?.legs).toEqual([
    { platform: 'linux/s390x', mode: 'cross', runner: 'ubuntu-24.04' },
    { platform: 'linux/arm64', mode: 'emulated', runner: 'ubuntu-24.04' },
    { platform: 'linux/ppc64le', mode: 'native', runner: 'own-power' },
  ]);
});
