import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { application } from './support/application';
import { census, demandRelease, failures } from './support/demands';
import { blob, manifest } from './support/registry';
import { type Run, ScratchRepository } from './support/repository';
import { ask } from './support/world';

const IMAGES = ['ghcr.io/acme/app', 'ghcr.io/acme/proxy'];
const CHARTS = ['ghcr.io/acme/charts/app', 'ghcr.io/acme/charts/app-crds'];

describe('publish.yml for the tag v1.2.3', () => {
  let repository: ScratchRepository;
  let commit: string;
  let run: Run;

  beforeAll(async () => {
    repository = await ScratchRepository.create('acme/app', await application('acme/app'));
    commit = repository.git('rev-parse', 'HEAD');
    repository.annotatedTag('v1.2.3');
    run = await repository.run({ ref: 'refs/tags/v1.2.3' });
    printSpeed(run);
  });
  afterAll(() => repository.remove());

  test('every job succeeds, and nothing was asked that GitHub would not answer', async () => {
    expect(failures(run)).toEqual([]);
    expect(run.code).toBe(0);
    expect(Object.values(run.jobs).every((result) => result === 'success')).toBe(true);
    expect(Object.keys(run.jobs)).toHaveLength(14);
    expect(await ask('unknown')).toEqual([]);
  });

  test('what is there is what the model says, no more and no less', async () => {
    await demandRelease(repository, { tag: 'v1.2.3', version: '1.2.3', commit, prerelease: false, latest: true });
    // Two images of three digests with two statements each, two charts and the metadata with two each, the release manifest, SHA256SUMS.
    expect(run.certificates).toBe(2 * 3 * 2 + 3 * 2 + 1 + 1);
  });

  test('published bytes are the scanned bytes', async () => {
    const index = await manifest('ghcr.io/acme/app', 'v1.2.3');
    const made = run.steps.find(({ job, name }) => job === 'image-app' && name.startsWith('Make the index'));
    expect(made?.result).toBe('success');
    const scans = run.steps.filter(({ job, name }) => job === 'image-app' && name.startsWith('Scan '));
    expect(scans.map(({ result }) => result)).toEqual(['success', 'success']);
    for (const child of index.manifests) {
      const { layers } = await manifest('ghcr.io/acme/app', child.digest);
      for (const layer of layers) expect((await blob('ghcr.io/acme/app', layer.digest)).length).toBe(layer.size);
    }
  });

  test('the printed command installs exactly what was released', async () => {
    const { releases } = await repository.github();
    const command =
      /helm install app oci:\S+@sha256:[0-9a-f]{64}(?: \\\n {2}--set \S+)+/.exec(releases[0]?.body ?? '')?.[0] ?? '';
    const folder = join(repository.folder, 'operator');
    mkdirSync(folder);
    writeFileSync(join(folder, 'install.sh'), command.replace('helm install app', 'helm template app'));
    const { execFileSync } = await import('node:child_process');
    const rendered = execFileSync('bash', ['install.sh'], { cwd: folder, encoding: 'utf8' });
    for (const image of IMAGES) {
      const digest = new RegExp(`${image}@(sha256:[0-9a-f]{64})`).exec(releases[0]?.body ?? '')?.[1];
      expect(rendered).toContain(digest);
    }
  });

  test('nobody is asked twice for the same', () => {
    printRequests(run);
    const seen = new Map<string, number>();
    for (const { host, method, path, status } of run.requests) {
      // A blob that is sent again would be bytes moved for nothing.
      if (method === 'PUT' && path.includes('/manifests/') && status === 201) {
        const key = `${host}${path}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    const again = [...seen].filter(([path, count]) => count > 1 && !/\/manifests\/sha256-[0-9a-f]{64}$/.test(path));
    expect(again).toEqual([]);
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

/** Seconds per job, and the steps that take longest. */
function printSpeed(run: Run): void {
  const jobs = new Map<string, number>();
  for (const { job, seconds } of run.steps) jobs.set(job, (jobs.get(job) ?? 0) + seconds);
  const lines = [...jobs].map(([job, seconds]) => `  ${seconds.toFixed(1).padStart(5)} s  ${job}`);
  const slowest = [...run.steps].sort((a, b) => b.seconds - a.seconds).slice(0, 6);
  const steps = slowest.map(({ job, name, seconds }) => `  ${seconds.toFixed(1).padStart(5)} s  ${job}: ${name}`);
  process.stderr.write(
    `publish.yml: ${run.seconds.toFixed(1)} s\n${lines.join('\n')}\nthe longest steps:\n${steps.join('\n')}\n`,
  );
}

/** Requests and bytes per repository of the registry. */
function printRequests(run: Run): void {
  const found = new Map<string, { reads: number; writes: number; up: number; down: number }>();
  for (const { host, method, path, received, sent } of run.requests) {
    const name = /^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(path)?.[1];
    const key = name === undefined ? host : `${host}/${name}`;
    const one = found.get(key) ?? { reads: 0, writes: 0, up: 0, down: 0 };
    if (method === 'GET' || method === 'HEAD') one.reads++;
    else one.writes++;
    one.up += received;
    one.down += sent;
    found.set(key, one);
  }
  const lines = [...found].map(
    ([key, { reads, writes, up, down }]) =>
      `  ${String(reads).padStart(4)} reads ${String(writes).padStart(4)} writes ${String(up).padStart(9)} bytes up ${String(down).padStart(10)} down  ${key}`,
  );
  process.stderr.write(`requests of the release:\n${lines.join('\n')}\n`);
}
