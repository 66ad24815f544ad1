import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { application } from './support/application';
import { census, demandRelease, failures, SPDX } from './support/demands';
import { blob, manifest, sha256, statements } from './support/registry';
import { countRequests, reportBytes, reportRequests, reportSpeed } from './support/report';
import { type Run, ScratchRepository } from './support/repository';
import { ask } from './support/world';

const IMAGES = ['ghcr.io/acme/app', 'ghcr.io/acme/proxy'];
const CHARTS = ['ghcr.io/acme/charts/app', 'ghcr.io/acme/charts/app-crds'];

/** The blob `{}`. */
const EMPTY = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
/** What was measured for the first image, which the release manifest stands beside (78, 226, 73), and a tenth. */
const BUDGET = { token: 86, reads: 249, writes: 80 };

describe('publish.yml for the tag v1.2.3', () => {
  let repository: ScratchRepository;
  let commit: string;
  let run: Run;

  beforeAll(async () => {
    repository = await ScratchRepository.create('acme/app', await application('acme/app'));
    commit = repository.git('rev-parse', 'HEAD');
    repository.annotatedTag('v1.2.3');
    run = await repository.run({ ref: 'refs/tags/v1.2.3' });
    reportSpeed('publish.yml', run);
    reportRequests(run);
    reportBytes(run);
  });
  afterAll(() => repository.remove());

  test('a second synth changes nothing', () => {
    repository.synth();
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  test('every job succeeds, and nothing was asked that GitHub would not answer', async () => {
    expect(failures(run)).toEqual([]);
    expect(run.code).toBe(0);
    expect(Object.values(run.jobs).every((result) => result === 'success')).toBe(true);
    expect(Object.keys(run.jobs)).toHaveLength(14);
    expect(await ask('unknown')).toEqual([]);
  });

  test('what is there is what the model says, no more and no less', async () => {
    const plain = { prerelease: false, latest: true, fresh: true };
    await demandRelease(repository, { tag: 'v1.2.3', version: '1.2.3', commit, ...plain });
    // Two images of three digests with two statements each, two charts and the metadata with two each, the release manifest, SHA256SUMS.
    expect(run.certificates).toBe(2 * 3 * 2 + 3 * 2 + 1 + 1);
  });

  test('published bytes are the scanned bytes', async () => {
    const published: string[] = [];
    for (const image of IMAGES) {
      for (const { digest, platform } of (await manifest(image, 'v1.2.3')).manifests) {
        const { config, layers } = await manifest(image, digest);
        const blobs = await Promise.all([config, ...layers].map(async (one) => sha256(await blob(image, one.digest))));
        const sbom = (await statements(image, digest)).find(({ predicateType }) => predicateType === SPDX)?.predicate;
        const what = `${image.slice(image.lastIndexOf('/') + 1)} ${platform?.os}/${platform?.architecture}`;
        published.push(
          `${what} ${[digest, ...blobs].sort().join(' ')} sbom ${sha256(Buffer.from(`${JSON.stringify(sbom)}\n`))}`,
        );
      }
    }
    const scanned = readFileSync(join(run.artifacts, 'scanned'), 'utf8').trimEnd().split('\n');
    expect(published.sort()).toEqual(scanned.sort());
  });

  test('the printed command installs exactly what was released', async () => {
    const { releases } = await repository.github();
    const command =
      /helm install app oci:\S+@sha256:[0-9a-f]{64}(?: \\\n {2}--set \S+)+/.exec(releases[0]?.body ?? '')?.[0] ?? '';
    const folder = join(repository.folder, 'operator');
    mkdirSync(folder);
    writeFileSync(join(folder, 'install.sh'), command.replace('helm install app', 'helm template app'));
    const rendered = execFileSync('bash', ['install.sh'], { cwd: folder, encoding: 'utf8' });
    for (const image of IMAGES) {
      const digest = new RegExp(`${image}@(sha256:[0-9a-f]{64})`).exec(releases[0]?.body ?? '')?.[1];
      expect(rendered).toContain(digest);
    }
  });

  test('no blob is uploaded twice, no tag and no digest is written twice', () => {
    const uploads = run.requests
      .filter(({ method, path, status }) => method === 'PUT' && path.startsWith('/v2/') && status === 201)
      .map(({ host, path, query }) => {
        const blob = new URLSearchParams(query).get('digest');
        return `${host}${blob === null ? path : path.replace(/uploads\/.*/, blob)}`;
      })
      // A list of referrers grows with each; the two bytes of an empty document may be sent by two signatures side by side.
      .filter((one) => !/\/manifests\/sha256-[0-9a-f]{64}$/.test(one) && !one.endsWith(EMPTY));
    expect(uploads.filter((one, i) => uploads.indexOf(one) !== i)).toEqual([]);
  });

  test('no image of two architectures takes more requests than its budget', () => {
    const counts = countRequests(run.requests);
    for (const image of IMAGES) {
      const found = { token: 0, reads: 0, writes: 0 };
      for (const [kind, count] of Object.entries(counts[image] ?? {})) {
        if (kind === 'token') found.token += count;
        else if (/^(?:GET|HEAD) /.test(kind)) found.reads += count;
        else found.writes += count;
      }
      for (const kind of ['token', 'reads', 'writes'] as const) {
        expect([image, kind, Math.max(found[kind], BUDGET[kind])]).toEqual([image, kind, BUDGET[kind]]);
        expect(found[kind]).toBeGreaterThan(0);
      }
    }
  });

  test('run again: one signature per digest, nothing built, nothing written', async () => {
    const before = await census([...IMAGES, ...CHARTS]);
    const again = await repository.run({ ref: 'refs/tags/v1.2.3' });
    expect(failures(again)).toEqual([]);
    expect(again.code).toBe(0);
    expect([again.certificates, again.writes]).toEqual([0, []]);
    expect(again.steps.some(({ job }) => job.startsWith('build-'))).toBe(false);
    expect(await census([...IMAGES, ...CHARTS])).toEqual(before);
  });
});
