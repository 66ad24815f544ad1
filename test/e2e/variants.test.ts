import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { application, type Change } from './support/application';
import { demandRelease, type Expected, failures } from './support/demands';
import { longDescribe } from './support/long';
import { digestOf } from './support/registry';
import { type Run, ScratchRepository } from './support/repository';
import { verifyRelease } from './support/verifier';
import { ask } from './support/world';

async function made(slug: string, change: Change = {}): Promise<ScratchRepository> {
  return ScratchRepository.create(slug, await application(slug, change));
}

/** Releases a tag; demands what must be true of it, and that the verifier which the release gives its users says so. */
async function released(repository: ScratchRepository, tag: string, expected: Partial<Expected> = {}): Promise<Run> {
  repository.ref(`refs/tags/${tag}`);
  const run = await repository.run({ ref: `refs/tags/${tag}` });
  expect(failures(run)).toEqual([]);
  expect(run.code).toBe(0);
  const version = tag.replace(/^v/, '');
  const commit = repository.git('rev-parse', 'HEAD');
  const fresh = expected.earlier === undefined;
  await demandRelease(repository, { tag, version, commit, prerelease: false, latest: true, fresh, ...expected });
  await verified(repository, tag);
  return run;
}

async function verified(repository: ScratchRepository, tag: string): Promise<void> {
  const { code, out } = await verifyRelease(repository, [tag]);
  expect([code, out]).toEqual([0, expect.not.stringMatching(/^(?:FAILED|UNKNOWN)/m)]);
}

longDescribe('other releases', () => {
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
    await released(repository, 'v1.2.4', { earlier, sameMetadataAs: ['v1.2.4-rc.1'] });
    // The candidate is what it was.
    await verified(repository, 'v1.2.4-rc.1');
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
    await released(repository, 'v1.0.0', { alsoAt: ['registry.example.com/two'] });
    repository.remove();
  });

  test('one registry, which has the referrers API: the release manifest too stands there', async () => {
    const repository = await made('single-api/app', {
      imports: 'Registry,',
      props:
        "environment: 'release', registries: [Registry.generic({ host: 'registry.example.com', namespace: 'single-api', username: 'bot', passwordSecret: 'PASSWORD' })],",
    });
    await released(repository, 'v1.0.0', {
      images: ['registry.example.com/single-api/app', 'registry.example.com/single-api/proxy'],
      charts: ['registry.example.com/single-api/charts/app', 'registry.example.com/single-api/charts/app-crds'],
    });
    const again = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(again)).toEqual([]);
    expect([again.code, again.certificates, again.writes]).toEqual([0, 0, []]);
    repository.remove();
  });

  test.each(['legacy', 'both'] as const)('signatures in the format %s', async (signatureFormat) => {
    const repository = await made(`${signatureFormat}/app`, { props: `signatureFormat: '${signatureFormat}',` });
    const { certificates } = await released(repository, 'v1.0.0', { signatureFormat });
    // SHA256SUMS is a file: it has a bundle in any format.
    const inEach = 2 * 3 * 2 + 3 * 2 + 1;
    expect(certificates).toBe((signatureFormat === 'both' ? 2 : 1) * inEach + 1);
    const again = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(again)).toEqual([]);
    expect([again.code, again.certificates, again.writes]).toEqual([0, 0, []]);
    repository.remove();
  });

  test("GitHub's own attestation is asked for every image, besides ours", async () => {
    const repository = await made('attested/app', { props: "provenance: ['cosign', 'github']," });
    const { artifacts } = await released(repository, 'v1.0.0');
    const wanted = ['app', 'proxy'].map(async (name) => {
      const at = `ghcr.io/attested/${name}`;
      return `attested ${at}@${await digestOf(at, 'v1.0.0')}`;
    });
    const attested = readFileSync(join(artifacts, 'attested'), 'utf8').trimEnd().split('\n');
    expect(attested.map((line) => line.trimEnd()).sort()).toEqual(await Promise.all(wanted));
    repository.remove();
  });
});
