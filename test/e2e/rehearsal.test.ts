import { application } from './support/application';
import { failures } from './support/demands';
import { ScratchRepository } from './support/repository';

describe('release-rehearsal.yml for a pull request', () => {
  let repository: ScratchRepository;
  const rehearse = () =>
    repository.run({
      ref: 'refs/pull/1/merge',
      event: 'pull_request',
      workflow: '.github/workflows/release-rehearsal.yml',
    });

  beforeAll(async () => {
    repository = await ScratchRepository.create('rehearsal/app', await application('rehearsal/app'));
    repository.ref('refs/pull/1/merge');
  });
  afterAll(() => repository.remove());

  test('the whole release, without an identity, and with nothing written to a real registry', async () => {
    const run = await rehearse();
    expect(failures(run)).toEqual([]);
    expect(run.code).toBe(0);
    expect(run.jobs.rehearse).toBe('success');
    expect([run.certificates, run.writes]).toEqual([0, []]);
    expect(run.requests.filter(({ host }) => host !== 'github.com').map(({ host, path }) => `${host}${path}`)).toEqual(
      [],
    );
    const promoted = run.steps.find(({ name }) => name === 'Set the tags')?.output;
    expect(promoted).toMatch(
      /promoted localhost:5000\/ghcr\.io\/rehearsal\/app:v0\.0\.0-rehearsal\.\d+ sha256:[0-9a-f]{64}/,
    );
    expect(promoted).toMatch(
      /promoted localhost:5000\/ghcr\.io\/rehearsal\/charts\/app:0\.0\.0-rehearsal\.\d+ sha256:/,
    );
    process.stderr.write(`release-rehearsal.yml: ${run.seconds.toFixed(1)} s\n`);
  });

  test('a chart that would not render stops it', async () => {
    repository.put('charts/app/templates/config.yaml', '{{ fail "broken" }}\n');
    await repository.commit('break the chart');
    repository.ref('refs/pull/1/merge');
    const run = await rehearse();
    expect(failures(run).join('\n')).toMatch(/chart-app: Package the chart: [\s\S]*broken/);
    expect(run.jobs.rehearse ?? 'not run').toBe('not run');
  });
});

test('security-scan.yml for a pull request: everything is built and listed, nothing is published', async () => {
  const repository = await ScratchRepository.create('scan/app', await application('scan/app'));
  repository.ref('refs/pull/1/merge');
  const run = await repository.run({
    ref: 'refs/pull/1/merge',
    event: 'pull_request',
    workflow: '.github/workflows/security-scan.yml',
  });
  const failed = run.steps.filter(({ result }) => result === 'failure').map(({ job, name }) => `${job}: ${name}`);
  // Neither kubeconform's schemas nor actionlint's release are to be had here: the tools' own addresses do not answer.
  process.stderr.write(
    `security-scan.yml: not proven here, because its download does not answer: ${failed.join('; ')}\n`,
  );
  expect(failed.filter((one) => !/^security-scan: |: Install /.test(one))).toEqual([]);
  const scans = Object.entries(run.jobs).filter(([job]) => job.startsWith('scan-'));
  expect(scans).toHaveLength(4);
  expect(scans.every(([, result]) => result === 'success')).toBe(true);
  expect([run.certificates, run.writes]).toEqual([0, []]);
  repository.remove();
});
