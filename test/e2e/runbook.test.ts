import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocks } from '../support/markdown';
import { application } from './support/application';
import { failures } from './support/demands';
import { longDescribe } from './support/long';
import { digestOf, manifest, type Statement, statements } from './support/registry';
import { ScratchRepository } from './support/repository';
import { world } from './support/world';

longDescribe("the runbook's commands, on a release", () => {
  let repository: ScratchRepository;
  let printed: string;

  beforeAll(async () => {
    repository = await ScratchRepository.create('air/app', await application('air/app'));
    const found = blocks(readFileSync(join(repository.root, 'release/RUNBOOK.md'), 'utf8'));
    const under = (heading: string) => {
      const texts = found.filter((one) => one.heading === heading && one.language === 'sh').map(({ text }) => text);
      expect([heading, texts.length > 0]).toEqual([heading, true]);
      return texts;
    };
    const run = (script: string) => {
      const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
        cwd: repository.root,
        encoding: 'utf8',
        env: environment(),
      });
      expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
      return stdout;
    };
    const start = under('').join('');
    run(start + under('Set the tag').join(''));
    expect(failures(await repository.run({ ref: 'refs/tags/v1.2.3' }))).toEqual([]);

    const [direct = '', out = '', back = '', trust = '', index = '', children = ''] = under('An air-gapped registry');
    const behind = index + children;
    const { folder } = world();
    // Sigstore's own mirror is another one here.
    const initialize = `cosign initialize --mirror http://127.0.0.1:8081 --root ${join(folder, 'sigstore/tuf/root.json')}`;
    // Behind the gap nothing of Sigstore is known and none of it can be asked: without the file that was carried it fails.
    const gap = (text: string) => `(\nexport TUF_ROOT="$PWD/none"\n${text})\n`;
    const without = index.replace(' --trusted-root trusted_root.json', '');
    expect(without).not.toBe(index);
    printed = run(
      [
        start,
        ...['Verify', 'Record the digests', 'Inspect the SBOMs'].flatMap(under),
        direct,
        out,
        back.replaceAll('registry.example.com/mirror', 'registry.example.com/carried'),
        trust.replace('cosign initialize', initialize),
        'echo behind the gap\n',
        gap(behind),
        gap(behind.replaceAll('registry.example.com/mirror', 'registry.example.com/carried')),
        `if ${gap(without)}then echo without the file; fi\n`,
      ].join(''),
    );
  });
  afterAll(() => repository.remove());

  const environment = () => {
    const config = mkdtempSync(join(tmpdir(), 'docker-'));
    const auth = (login: string) => ({ auth: Buffer.from(login).toString('base64') });
    const auths = {
      'ghcr.io': auth(`octocat:${world().token}`),
      'registry.example.com': auth('bot:robot-password'),
    };
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths }));
    const person = { NAME: 'A Maintainer', EMAIL: 'maintainer@example.com' };
    return {
      PATH: process.env.PATH,
      HOME: repository.folder,
      TMPDIR: process.env.TMPDIR,
      TUF_ROOT: world().tufCache,
      DOCKER_CONFIG: config,
      GH_TOKEN: world().token,
      GIT_COMMITTER_NAME: person.NAME,
      GIT_COMMITTER_EMAIL: person.EMAIL,
    };
  };

  test('everything verifies, the lists of contents are the recorded ones', () => {
    const [before = '', behind = ''] = printed.split('behind the gap\n');
    expect(before.match(/^signed$/gm)?.length).toBeGreaterThan(0);
    expect(before).toContain('"gitCommit"');
    expect(behind.match(/^signed$/gm)).toHaveLength(2);
    // Two architectures of one image, in two places.
    expect(behind.match(/^sha256:[0-9a-f]{64} is signed and has its SBOM$/gm)).toHaveLength(4);
    expect(behind).not.toContain('without the file');
  });

  const sorted = (all: readonly Statement[]) => [...all].sort((a, b) => (a.predicateType < b.predicateType ? -1 : 1));

  test.each([
    ['mirror', 'app', 'v1.2.3'],
    ['mirror', 'proxy', 'v1.2.3'],
    ['mirror', 'charts/app', '1.2.3'],
    ['mirror', 'charts/app-crds', '1.2.3'],
    ['mirror', 'app', 'release-v1.2.3'],
    ['carried', 'app', 'v1.2.3'],
  ])(
    'in %s, %s:%s has the same digest and the same statements, and so has each architecture',
    async (place, name, tag) => {
      const [from, to] = [`ghcr.io/air/${name}`, `registry.example.com/${place}/air/${name}`];
      const digest = (await digestOf(from, tag)) ?? '';
      expect(await digestOf(to, tag)).toBe(digest);
      const { manifests = [] } = await manifest(from, digest);
      for (const one of [digest, ...manifests.map((child) => child.digest)]) {
        const there = sorted(await statements(from, one));
        expect(there.length).toBeGreaterThan(0);
        expect(sorted(await statements(to, one))).toEqual(there);
      }
    },
  );
});
