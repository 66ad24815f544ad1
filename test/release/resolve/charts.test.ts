import { Registry } from '../../../src/release/props';
import { refuses } from '../../support/release';

const app = { path: 'charts/app' };
const docker = {
  environment: 'release',
  registries: [Registry.dockerHub({ namespace: 'team', username: 'bot', tokenSecret: 'HUB' })],
};

refuses([
  ['a folder without a chart', { charts: [{ path: 'charts/no' }] }, 'charts[0].path', 'charts/no/Chart.yaml', 'folder'],
  [
    'a Chart.yaml that is a list',
    { charts: [{ path: 'charts/bad' }] },
    'charts[0].path',
    'charts/bad/Chart.yaml:1',
    'fix the file',
  ],
  ['dependencies that float', { charts: [{ path: 'charts/deps' }] }, 'charts[0].dependencies', 'not fixed', 'locked'],
  [
    'a lock that is missing',
    { charts: [{ path: 'charts/deps', dependencies: 'locked' }] },
    'charts[0].dependencies',
    'Chart.lock',
    'helm dependency update',
  ],
  [
    'an unknown image',
    { charts: [{ ...app, digestValues: { gmx: 'image.digest' } }] },
    'charts[0].digestValues.gmx',
    'no image "gmx"',
    'did you mean `gmc`?',
  ],
  [
    'a variant that does not exist',
    { charts: [{ ...app, digestValues: { 'gmc-ubi': 'image.digest' } }] },
    'charts[0].digestValues.gmc-ubi',
    'no image "gmc-ubi"',
    'the images are gmc',
  ],
  [
    'one path for two images',
    {
      images: [{ name: 'gmc' }, { name: 'agc' }],
      charts: [{ ...app, digestValues: { gmc: 'image.digest', agc: 'image.digest' } }],
    },
    'charts[0].digestValues',
    'listed twice',
    'remove one',
  ],
  [
    'a path that values.yaml has not',
    { charts: [{ ...app, digestValues: { gmc: 'image.digset' } }] },
    'charts[0].digestValues.gmc',
    'charts/app/values.yaml has no "image.digset"',
    'did you mean `image.digest`?; its paths that end in digest are image.digest, other.digest',
  ],
  ...['image', 'replicas'].map(
    (path) =>
      [
        `a path where no text stands: ${path}`,
        { charts: [{ ...app, digestValues: { gmc: path } }] },
        'charts[0].digestValues.gmc',
        `"${path}" of charts/app/values.yaml is not a text`,
        'image.digest',
      ] as const,
  ),
  [
    'nothing to stamp',
    { charts: [{ ...app, digestMode: 'stamp' }] },
    'charts[0].digestMode',
    'stamped',
    'digestValues',
  ],
  [
    'a place where no digest can be stamped',
    { charts: [{ ...app, digestMode: 'stamp', digestValues: { gmc: 'other.digest' } }] },
    'charts[0].digestValues.gmc',
    '"other.digest" of charts/app/values.yaml is not an empty text that a digest can be stamped over',
    'write `digest: ""` on a line of its own',
  ],
  [
    'nothing to reject',
    { charts: [{ ...app, emptyDigests: 'rejected' }] },
    'charts[0].emptyDigests',
    'rejected',
    'digestValues',
  ],
  [
    'a chart and an image in one repository',
    { charts: [{ path: 'charts/gmc', repository: 'x' }], images: [{ name: 'x/gmc', target: 'gmc' }] },
    'charts',
    'ghcr.io/acme/x/gmc',
    'another `repository`',
  ],
  [
    'a chart and an image of one name on docker.io',
    { ...docker, charts: [{ path: 'charts/gmc', repository: 'x' }] },
    'charts',
    'docker.io/team/gmc',
    'rename one of them',
  ],
  [
    'a prerelease from annotations that nobody writes',
    { charts: [app], prerelease: 'chart-yaml' },
    'prerelease',
    'annotation',
    'artifactHub',
  ],
  [
    "a chart's own version that no tag can equal",
    { charts: [{ path: 'charts/loose', version: 'chart-yaml' }] },
    'charts[0].version',
    'charts/loose/Chart.yaml:7: no tag can equal the version "1"',
    'semantic version',
  ],
]);
