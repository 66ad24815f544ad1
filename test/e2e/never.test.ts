import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { application } from './support/application';
import { failures } from './support/demands';
import { longTest } from './support/long';
import { tags } from './support/registry';
import { ScratchRepository, type Trigger } from './support/repository';

// act runs a workflow for any event, whatever its trigger and permissions say: what is tested here is the second layer, the conditions and guards.
describe('never from anywhere else', () => {
  let repository: ScratchRepository;
  let elsewhere: string;

  beforeAll(async () => {
    repository = await ScratchRepository.create('never/app', await application('never/app'));
    const main = repository.git('rev-parse', 'HEAD');
    repository.ref('refs/heads/v1.2.3');
    repository.ref('refs/pull/1/merge');
    repository.git('checkout', '--quiet', '--orphan', 'elsewhere');
    elsewhere = repository.git('commit-tree', `${main}^{tree}`, '-m', 'elsewhere');
    repository.git('checkout', '--quiet', '--force', 'main');
  });
  afterAll(() => repository.remove());

  test.each<[string, Trigger, RegExp]>([
    ['a push to main', { ref: 'refs/heads/main' }, /a release begins with a tag, and refs\/heads\/main is none/],
    [
      'a branch named like a tag',
      { ref: 'refs/heads/v1.2.3' },
      /a release begins with a tag, and refs\/heads\/v1\.2\.3 is none/,
    ],
    [
      'a dispatch on a branch',
      { ref: 'refs/heads/main', event: 'workflow_dispatch', before: addTriggers },
      /a release begins with a tag/,
    ],
    [
      'a pull request',
      { ref: 'refs/pull/1/merge', event: 'pull_request', before: addTriggers },
      /a release begins with a tag/,
    ],
    ['the tag vendored/x', { ref: 'refs/tags/vendored/x' }, /vendored\/x is not v and a strict semantic version/],
    ['the tag v1.2', { ref: 'refs/tags/v1.2' }, /v1\.2 is not v and a strict semantic version/],
    ['the tag v1.2.3.4', { ref: 'refs/tags/v1.2.3.4' }, /v1\.2\.3\.4 is not v and a strict semantic version/],
    ['the tag v01.2.3', { ref: 'refs/tags/v01.2.3' }, /v01\.2\.3 is not v and a strict semantic version/],
    ['the tag V1.2.3', { ref: 'refs/tags/V1.2.3' }, /refs\/tags\/V1\.2\.3 does not begin with refs\/tags\/v/],
    [
      'the tag v1.2.3-$(id)',
      { ref: 'refs/tags/v1.2.3-$(id)' },
      /v1\.2\.3-\$\(id\) is not v and a strict semantic version/,
    ],
  ])('%s', async (_, trigger, message) => {
    if (trigger.ref.startsWith('refs/tags/')) repository.ref(trigger.ref);
    const run = await repository.run(trigger);
    expect(failures(run).join('\n')).toMatch(message);
    expect(run.code).not.toBe(0);
    expect([run.certificates, run.writes]).toEqual([0, []]);
    expect(run.jobs.publish ?? 'not run').toBe('not run');
  });

  const moved = (tag: string, main: string) =>
    new RegExp(`: ${tag} is commit ${elsewhere} now, and this run is for ${main}: the tag was moved`);

  test('a tag that was moved after the run began', async () => {
    repository.ref('refs/tags/v2.0.0');
    const run = await repository.run({
      ref: 'refs/tags/v2.0.0',
      before: () => repository.ref('refs/tags/v2.0.0', elsewhere),
    });
    expect(failures(run)).toEqual([expect.stringMatching(moved('v2.0.0', repository.git('rev-parse', 'main')))]);
    expect([run.certificates, run.writes]).toEqual([0, []]);
  });

  test('a tag that is moved during a build: nothing is signed, nothing is published', async () => {
    repository.ref('refs/tags/v2.1.0');
    const run = await repository.run({
      ref: 'refs/tags/v2.1.0',
      onLine: (job, _, line) => {
        if (job === 'build-app-linux-amd64' && line === '::success::') repository.ref('refs/tags/v2.1.0', elsewhere);
        return false;
      },
    });
    expect(failures(run)).toEqual([expect.stringMatching(/^publish: Check that the tag was not moved: /)]);
    expect(failures(run)[0]).toMatch(moved('v2.1.0', repository.git('rev-parse', 'main')));
    expect([run.certificates, run.writes, run.jobs.promote ?? 'not run']).toEqual([0, [], 'not run']);
  });

  longTest('a tag that is moved between publish and promote: what is signed gets no name', async () => {
    repository.ref('refs/tags/v2.2.0');
    const run = await repository.run({
      ref: 'refs/tags/v2.2.0',
      onLine: (job, step, line) => {
        if (job === 'publish' && step.startsWith('Commit the release') && line === '::success::')
          repository.ref('refs/tags/v2.2.0', elsewhere);
        return false;
      },
    });
    expect(failures(run)).toEqual([expect.stringMatching(/^promote: Check that the tag was not moved: /)]);
    expect(failures(run)[0]).toMatch(moved('v2.2.0', repository.git('rev-parse', 'main')));
    const named = (await tags('ghcr.io/never/app')).filter((tag) => !tag.startsWith('sha256-'));
    expect(named).toEqual(['release-v2.2.0']);
    expect((await repository.github()).releases).toEqual([]);
  });

  test('a commit that is on no release branch', async () => {
    repository.ref('refs/tags/v2.0.1', elsewhere);
    const run = await repository.run({ ref: 'refs/tags/v2.0.1' });
    expect(failures(run).join('\n')).toMatch(/is on none of the release branches \(main release-\*\)/);
    expect([run.certificates, run.writes]).toEqual([0, []]);
  });

  test('a fork', async () => {
    const fork = await ScratchRepository.create('mallory/app', await application('never/app'));
    fork.ref('refs/tags/v1.2.3');
    const run = await fork.run({ ref: 'refs/tags/v1.2.3' });
    expect(failures(run).join('\n')).toMatch(
      /this release belongs to never\/app, and this is mallory\/app: a fork releases nothing/,
    );
    expect([run.certificates, run.writes]).toEqual([0, []]);
    fork.remove();
  });

  test('a token that was issued for a branch: the run stops before anything is signed or written', async () => {
    repository.ref('refs/tags/v3.0.0');
    const workflow = 'never/app/.github/workflows/publish.yml@refs/heads/main';
    const run = await repository.run({
      ref: 'refs/tags/v3.0.0',
      claims: { ref: 'refs/heads/main', ref_type: 'branch', job_workflow_ref: workflow, workflow_ref: workflow },
    });
    expect(failures(run)).toEqual([
      expect.stringContaining(
        `publish: Read this job's own identity: this job's identity says that job_workflow_ref is ${workflow}, not never/app/.github/workflows/publish.yml@refs/tags/v3.0.0`,
      ),
    ]);
    expect([run.certificates, run.writes, run.jobs.promote ?? 'not run']).toEqual([0, [], 'not run']);
    expect((await repository.github()).releases).toEqual([]);
  });
});

/** What somebody can do on a branch: other triggers. act runs no workflow for an event that it does not name; nothing else is changed. */
function addTriggers(checkout: string): void {
  const file = join(checkout, '.github/workflows/publish.yml');
  const [head = '', ...jobs] = readFileSync(file, 'utf8').split(/^(?=jobs:)/m);
  writeFileSync(file, [head.replace('on:\n', 'on:\n  workflow_dispatch:\n  pull_request:\n'), ...jobs].join(''));
}
