import { application } from './support/application';
import { census, demandRelease, failures } from './support/demands';
import { digestOf, manifest } from './support/registry';
import { ScratchRepository } from './support/repository';
import { put } from './support/tamper';
import { ask, isWrite, type Request } from './support/world';

/** The long series: `npm run e2e -- --all`. */
const long = process.env.SEALWRIGHT_E2E_ALL === '1' ? describe : describe.skip;

/** The steps that write something that others can see. */
const WRITERS = [
  'Publish the image app',
  'Publish the chart app-crds',
  'Commit the release',
  'Set the tags',
  'Publish the GitHub Release',
  'Pull everything without a login',
];
const PROPS = "images: [{ name: 'app', prepare }], charts: [{ path: 'charts/app-crds' }],";

long('killed anywhere, run again', () => {
  const expected = (owner: string, commit: string) => ({
    tag: 'v1.0.0',
    version: '1.0.0',
    commit,
    prerelease: false,
    latest: true,
    images: [`ghcr.io/${owner}/app`],
    charts: [`ghcr.io/${owner}/charts/app-crds`],
  });
  const made = async (owner: string, props = '') => {
    const repository = await ScratchRepository.create(
      `${owner}/app`,
      await application(`${owner}/app`, { props: `${PROPS} ${props}` }),
    );
    repository.ref('refs/tags/v1.0.0');
    return repository;
  };
  /** What must hold whatever happened before: one digest a tag, one statement of each kind a digest, one release. */
  const demandConverged = async (repository: ScratchRepository, owner: string) => {
    const commit = repository.git('rev-parse', 'HEAD');
    const { images, charts } = expected(owner, commit);
    await demandRelease(repository, { ...expected(owner, commit), hasMetadata: false });
    expect((await repository.github()).releases).toHaveLength(1);
    const counts = await census([...images, ...charts]);
    expect(counts[`${images[0]}:v1.0.0`]).toEqual([expect.any(String), 2, 2, 2]);
    expect(counts[`${charts[0]}:1.0.0`]).toEqual([expect.any(String), 2]);
    expect(counts[`${images[0]}:release-v1.0.0`]).toEqual([expect.any(String), 1]);
  };

  test.each(
    WRITERS.flatMap(
      (step) =>
        [
          [step, 'in the middle of'],
          [step, 'after'],
        ] as const,
    ),
  )('%s: killed %s it', async (step, when) => {
    const owner = `crash-${WRITERS.indexOf(step)}-${when === 'after' ? 'after' : 'middle'}`;
    const repository = await made(owner);
    let running = false;
    let done = false;
    let since = 0;
    let polled = false;
    let writes = 0;
    const killed = await repository.run({
      ref: 'refs/tags/v1.0.0',
      onLine: (_, name, line) => {
        if (name !== step) return false;
        if (!running) since = Date.now();
        running = true;
        if (line === '::success::') done = true;
        return when === 'after' && done;
      },
      killWhen: () => {
        if (when === 'after' || !running || done) return false;
        if (!polled) {
          polled = true;
          void ask<Request[]>('requests', since).then((requests) => {
            writes = requests.filter(
              (one) => isWrite(one) || (one.host.endsWith('github.com') && one.method !== 'GET'),
            ).length;
            polled = false;
          });
        }
        // This one writes nothing that others can see.
        return writes >= 1 || step.startsWith('Pull');
      },
    });
    expect(killed.code).not.toBe(0);
    const committed = await digestOf(`ghcr.io/${owner}/app`, 'release-v1.0.0');
    const again = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(again)).toEqual([]);
    // After the commit point nothing is built again, and the first signed set is the one that is released.
    if (committed !== undefined) {
      expect(again.steps.some(({ job }) => job.startsWith('build-'))).toBe(false);
      expect(again.certificates).toBe(0);
      expect(await digestOf(`ghcr.io/${owner}/app`, 'release-v1.0.0')).toBe(committed);
    }
    await demandConverged(repository, owner);
    repository.remove();
  });

  test('a version that is there already with another digest: stopped with both named', async () => {
    const repository = await made('taken');
    const foreign = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [],
    });
    await put('ghcr.io/taken/app', 'v1.0.0', foreign);
    const there = await digestOf('ghcr.io/taken/app', 'v1.0.0');
    const run = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(run).join('\n')).toContain(
      `there is no release manifest of v1.0.0, and yet: ghcr.io/taken/app:v1.0.0 is ${there}`,
    );
    expect([run.certificates, run.writes]).toEqual([0, []]);
    repository.remove();
  });

  test('a tag that somebody sets after the commit point: stopped with both digests named', async () => {
    const repository = await made('raced');
    let done = false;
    const run = await repository.run({
      ref: 'refs/tags/v1.0.0',
      onLine: (job, step) => {
        if (job === 'promote' && step.startsWith('Refuse') && !done) {
          done = true;
          void put(
            'ghcr.io/raced/app',
            'v1.0.0',
            JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] }),
          );
        }
        return false;
      },
    });
    const there = await digestOf('ghcr.io/raced/app', 'v1.0.0');
    expect(failures(run).join('\n')).toMatch(
      new RegExp(
        `promote: Set the tags: ghcr\\.io/raced/app:v1\\.0\\.0 is ${there} already, and this release is sha256:[0-9a-f]{64}`,
      ),
    );
    expect((await repository.github()).releases).toEqual([]);
    repository.remove();
  });

  test('packages that are private at first: the run says what to do, and is resumed when they are public', async () => {
    await ask('policy', 'ghcr.io', 'private', { privateAtFirst: true, absent: 404 });
    const repository = await made('private');
    const run = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(run).join('\n')).toMatch(
      /nobody can pull ghcr\.io\/private\/[\s\S]*Change visibility, Public; then run this job again/,
    );
    await ask('publish', 'ghcr.io', 'private');
    const again = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(again)).toEqual([]);
    expect([again.certificates, again.writes]).toEqual([0, []]);
    await demandConverged(repository, 'private');
    repository.remove();
  });

  test('the very first release, where a package that does not exist answers 403', async () => {
    await ask('policy', 'ghcr.io', 'first', { privateAtFirst: false, absent: 403 });
    const without = await made('first');
    const refused = await without.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(refused).join('\n')).toMatch(/release-v1\.0\.0 can't be seen: .*DENIED/);
    expect([refused.certificates, refused.writes]).toEqual([0, []]);
    without.remove();
    const repository = await made('first', "firstRelease: 'v1.0.0',");
    const run = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(run)).toEqual([]);
    await demandConverged(repository, 'first');
    repository.remove();
  });

  const KINDS: readonly (readonly [string, string, string])[] = [
    ['the digest of a tag', 'HEAD|GET', '/v2/NAME/manifests/release-.*'],
    ['the upload of a blob', 'POST', '/v2/NAME/blobs/uploads/'],
    ['the push of a manifest', 'PUT', '/v2/NAME/manifests/.*'],
    ['the reading of a manifest', 'GET', '/v2/NAME/manifests/sha256:.*'],
  ];
  test.each(
    KINDS.flatMap(([what, method, path]) =>
      ([401, 403, 500, 429, 'cut'] as const).map((answer) => [what, answer, method, path] as const),
    ),
  )(
    '%s is answered with %s for ever: a clear end, nothing guessed, and the next run converges',
    async (what, answer, method, path) => {
      const owner = `answer-${KINDS.findIndex(([one]) => one === what)}-${answer}`;
      const repository = await made(owner);
      await ask('fault', 'ghcr.io', { method, path: path.replace('NAME', `${owner}/app`), answer, times: 100_000 });
      const run = await repository.run({ ref: 'refs/tags/v1.0.0', env: { RETRY_SECONDS: '0' } });
      await ask('noFaults');
      expect(run.code).not.toBe(0);
      expect(failures(run).join('\n')).toMatch(/can't be seen|could not be|does not verify|cosign (?:sign|attest)/);
      expect(await digestOf(`ghcr.io/${owner}/app`, 'v1.0.0')).toBeUndefined();
      const again = await repository.run({ ref: 'refs/tags/v1.0.0' });
      expect(failures(again)).toEqual([]);
      await demandConverged(repository, owner);
      repository.remove();
    },
  );

  test('one answer of each kind that goes wrong is tried again', async () => {
    const repository = await made('again');
    for (const [, method, path] of KINDS.slice(1, 3)) {
      await ask('fault', 'ghcr.io', { method, path: path.replace('NAME', 'again/app'), answer: 500, times: 1 });
      await ask('fault', 'ghcr.io', { method, path: path.replace('NAME', 'again/app'), answer: 'cut', times: 1 });
    }
    const run = await repository.run({ ref: 'refs/tags/v1.0.0', env: { RETRY_SECONDS: '0' } });
    await ask('noFaults');
    expect(failures(run)).toEqual([]);
    await demandConverged(repository, 'again');
    const { manifests } = await manifest('ghcr.io/again/app', 'v1.0.0');
    expect(manifests).toHaveLength(2);
    repository.remove();
  });
});
