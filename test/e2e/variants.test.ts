import { application, type Change } from './support/application';
import { demandRelease, type Expected, failures } from './support/demands';
import { digestOf, referrers, tags } from './support/registry';
import { ScratchRepository } from './support/repository';
import { ask } from './support/world';

/** The long series: `npm run e2e -- --all`. */
const long = process.env.SEALWRIGHT_E2E_ALL === '1' ? describe : describe.skip;

async function made(slug: string, change: Change = {}): Promise<ScratchRepository> {
  return ScratchRepository.create(slug, await application(slug, change));
}

async function released(repository: ScratchRepository, tag: string, expected: Partial<Expected> = {}): Promise<void> {
  repository.ref(`refs/tags/${tag}`);
  const run = await repository.run({ ref: `refs/tags/${tag}` });
  expect(failures(run)).toEqual([]);
  expect(run.code).toBe(0);
  const version = tag.replace(/^v/, '');
  const commit = repository.git('rev-parse', 'HEAD');
  await demandRelease(repository, { tag, version, commit, prerelease: false, latest: true, ...expected });
}

long('other releases', () => {
  test('a candidate, then its final version on the same commit', async () => {
    const repository = await made('candidate/app');
    await released(repository, 'v1.2.4-rc.1', { prerelease: true, latest: false });
    const tagsOf = (name: string) => ({
      [`ghcr.io/candidate/${name}`]: name.startsWith('charts') ? ['1.2.4-rc.1'] : ['v1.2.4-rc.1'],
    });
    const earlier = Object.assign({}, ...['app', 'proxy', 'charts/app', 'charts/app-crds'].map(tagsOf)) as Record<
      string,
      string[]
    >;
    earlier['ghcr.io/candidate/app']?.push('release-v1.2.4-rc.1');
    await released(repository, 'v1.2.4', { earlier });
    // The pointer to the commit is the final version's now.
    const commit = repository.git('rev-parse', 'HEAD');
    expect(await digestOf('ghcr.io/candidate/app', `sha-${commit}`)).toBe(
      await digestOf('ghcr.io/candidate/app', 'v1.2.4'),
    );
    repository.remove();
  });

  test('v0.3.0 is a prerelease', async () => {
    const repository = await made('zero/app');
    await released(repository, 'v0.3.0', { prerelease: true, latest: false });
    repository.remove();
  });

  test('a backport is not the latest, and moves no floating tag but its own line', async () => {
    const repository = await made('backport/app', {
      props: 'floatingTags: { latest: true, major: true, minor: true },',
    });
    await released(repository, 'v1.2.3', { floating: ['latest', 'v1', 'v1.2'] });
    const newest = await digestOf('ghcr.io/backport/app', 'v1.2.3');
    repository.git('checkout', '--quiet', '-b', 'release-1.1');
    repository.put('fix', 'x');
    const first = repository.git('rev-parse', 'HEAD');
    await repository.commit('a fix');
    const earlier = {
      'ghcr.io/backport/app': ['v1.2.3', `sha-${first}`, 'release-v1.2.3'],
      'ghcr.io/backport/proxy': ['v1.2.3', `sha-${first}`],
      'ghcr.io/backport/charts/app': ['1.2.3'],
      'ghcr.io/backport/charts/app-crds': ['1.2.3'],
    };
    await released(repository, 'v1.1.9', { latest: false, floating: ['latest', 'v1', 'v1.2', 'v1.1'], earlier });
    for (const tag of ['latest', 'v1', 'v1.2']) expect(await digestOf('ghcr.io/backport/app', tag)).toBe(newest);
    expect(await digestOf('ghcr.io/backport/app', 'v1.1')).toBe(await digestOf('ghcr.io/backport/app', 'v1.1.9'));
    repository.remove();
  });

  test('an owner with capitals', async () => {
    const repository = await made('Acme-Corp/App');
    await released(repository, 'v1.0.0');
    repository.remove();
  });

  test("a maintainer's own draft text is kept", async () => {
    const repository = await made('draft/app');
    await ask('draft', 'draft/app', { tag_name: 'v1.0.0', name: 'One', body: 'Written by hand.\n' });
    await released(repository, 'v1.0.0');
    expect((await repository.github()).releases[0]?.body).toMatch(/^Written by hand\.\n/);
    repository.remove();
  });

  test('one image only', async () => {
    const props = "images: [{ name: 'app', prepare }], charts: [], assets: [],";
    const repository = await made('single/app', { props });
    await released(repository, 'v1.0.0', { images: ['ghcr.io/single/app'], charts: [], assets: [] });
    repository.remove();
  });

  test('a chart only', async () => {
    const props =
      "images: [], assets: [], charts: [{ path: 'charts/app-crds', artifactHub: { category: 'security', repositoryId: '0b0a5b6e-5bd4-4bd5-9bd5-000000000000' } }],";
    const repository = await made('chart/app', { props });
    await released(repository, 'v1.0.0', { images: [], charts: ['ghcr.io/chart/charts/app-crds'], assets: [] });
    repository.remove();
  });

  test('two Dockerfiles in two folders', async () => {
    const service = (name: string) =>
      `FROM scratch\nARG TARGETARCH\nCOPY dist/\${TARGETARCH}/app /${name}\nCOPY dist/\${TARGETARCH}/status /var/lib/dpkg/status\nCOPY dist/\${TARGETARCH}/os-release /etc/os-release\n`;
    const repository = await made('folders/app', {
      props:
        "images: ['app', 'proxy'].map((name) => ({ name, context: `services/${name}`, prepare: { command: `(cd services/${name} && ../../prepare.sh)`, outputs: [`services/${name}/dist`] } })),",
      files: { 'services/app/Dockerfile': service('app'), 'services/proxy/Dockerfile': service('proxy') },
    });
    await released(repository, 'v1.0.0');
    repository.remove();
  });

  test('two registries, one with and one without the referrers API: the same digests and statements in both', async () => {
    const repository = await made('two/app', {
      imports: 'Registry,',
      props:
        "environment: 'release', registries: [Registry.ghcr(), Registry.generic({ host: 'registry.example.com', namespace: 'two', username: 'bot', passwordSecret: 'PASSWORD' })],",
    });
    await released(repository, 'v1.0.0');
    for (const [name, tag] of [
      ['app', 'v1.0.0'],
      ['proxy', 'v1.0.0'],
      ['charts/app', '1.0.0'],
      ['charts/app-crds', '1.0.0'],
    ] as const) {
      const digest = (await digestOf(`ghcr.io/two/${name}`, tag)) ?? '';
      expect(await digestOf(`registry.example.com/two/${name}`, tag)).toBe(digest);
      expect(await referrers(`registry.example.com/two/${name}`, digest)).toHaveLength(2);
      // With the referrers API there is no fallback tag, and the release manifest is in the first registry only.
      expect(
        (await tags(`registry.example.com/two/${name}`)).filter((one) => /^(?:sha256-|release-)/.test(one)),
      ).toEqual([]);
    }
    repository.remove();
  });

  test("GitHub's own attestation is asked for every image, besides ours", async () => {
    const repository = await made('attested/app', { props: "provenance: ['cosign', 'github']," });
    repository.ref('refs/tags/v1.0.0');
    const run = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(run)).toEqual([]);
    const { readFileSync } = await import('node:fs');
    const attested = readFileSync(`${run.artifacts}/attested`, 'utf8');
    for (const [name, tag] of [
      ['app', 'v1.0.0'],
      ['proxy', 'v1.0.0'],
    ] as const) {
      expect(attested).toContain(`ghcr.io/attested/${name}@${await digestOf(`ghcr.io/attested/${name}`, tag)}`);
    }
    repository.remove();
  });
});
