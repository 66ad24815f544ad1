import { application } from './support/application';
import { failures } from './support/demands';
import { longTest } from './support/long';
import { report, reportSpeed } from './support/report';
import { ScratchRepository } from './support/repository';

describe('release-rehearsal.yml', () => {
  let repository: ScratchRepository;
  const rehearse = (event: 'pull_request' | 'merge_group', ref: string) =>
    repository.run({ ref, event, workflow: '.github/workflows/release-rehearsal.yml' });
  const QUEUE = 'refs/heads/gh-readonly-queue/main/pr-1-0123456789';

  beforeAll(async () => {
    repository = await ScratchRepository.create('rehearsal/app', await application('rehearsal/app'));
    repository.ref('refs/pull/1/merge');
    repository.ref(QUEUE);
  });
  afterAll(() => repository.remove());

  const whole = async (event: 'pull_request' | 'merge_group', ref: string) => {
    const run = await rehearse(event, ref);
    expect(failures(run)).toEqual([]);
    expect(run.code).toBe(0);
    expect(run.jobs.rehearse).toBe('success');
    expect([run.certificates, run.writes]).toEqual([0, []]);
    expect(run.requests.filter(({ host }) => host !== 'github.com').map(({ host, path }) => `${host}${path}`)).toEqual(
      [],
    );
    const promoted = run.steps.find(({ name }) => name === 'Set the tags')?.output ?? '';
    const digestOf = (at: string, tag: string) =>
      new RegExp(
        `^promoted localhost:5000/ghcr\\.io/rehearsal/${at}:${tag}0\\.0\\.0-rehearsal\\.\\d+ (sha256:[0-9a-f]{64})$`,
        'm',
      ).exec(promoted)?.[1];
    // Every digest that has a tag stands in the summary, and so does what a rehearsal can't show.
    for (const [kind, at, tag] of [
      ['image app', 'app', 'v'],
      ['image proxy', 'proxy', 'v'],
      ['chart app', 'charts/app', ''],
      ['chart app-crds', 'charts/app-crds', ''],
    ] as const) {
      const digest = digestOf(at, tag);
      expect([at, digest]).toEqual([at, expect.any(String)]);
      expect(run.summary).toMatch(new RegExp(`^ {4}${kind} \\S+/rehearsal/${at} ${digest}$`, 'm'));
    }
    const [, rest = ''] = run.summary.split('\nOnly a real tag can show:\n\n');
    expect(rest.trimEnd().split('\n')).toEqual([
      '* that the tag is a release tag on a release branch, with its checks',
      '* the identity: a certificate of Sigstore for the tag, and its transparency log',
      '* that the run may write to the registries',
      '* that the packages are public',
      '* the GitHub Release and its notes',
      "* GitHub's own provenance",
      '* the gates: they ask about a version that is to be released',
    ]);
    reportSpeed(`release-rehearsal.yml for ${event}`, run);
  };

  test('a pull request: the whole release, without an identity, and with nothing written to a real registry', () =>
    whole('pull_request', 'refs/pull/1/merge'));

  longTest('the merge queue: the same', () => whole('merge_group', QUEUE));

  test('a chart that would not render stops it, and the check that is required fails', async () => {
    repository.put('charts/app/templates/config.yaml', '{{ fail "broken" }}\n');
    await repository.commit('break the chart');
    repository.ref('refs/pull/1/merge');
    const run = await rehearse('pull_request', 'refs/pull/1/merge');
    expect(failures(run).join('\n')).toMatch(/chart-app: Package the chart: [\s\S]*broken/);
    expect(failures(run).join('\n')).toMatch(/rehearse: Demand every hand-off: .*"chart-app":\["failure"/);
    expect(run.jobs.rehearse).toBe('failure');
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
  report(`security-scan.yml: not proven here, because its download does not answer: ${failed.join('; ')}`);
  expect(failed.filter((one) => !/^security-scan: |: Install /.test(one))).toEqual([]);
  const scans = Object.entries(run.jobs).filter(([job]) => job.startsWith('scan-'));
  expect(scans).toHaveLength(4);
  expect(scans.every(([, result]) => result === 'success')).toBe(true);
  expect([run.certificates, run.writes]).toEqual([0, []]);
  repository.remove();
});
