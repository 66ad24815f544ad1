import {
  binaries,
  command,
  files,
  Notes,
  ociLayout,
  Registry,
  renderedChart,
  versionFile,
} from '../../../src/release/props';
import { problemsOf, released } from '../../support/release';

describe('defaults', () => {
  const release = released();
  test('an owner with capitals is lowered once, where a registry needs it', () => {
    expect(release.slug).toBe('Acme/App');
    expect(release.images[0]?.repositories).toEqual(['ghcr.io/acme/gmc']);
    expect(release.manifestRepository).toBe('ghcr.io/acme/gmc');
  });
  test('two platforms on native runners', () => {
    expect(release.images[0]?.legs).toEqual([
      { platform: 'linux/amd64', mode: 'native', runner: 'ubuntu-24.04' },
      { platform: 'linux/arm64', mode: 'native', runner: 'ubuntu-24.04-arm' },
    ]);
  });
  test('strict tags', () => {
    expect(release.tag).toEqual({
      prefix: 'v',
      imagePrefix: 'v',
      globs: ['v[0-9]+.[0-9]+.[0-9]+', 'v[0-9]+.[0-9]+.[0-9]+-*'],
    });
    expect(release.workflowFile).toBe('publish.yml');
  });
});

describe('what real projects need', () => {
  test('variants, registries, nested names, tags without v', () => {
    const release = released({
      tag: { git: 'v{version}', image: '{version}' },
      registries: [
        Registry.ghcr(),
        Registry.generic({ host: 'quay.io', namespace: 'acme', username: 'bot', passwordSecret: 'QUAY' }),
      ],
      environment: 'release',
      images: [
        {
          name: 'operator/proxy',
          target: 'gmc',
          variants: [{ suffix: '-ubi', target: 'agc', platforms: ['linux/amd64', 'linux/s390x'] }],
        },
      ],
    });
    expect(release.images.map(({ key, id, repositories }) => [key, id, repositories])).toEqual([
      ['operator/proxy', 'operator-proxy', ['ghcr.io/acme/operator/proxy', 'quay.io/acme/operator/proxy']],
      ['operator/proxy-ubi', 'operator-proxy-ubi', ['ghcr.io/acme/operator/proxy', 'quay.io/acme/operator/proxy']],
    ]);
    expect(release.tag.imagePrefix).toBe('');
    expect(release.images[1]?.legs[1]).toEqual({ platform: 'linux/s390x', mode: 'cross', runner: 'ubuntu-24.04' });
    expect(release.registryEnvironment).toBe('release-registry');
  });
  test('an archive that a command writes, assets, gates, notes, a chart of its own version', () => {
    const release = released({
      images: [{ name: 'ko', source: ociLayout({ command: 'make oci', output: 'dist/x.tar' }) }],
      charts: [{ path: 'charts/app', version: 'chart-yaml', digestValues: { ko: 'image.digest' } }],
      assets: [
        binaries({
          command: 'make cli',
          output: 'dist/ctl-{tag}-{os}-{arch}',
          platforms: ['linux/amd64', 'linux/arm/v7', 'windows/amd64'],
        }),
        renderedChart({ chart: 'charts/app', output: 'install.yaml' }),
        files({ command: 'make docs', outputs: ['dist/docs.tar.gz'] }),
      ],
      gates: [command({ name: 'docs', command: 'make docs' }), versionFile({ path: 'VERSION', pattern: '{version}' })],
      notes: Notes.file('docs/{tag}.md'),
      floatingTags: { latest: true, aliases: ['stable'] },
    });
    expect(release.assets).toEqual([
      'ctl-{tag}-linux-amd64',
      'ctl-{tag}-linux-armv7',
      'ctl-{tag}-windows-amd64.exe',
      'install.yaml',
      'docs.tar.gz',
    ]);
    expect(release.charts[0]?.repositories).toEqual(['ghcr.io/acme/charts/app']);
  });
});

describe('all problems are said at once', () => {
  const paths = (props: unknown) => problemsOf(props).map(({ path }) => path);
  test.each<[string, unknown, readonly string[]]>([
    [
      'those of the schema and those of what the rest means',
      { imagse: [], charts: [{ path: 'nope' }], tag: { git: 'v+{version}' } },
      ['imagse', 'tag.git', 'charts[0].path'],
    ],
    [
      'nothing that only follows from a prop that is left out',
      { images: [{ name: 'GMC' }], charts: [{ path: 'charts/app', digestValues: { gmc: 'image.digest' } }] },
      ['images[0].name'],
    ],
    ['no second problem where the images are left out', { images: 'gmc' }, ['images']],
    ['no guess at what is private', { visibility: 'private', sigstore: {} }, ['sigstore.mirror', 'sigstore.rootFile']],
    ['only the repository, where it is not known', { repository: 'x', charts: [{ path: 'nope' }] }, ['repository']],
  ])('%s', (_name, props, expected) => expect(paths(props)).toEqual(expected));
});

test('a workflow of more than 256 jobs is refused', () => {
  const images = [
    {
      name: 'gmc',
      platforms: ['linux/amd64', 'linux/arm64', 'linux/386', 'linux/s390x'] as const,
      variants: Array.from({ length: 60 }, (_, i) => ({ suffix: `-v${i}` })),
    },
  ];
  expect(problemsOf({ images }).map(({ message }) => message)).toEqual([
    'publish.yml would have 309 jobs; 256 is the most',
  ]);
});

test('one value of a wrong shape hides nothing of its neighbours, and each stands where it was written', () => {
  const props = {
    images: [
      { name: 'gmc', scan: 'gat' },
      { name: 'x', dockerfile: 'Dockerfil' },
    ],
    charts: [{ path: 'charts/nope', digestValues: { gmc: 'image.digest' } }],
    assets: [
      { kind: 'built', command: 'make', outputs: [5] },
      files({ command: 'make', outputs: ['../x'] }),
      renderedChart({ chart: 'charts/nope', output: '/abs' }),
    ],
    gates: [{ kind: 'command' }, versionFile({ path: 'VERSION', pattern: 'x' })],
    trustedSteps: [{ job: 'publsh', name: 'Tell', reason: 'they must know' }],
  };
  expect(problemsOf(props).map(({ path }) => path)).toEqual([
    'images[0].scan',
    'assets[0].outputs[0]',
    'gates[0].name',
    'gates[0].command',
    'images[1].dockerfile',
    'charts[0].path',
    'assets[1].outputs[0]',
    'assets[2].output',
    'gates[1].pattern',
    'trustedSteps[0].job',
  ]);
});
