import { existsSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runnerPath } from './support/act';
import { application } from './support/application';
import { failures } from './support/demands';
import { longDescribe } from './support/long';
import { ScratchRepository } from './support/repository';

longDescribe('a runner that lacks something', () => {
  let repository: ScratchRepository;

  beforeAll(async () => {
    repository = await ScratchRepository.create('runner/app', await application('runner/app'));
    repository.ref('refs/tags/v1.0.0');
  });
  afterAll(() => repository.remove());

  const stopped = async (runner: object, message: RegExp) => {
    const run = await repository.run({ ref: 'refs/tags/v1.0.0', runner });
    expect(failures(run)[0]).toMatch(message);
    expect(run.code).not.toBe(0);
    expect([run.certificates, run.writes, run.jobs.promote ?? 'not run']).toEqual([0, [], 'not run']);
  };

  test.each([
    ['gh', /^release: .*this runner has no gh, which this step needs/s],
    ['jq', /^\S+: .*this runner has no jq, which this step needs/s],
  ])('no %s: the step that needs it names it', async (missing, message) => {
    const folders = runnerPath()
      .split(':')
      .filter((one) => existsSync(one));
    // The first folder that has a program wins.
    const programs = new Map(folders.reverse().flatMap((folder) => readdirSync(folder).map((name) => [name, folder])));
    programs.delete(missing);
    const path = mkdtempSync(join(tmpdir(), 'bin-'));
    for (const [name, folder] of programs) symlinkSync(join(folder, name), join(path, name));
    await stopped({ path }, message);
  });

  test('a full disk: the step that can not write says so', () =>
    stopped(
      { disk: '60m' },
      /^release: Install cosign, crane, oras by checksum: .*(?:Failure writing output|No space left).*cosign v3\.1\.3 could not be written to/s,
    ));
});
