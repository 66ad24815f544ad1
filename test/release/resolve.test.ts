import fc from 'fast-check';
import { ReleaseError } from '../../src/release/errors';
import {
  binaries,
  command,
  files,
  Notes,
  ociLayout,
  Registry,
  type ReleasePipelineProps,
  renderedChart,
  versionFile,
} from '../../src/release/props';
import type { SourceFacts } from '../../src/release/release';
import { checkReleases, globsOverlap, isTag, resolveRelease } from '../../src/release/resolve';
import { filterMatches } from '../../src/workflow/glob';

const chart = { name: 'app', version: '0.0.0', dependencies: 0, hasLock: false, annotations: {} };
const facts: SourceFacts = {
  dockerfiles: new Map([
    [
      'Dockerfile',
      [
        { name: 'build', line: 1 },
        { name: 'gmc', line: 2 },
        { name: 'agc', line: 3 },
      ],
    ],
    ['other/Dockerfile', [{ name: undefined, line: 1 }]],
  ]),
  charts: new Map<string, SourceFacts['charts'] extends ReadonlyMap<string, infer V> ? V : never>([
    ['charts/app', chart],
    ['charts/deps', { ...chart, name: 'deps', dependencies: 2 }],
    ['charts/bad', 'charts/bad/Chart.yaml:1: it is not a mapping'],
  ]),
};
const base: ReleasePipelineProps = { repository: 'Acme/App', images: [{ name: 'gmc' }] };
const resolve = (props: Partial<ReleasePipelineProps>) => resolveRelease({ ...base, ...props }, facts);

function problems(props: unknown) {
  try {
    resolveRelease(props as ReleasePipelineProps, facts);
  } catch (error) {
    if (error instanceof ReleaseError) return error.problems;
    throw error;
  }
  return [];
}

describe('defaults', () => {
  const release = resolve({});
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
  test('the stage of the image', () => {
    expect(release.images[0]?.source).toMatchObject({ target: 'gmc' });
    expect(resolve({ images: [{ name: 'solo', dockerfile: 'other/Dockerfile' }] }).images[0]?.source).toMatchObject({
      target: undefined,
    });
  });
});

describe('what real projects need', () => {
  test('variants, registries, nested names, tags without v', () => {
    const release = resolve({
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
    const release = resolve({
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

describe('what is refused', () => {
  test.each<[string, unknown, string, string]>([
    ['a typo', { ...base, imagse: [] }, 'imagse', 'did you mean `images`?'],
    [
      'a typo in an image',
      { ...base, images: [{ name: 'gmc', platform: [] }] },
      'images[0].platform',
      'did you mean `platforms`?',
    ],
    [
      'a typo in a value',
      { ...base, images: [{ name: 'gmc', scan: 'gates' }] },
      'images[0].scan',
      'did you mean `gate`?',
    ],
    ['no repository', { images: [] }, 'repository', 'give a string'],
    ['not owner/name', { ...base, repository: 'https://github.com/acme/app' }, 'repository', 'write one'],
    ['an unknown platform', { ...base, platforms: ['linux/arm'] }, 'platforms[0]', 'Legal values'],
    ['windows', { ...base, platforms: ['windows/amd64'] }, 'platforms[0]', 'OCI archive'],
    ['a cache', { ...base, cache: true }, 'cache', 'without a cache'],
    ['a signing key', { ...base, signingKey: 'X' }, 'signingKey', 'sign keyless'],
    ['a dispatch', { ...base, workflowDispatch: {} }, 'workflowDispatch', 'push the tag'],
    ['a plus in the tag', { ...base, tag: { git: 'v+{version}' } }, 'tag.git', 'take the `+` out'],
    ['a glob in the tag', { ...base, tag: { git: 'v*{version}' } }, 'tag.git', 'letters, digits'],
    ['no version in the tag', { ...base, tag: { git: 'v' } }, 'tag.git', 'v{version}'],
    ['a digit before the version', { ...base, tag: { git: 'v1{version}' } }, 'tag.git', 'end the prefix'],
    ['a folder in the tag', { ...base, tag: { git: 'operator/v{version}' } }, 'tag.git', 'write a hyphen instead'],
    [
      'no Dockerfile',
      { ...base, images: [{ name: 'x', dockerfile: 'no/Dockerfile' }] },
      'images[0].dockerfile',
      'ociLayout',
    ],
    [
      'an unknown stage',
      { ...base, images: [{ name: 'gmc', target: 'gcm' }] },
      'images[0].target',
      'the stages of Dockerfile are build, gmc, agc',
    ],
    [
      'no stage of that name in a shared file',
      { ...base, images: [{ name: 'gmc' }, { name: 'x' }] },
      'images[1].target',
      'give `target`',
    ],
    ['an image twice', { ...base, images: [{ name: 'gmc' }, { name: 'gmc' }] }, 'images', 'remove one'],
    [
      'two names with one id',
      {
        ...base,
        images: [
          { name: 'a/b', target: 'gmc' },
          { name: 'a-b', target: 'gmc' },
        ],
      },
      'images',
      'rename one',
    ],
    [
      'a value for no image',
      { ...base, charts: [{ path: 'charts/app', digestValues: { gmx: 'a.digest' } }] },
      'charts[0].digestValues.gmx',
      'did you mean `gmc`?',
    ],
    [
      'a variant that there is not',
      { ...base, charts: [{ path: 'charts/app', digestValues: { 'gmc-ubi': 'a.digest' } }] },
      'charts[0].digestValues.gmc-ubi',
      'The images are gmc',
    ],
    [
      'one path for two',
      {
        ...base,
        images: [{ name: 'gmc' }, { name: 'agc' }],
        charts: [{ path: 'charts/app', digestValues: { gmc: 'a', agc: 'a' } }],
      },
      'charts[0].digestValues',
      'keep one',
    ],
    ['no such chart', { ...base, charts: [{ path: 'charts/no' }] }, 'charts[0].path', 'folder of a chart'],
    ['a Chart.yaml that is a list', { ...base, charts: [{ path: 'charts/bad' }] }, 'charts[0].path', 'mend Chart.yaml'],
    ['dependencies that float', { ...base, charts: [{ path: 'charts/deps' }] }, 'charts[0].dependencies', 'locked'],
    [
      'a lock that is missing',
      { ...base, charts: [{ path: 'charts/deps', dependencies: 'locked' }] },
      'charts[0].dependencies',
      'Chart.lock',
    ],
    [
      'arm/v6 natively',
      { ...base, platforms: [{ platform: 'linux/arm/v6', build: 'native' }] },
      'images[0].platforms[0]',
      'cross',
    ],
    ['a platform twice', { ...base, platforms: ['linux/amd64', 'linux/amd64'] }, 'images[0].platforms', 'keep one'],
    ['a private repository on the public log', { ...base, visibility: 'private' }, 'visibility', 'acceptPublicLog'],
    ["GitHub's provenance alone", { ...base, provenance: ['github'] }, 'provenance', 'cosign'],
    [
      'a secret without an environment',
      { ...base, registries: [Registry.dockerHub({ namespace: 'a', username: 'b', tokenSecret: 'C' })] },
      'environment',
      'tag policy',
    ],
    [
      'a nested name on docker.io',
      {
        ...base,
        environment: 'e',
        images: [{ name: 'a/b', target: 'gmc' }],
        registries: [Registry.dockerHub({ namespace: 'a', username: 'b', tokenSecret: 'C' })],
      },
      'images[0].name',
      'registries',
    ],
    [
      'a registry without a secret',
      { ...base, registries: [{ kind: 'generic', host: 'quay.io', namespace: 'a', username: 'b' }] },
      'registries[0].secret',
      'give a string',
    ],
    ['a registry twice', { ...base, registries: [Registry.ghcr(), Registry.ghcr()] }, 'registries', 'keep one'],
    [
      'an alias like a version',
      { ...base, floatingTags: { aliases: ['v1'] } },
      'floatingTags.aliases[0]',
      'choose a word',
    ],
    [
      'an alias like a suffix',
      { ...base, images: [{ name: 'gmc', variants: [{ suffix: '-ubi' }] }], floatingTags: { aliases: ['ubi'] } },
      'floatingTags.aliases[0]',
      'another word',
    ],
    [
      'an asset named like ours',
      { ...base, assets: [files({ command: 'x', outputs: ['SHA256SUMS'] })] },
      'assets[0].outputs[0]',
      'another name',
    ],
    [
      'two assets of one name',
      { ...base, assets: [files({ command: 'x', outputs: ['a/x', 'b/x'] })] },
      'assets',
      'keep one',
    ],
    [
      'a path that leaves the root',
      { ...base, images: [{ name: 'gmc', context: '../..' }] },
      'images[0].context',
      'write one',
    ],
    [
      'an absolute path',
      { ...base, images: [{ name: 'gmc', dockerfile: '/etc/passwd' }] },
      'images[0].dockerfile',
      'write one',
    ],
    [
      'a path like an option',
      { ...base, images: [{ name: 'gmc', context: '--push' }] },
      'images[0].context',
      'write one',
    ],
    [
      'an expression in a command',
      { ...base, gates: [command({ name: 'x', command: 'echo ${{ github.actor }}' })] },
      'gates[0].command',
      'write one',
    ],
    [
      'a version of a tool without a checksum',
      { ...base, tools: { cosign: 'v9.9.9' } },
      'tools.cosign',
      'its versions are',
    ],
    [
      'an old cosign',
      {
        ...base,
        tools: {
          cosign: {
            version: 'v2.5.2',
            assets: {
              'linux/amd64': { url: 'https://x.y/z', sha256: 'a'.repeat(64) },
              'linux/arm64': { url: 'https://x.y/z', sha256: 'a'.repeat(64) },
            },
          },
        },
      },
      'tools.cosign.version',
      '3.0.6',
    ],
    ['a first release that is no tag', { ...base, firstRelease: '1.0.0' }, 'firstRelease', 'v0.1.0'],
    [
      'no place for the manifest',
      { repository: 'a/b', assets: [files({ command: 'x', outputs: ['y'] })] },
      'manifestRepository',
      'ghcr.io/a/releases',
    ],
    [
      'a manifest elsewhere',
      { ...base, manifestRepository: 'quay.io/x/y' },
      'manifestRepository',
      'ghcr.io/acme/releases',
    ],
    ['notes in one file for all', { ...base, notes: Notes.file('NOTES.md') }, 'notes.path', '{tag}'],
    [
      'too many jobs',
      {
        ...base,
        images: [
          {
            name: 'gmc',
            platforms: ['linux/amd64', 'linux/arm64', 'linux/386', 'linux/s390x'],
            variants: Array.from({ length: 60 }, (_, i) => ({ suffix: `-v${i}` })),
          },
        ],
      },
      'images',
      'fewer platforms',
    ],
    ['not an object', 'x', 'the props', 'give a object'],
  ])('%s', (_name, props, path, fix) => {
    const found = problems(props);
    expect(found.map((problem) => problem.path)).toContain(path);
    expect(found.find((problem) => problem.path === path)?.fix).toContain(fix);
  });

  test('all at once, with path and value, and nothing that a terminal obeys', () => {
    const error = (() => {
      try {
        resolveRelease(
          { ...base, images: [{ name: '\u001b[31mX' }], namespce: 1, visibility: 'secret' } as never,
          facts,
        );
      } catch (caught) {
        return caught as ReleaseError;
      }
      throw new Error('accepted');
    })();
    expect(error.problems.map(({ path }) => path).sort()).toEqual(['images[0].name', 'namespce', 'visibility']);
    expect(error.message).not.toContain('\u001b');
    expect(error.message).toContain('3 problems');
  });
});

describe('several units', () => {
  const unit = (name: string, git: string, image: string) =>
    resolve({ name, tag: { git }, images: [{ name: image, target: 'gmc' }] });
  test('apart', () => {
    expect(checkReleases([unit('api', 'api-v{version}', 'api'), unit('web', 'web-v{version}', 'web')])).toEqual([]);
  });
  test('overlapping, unnamed, one image', () => {
    const found = checkReleases([unit('api', 'v{version}', 'api'), { ...unit('x', 'v{version}', 'api'), name: '' }]);
    expect(found.map(({ path }) => path).sort()).toEqual(['images', 'manifestRepository', 'name', 'tag.git']);
  });
  test('property: the search for a common tag agrees with the globs', () => {
    const prefix = fc.oneof(fc.constantFrom('', 'v', 'v-', 'a/', 'x'), fc.stringMatching(/^[v1.a-]{0,6}$/));
    const version = fc.stringMatching(/^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}(-[v1.a-]{0,6}[0-9.]{0,5})?$/);
    const globs = (text: string) => [`${text}[0-9]+.[0-9]+.[0-9]+`, `${text}[0-9]+.[0-9]+.[0-9]+-*`];
    fc.assert(
      fc.property(prefix, prefix, version, (a, b, v) => {
        if (filterMatches(globs(a), a + v) && filterMatches(globs(b), a + v)) expect(globsOverlap(a, b)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(globsOverlap('v', 'vendored-v')).toBe(false);
  });
});

test('property: every strict version with the prefix is matched by the globs', () => {
  const number = fc.nat({ max: 999 });
  fc.assert(
    fc.property(
      number,
      number,
      number,
      fc.option(fc.stringMatching(/^[a-z][0-9a-z]{0,4}(\.[1-9][0-9]{0,2})?$/)),
      (x, y, z, pre) => {
        const tag = `v${x}.${y}.${z}${pre === null ? '' : `-${pre}`}`;
        expect(isTag(tag, 'v')).toBe(true);
        expect(filterMatches(resolve({}).tag.globs, tag)).toBe(true);
      },
    ),
  );
  for (const bad of ['v1.2', 'v01.2.3', 'V1.2.3', 'v1.2.3-', 'v1.2.3+x', 'vendored/x', 'v1.2.3-01'])
    expect(isTag(bad, 'v')).toBe(false);
});
