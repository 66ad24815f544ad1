import { application } from './support/application';
import { census, demandRelease, failures } from './support/demands';
import { longDescribe } from './support/long';
import { digestOf, tags } from './support/registry';
import { type Run, ScratchRepository } from './support/repository';
import { put } from './support/tamper';
import { ask, isWrite } from './support/world';

const METADATA = "artifactHub: { category: 'security', repositoryId: '0b0a5b6e-5bd4-4bd5-9bd5-000000000000' }";
const PROPS = `images: [{ name: 'app', prepare }],
  charts: [{ path: 'charts/app-crds', ${METADATA} }], assets: [renderedChart({ chart: 'charts/app-crds', output: 'app-crds.yaml' })],`;
const IMAGE = 'Publish the image app';
const COMMIT = 'Commit the release';
const TAGS = 'Set the tags';
const RELEASE = 'Publish the GitHub Release';
const EMPTY_INDEX = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [],
});

const release = (owner: string) => ({
  app: `ghcr.io/${owner}/app`,
  chart: `ghcr.io/${owner}/charts/app-crds`,
});

async function made(owner: string, props = ''): Promise<ScratchRepository> {
  const repository = await ScratchRepository.create(
    `${owner}/app`,
    await application(`${owner}/app`, { props: `${PROPS} ${props}` }),
  );
  repository.ref('refs/tags/v1.0.0');
  return repository;
}

/** What every tag of a release names now. */
async function namedBy(owner: string): Promise<Readonly<Record<string, string | undefined>>> {
  const found: Record<string, string | undefined> = {};
  for (const name of ['app', 'charts/app-crds']) {
    const at = `ghcr.io/${owner}/${name}`;
    for (const tag of await tags(at)) if (!tag.startsWith('sha256-')) found[`${at}:${tag}`] = await digestOf(at, tag);
  }
  return found;
}

/** What must hold whatever happened before: one digest a tag, one statement of each kind a digest, one release. */
async function demandConverged(repository: ScratchRepository, owner: string): Promise<void> {
  const { app, chart } = release(owner);
  await demandRelease(repository, {
    tag: 'v1.0.0',
    version: '1.0.0',
    commit: repository.git('rev-parse', 'HEAD'),
    prerelease: false,
    latest: true,
    images: [app],
    charts: [chart],
    assets: ['app-crds.yaml'],
  });
  expect((await repository.github()).releases).toHaveLength(1);
  const counts = await census([app, chart]);
  expect(counts[`${app}:v1.0.0`]).toEqual([expect.any(String), 2, 2, 2]);
  expect(counts[`${chart}:1.0.0`]).toEqual([expect.any(String), 2]);
  expect(counts[`${chart}:artifacthub.io`]).toEqual([expect.any(String), 2]);
  expect(counts[`${app}:release-v1.0.0`]).toEqual([expect.any(String), 1]);
}

/** Runs again as a maintainer would, after `before`; what had a tag keeps it, and after the commit point nothing is made anew. */
async function again(repository: ScratchRepository, owner: string, before: Run, how: 'failed' | 'all'): Promise<void> {
  await ask('noFaults');
  const then = await namedBy(owner);
  const run = await repository.run({
    ref: 'refs/tags/v1.0.0',
    env: { RETRY_SECONDS: '0' },
    ...(how === 'failed' ? { failedOf: before } : {}),
  });
  expect(failures(run)).toEqual([]);
  expect(await namedBy(owner)).toMatchObject(then);
  const built = run.steps.filter(({ job, name }) => job.startsWith('build-') && name === 'Build the image');
  if (then[`${release(owner).app}:release-v1.0.0`] !== undefined) expect([run.certificates, built]).toEqual([0, []]);
  if (before.jobs.manifest === 'success' && how === 'failed') expect(built).toEqual([]);
  await demandConverged(repository, owner);
  repository.remove();
}

/** Where a run is lost: the step, the request that is held, how many of the kind pass before it, and whether it is carried out. */
type Point = readonly [string, string, { method: string; path: string; skip?: number; answer: 'hold' | 'hold-after' }];

const POINTS: readonly Point[] = [
  [IMAGE, 'before its first blob', { method: 'POST', path: '/v2/NAME/app/blobs/uploads/', answer: 'hold' }],
  [
    IMAGE,
    'before the last bytes of a blob are confirmed',
    { method: 'PUT', path: '/v2/NAME/app/blobs/uploads/.*', answer: 'hold-after' },
  ],
  [
    IMAGE,
    'when one architecture is copied',
    { method: 'PUT', path: '/v2/NAME/app/manifests/sha256:.*', answer: 'hold-after' },
  ],
  [
    IMAGE,
    'when all is copied and nothing signed',
    { method: 'PUT', path: '/v2/NAME/app/manifests/sha256:.*', skip: 2, answer: 'hold-after' },
  ],
  [
    IMAGE,
    'when a signature is there and not yet listed',
    { method: 'PUT', path: '/v2/NAME/app/manifests/sha256-.*', answer: 'hold' },
  ],
  [
    IMAGE,
    'when the first signature is listed',
    { method: 'PUT', path: '/v2/NAME/app/manifests/sha256-.*', answer: 'hold-after' },
  ],
  [
    IMAGE,
    'between a signature and its attestation',
    { method: 'PUT', path: '/v2/NAME/app/manifests/sha256-.*', skip: 3, answer: 'hold-after' },
  ],
  [
    'Publish the chart app-crds',
    'when it is copied',
    { method: 'PUT', path: '/v2/NAME/charts/app-crds/manifests/sha256:.*', answer: 'hold-after' },
  ],
  [
    'Publish the Artifact Hub metadata of app-crds',
    'when it is copied',
    { method: 'PUT', path: '/v2/NAME/charts/app-crds/manifests/sha256:.*', answer: 'hold-after' },
  ],
  [
    COMMIT,
    'when the manifest is pushed and not signed',
    { method: 'PUT', path: '/v2/NAME/app/manifests/sha256:.*', answer: 'hold-after' },
  ],
  [
    COMMIT,
    'when the manifest is signed and has no tag',
    { method: 'PUT', path: '/v2/NAME/app/manifests/release-.*', answer: 'hold' },
  ],
  [
    COMMIT,
    'when the manifest has its tag',
    { method: 'PUT', path: '/v2/NAME/app/manifests/release-.*', answer: 'hold-after' },
  ],
  [TAGS, 'when one tag is set', { method: 'PUT', path: '/v2/NAME/app/manifests/v1.0.0', answer: 'hold-after' }],
  [
    TAGS,
    'when the chart has its version',
    { method: 'PUT', path: '/v2/NAME/charts/app-crds/manifests/1.0.0', answer: 'hold-after' },
  ],
  [
    TAGS,
    'when the pointers are set',
    { method: 'PUT', path: '/v2/NAME/charts/app-crds/manifests/artifacthub.io', answer: 'hold-after' },
  ],
];

/** The same for GitHub's side: method and path, and how many pass before. */
const GITHUB_POINTS: readonly (readonly [string, string, number])[] = [
  ['when the draft is made', 'POST /repos/NAME/app/releases$', 0],
  ['when the first file is there', 'POST /repos/NAME/app/releases/\\d+/assets', 0],
  ['when two files are there', 'POST /repos/NAME/app/releases/\\d+/assets', 1],
  ['when all files are there', 'POST /repos/NAME/app/releases/\\d+/assets', 3],
  ['when it is public', 'PATCH /repos/NAME/app/releases/\\d+', 0],
];

/** The steps that write something that others can see, and the one that looks whether they can. */
const WRITERS = [
  'Keep it for the next job',
  IMAGE,
  'Publish the chart app-crds',
  'Publish the Artifact Hub metadata of app-crds',
  COMMIT,
  TAGS,
  RELEASE,
  'Pull everything without a login',
];

longDescribe('killed anywhere, run again', () => {
  let number = 0;
  const HOW = ['failed', 'all'] as const;

  /** Runs until something is held in a step, and kills it there. */
  const killed = async (repository: ScratchRepository, step: string, arm: () => Promise<unknown>): Promise<Run> => {
    let armed = false;
    let held = false;
    let asked = false;
    return repository.run({
      ref: 'refs/tags/v1.0.0',
      onLine: (_, name) => {
        if (name === step && !armed) {
          armed = true;
          void arm();
        }
        return false;
      },
      killWhen: () => {
        if (armed && !asked) {
          asked = true;
          void ask<number>('held').then((count) => {
            held = count > 0;
            asked = false;
          });
        }
        return held;
      },
    });
  };

  test.each(POINTS.flatMap((point) => HOW.map((how) => [...point, how] as const)))(
    '%s: lost %s (%j); run again: %s',
    async (step, _, fault, how) => {
      const owner = `crash-${++number}`;
      const repository = await made(owner);
      await ask('noFaults');
      const lost = await killed(repository, step, () =>
        ask('fault', 'ghcr.io', { ...fault, path: fault.path.replace('NAME', owner), times: 1 }),
      );
      expect(lost.code).not.toBe(0);
      await again(repository, owner, lost, how);
    },
  );

  test.each(GITHUB_POINTS.flatMap((point) => HOW.map((how) => [...point, how] as const)))(
    `${RELEASE}: lost %s (%s after %i); run again: %s`,
    async (_, pattern, skip, how) => {
      const owner = `crash-${++number}`;
      const repository = await made(owner);
      await ask('noFaults');
      const lost = await killed(repository, RELEASE, () =>
        ask('githubFault', pattern.replace('NAME', owner), 'hold-after', 1, skip),
      );
      expect(lost.code).not.toBe(0);
      await again(repository, owner, lost, how);
    },
  );

  test.each(WRITERS)('lost after the step: %s', async (step) => {
    const owner = `crash-${++number}`;
    const repository = await made(owner);
    const lost = await repository.run({
      ref: 'refs/tags/v1.0.0',
      onLine: (_, name, line) => name === step && line === '::success::',
    });
    expect(lost.code).not.toBe(0);
    await again(repository, owner, lost, 'failed');
  });
});

longDescribe('what others have set', () => {
  test.each([
    ['app', 'v1.0.0'],
    ['charts/app-crds', '1.0.0'],
  ])('%s:%s is there already with another digest: stopped with it named', async (name, tag) => {
    const owner = `taken-${name.length}`;
    const repository = await made(owner);
    await put(`ghcr.io/${owner}/${name}`, tag, EMPTY_INDEX);
    const there = await digestOf(`ghcr.io/${owner}/${name}`, tag);
    const run = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(run).join('\n')).toContain(
      `there is no release manifest of v1.0.0, and yet: ghcr.io/${owner}/${name}:${tag} is ${there}`,
    );
    expect([run.certificates, run.writes]).toEqual([0, []]);
    repository.remove();
  });

  test.each([
    ['app', 'v1.0.0'],
    ['charts/app-crds', '1.0.0'],
  ])('%s:%s is set by somebody after the commit point: stopped with both digests named', async (name, tag) => {
    const owner = `raced-${name.length}`;
    const repository = await made(owner);
    let done = false;
    const run = await repository.run({
      ref: 'refs/tags/v1.0.0',
      onLine: (job, step) => {
        if (job === 'promote' && step.startsWith('Refuse') && !done) {
          done = true;
          void put(`ghcr.io/${owner}/${name}`, tag, EMPTY_INDEX);
        }
        return false;
      },
    });
    const there = await digestOf(`ghcr.io/${owner}/${name}`, tag);
    expect(failures(run).join('\n')).toMatch(
      new RegExp(
        `promote: Set the tags: ghcr\\.io/${owner}/${name}:${tag} is ${there} already, and this release is sha256:[0-9a-f]{64}`,
      ),
    );
    // Nothing but what somebody else has set.
    expect(await namedBy(owner)).toMatchObject({ [`ghcr.io/${owner}/${name}:${tag}`]: there });
    expect(run.writes.filter(({ path }) => /\/manifests\/v?1\.0\.0$/.test(path))).toEqual([]);
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
    const resumed = await repository.run({ ref: 'refs/tags/v1.0.0', failedOf: run });
    expect(failures(resumed)).toEqual([]);
    expect([resumed.certificates, resumed.writes]).toEqual([0, []]);
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
});

/** What is asked of a registry, with what the run says when it is never answered well. */
const KINDS: readonly (readonly [string, string, string, RegExp])[] = [
  ['the digest of a tag', 'HEAD|GET', '/v2/NAME/app/manifests/release-.*', /can't be seen/],
  ['whether a blob is there', 'HEAD', '/v2/NAME/app/blobs/sha256:.*', /could not be copied/],
  ['the upload of a blob', 'POST', '/v2/NAME/app/blobs/uploads/', /could not be copied/],
  ['the bytes of a blob', 'PUT|PATCH', '/v2/NAME/app/blobs/uploads/.*', /could not be copied/],
  ['the push of a manifest', 'PUT', '/v2/NAME/app/manifests/.*', /could not be copied/],
  ['the list of statements', 'GET', '/v2/NAME/app/manifests/sha256-.*', /can't be seen|does not verify|cosign sign/],
  [
    'the reading of a manifest',
    'GET',
    '/v2/NAME/app/manifests/sha256:.*',
    /can't be seen|could not be copied|does not verify|cosign (?:sign|attest)/,
  ],
  [
    'the reading of a blob',
    'GET',
    '/v2/NAME/app/blobs/.*',
    /can't be seen|does not verify|could not be copied|can't be read/,
  ],
];

longDescribe('answers of a registry that go wrong', () => {
  test.each(
    KINDS.flatMap(([what, method, path, message], kind) =>
      ([401, 403, 500, 429, 'cut'] as const).map((answer) => [what, answer, method, path, message, kind] as const),
    ),
  )(
    '%s is answered with %s for ever: a clear end, nothing guessed',
    async (...[, answer, method, path, message, kind]) => {
      const owner = `answer-${kind}-${answer}`;
      const repository = await made(owner);
      const whole = path.replace('NAME', owner);
      await ask('noFaults');
      await ask('fault', 'ghcr.io', { method, path: whole, answer, times: 100_000 });
      const run = await repository.run({ ref: 'refs/tags/v1.0.0', env: { RETRY_SECONDS: '0' } });
      expect(run.code).not.toBe(0);
      expect(failures(run).join('\n')).toMatch(message);
      expect(await digestOf(release(owner).app, 'v1.0.0')).toBeUndefined();
      // Bounded: no step asks for the same for ever.
      const met = run.requests.filter(
        (one) => new RegExp(`^(?:${method})$`).test(one.method) && new RegExp(`^${whole}$`).test(one.path),
      );
      expect(met.length).toBeLessThan(200);
      // Each way to run again, once for each kind.
      if (answer === 500) await again(repository, owner, run, 'all');
      else if (answer === 'cut') await again(repository, owner, run, 'failed');
      else repository.remove();
    },
  );

  test('logins that are refused: a clear end before anything is written', async () => {
    const repository = await made('login');
    await ask('fault', 'ghcr.io', { method: 'GET', path: '/v2/', answer: 500, times: 100_000 });
    const run = await repository.run({ ref: 'refs/tags/v1.0.0' });
    expect(failures(run).join('\n')).toMatch(
      /release: Log in to ghcr\.io: octocat could not log in to ghcr\.io: [\s\S]*500 Internal Server Error/,
    );
    expect([run.certificates, run.writes]).toEqual([0, []]);
    await again(repository, 'login', run, 'failed');
  });

  test('one answer of each kind that goes wrong is asked for again', async () => {
    const repository = await made('once');
    await ask('noFaults');
    for (const [, method, path] of KINDS.slice(1)) {
      for (const answer of [500, 'cut'] as const)
        await ask('fault', 'ghcr.io', { method, path: path.replace('NAME', 'once'), answer, times: 1 });
    }
    const run = await repository.run({ ref: 'refs/tags/v1.0.0', env: { RETRY_SECONDS: '0' } });
    await ask('noFaults');
    expect(failures(run)).toEqual([]);
    await demandConverged(repository, 'once');
    repository.remove();
  });

  // The registry has done what it was asked for, and nobody hears of it.
  test.each([
    ['a signature', '/v2/NAME/app/manifests/sha256-.*'],
    ['a copy', '/v2/NAME/app/manifests/sha256:.*'],
    ['the commit', '/v2/NAME/app/manifests/release-.*'],
    ['a tag', '/v2/NAME/app/manifests/v1\\.0\\.0'],
  ])('an answer that is lost: %s is not made twice', async (what, path) => {
    const owner = `lost-${what.replace(/[^a-z]/g, '')}`;
    const repository = await made(owner);
    await ask('noFaults');
    await ask('fault', 'ghcr.io', { method: 'PUT', path: path.replace('NAME', owner), answer: 'cut-after', times: 1 });
    const run = await repository.run({ ref: 'refs/tags/v1.0.0', env: { RETRY_SECONDS: '0' } });
    if (failures(run).length > 0) await again(repository, owner, run, 'failed');
    else {
      await demandConverged(repository, owner);
      repository.remove();
    }
  });

  // A statement that can't be read is not one that is absent: nothing is signed twice.
  test.each([429, 500, 'cut'] as const)('a statement of the attempt before is answered with %s', async (answer) => {
    const owner = `unread-${answer}`;
    const repository = await made(owner);
    const lost = await repository.run({
      ref: 'refs/tags/v1.0.0',
      onLine: (_, name, line) => name === IMAGE && line === '::success::',
    });
    await ask('fault', 'ghcr.io', {
      method: 'GET',
      path: `/v2/${owner}/app/blobs/.*`,
      answer,
      times: 100_000,
    });
    const blind = await repository.run({ ref: 'refs/tags/v1.0.0', failedOf: lost, env: { RETRY_SECONDS: '0' } });
    expect(failures(blind).join('\n')).toMatch(/a statement about ghcr\.io\/\S+, can't be seen/);
    expect(blind.certificates).toBe(0);
    expect(blind.writes.filter((one) => isWrite(one) && one.path.includes('/manifests/sha256-'))).toEqual([]);
    await again(repository, owner, blind, 'failed');
  });
});
