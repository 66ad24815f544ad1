import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../support/tar';
import { application } from './support/application';
import { addHole, repack } from './support/archives';
import { failures } from './support/demands';
import { isLong } from './support/long';
import { tags } from './support/registry';
import { ScratchRepository } from './support/repository';

/** The folder of an artifact by the job that made it. */
function artifactOf(artifacts: string, job: string): string {
  const line = readFileSync(join(artifacts, 'names'), 'utf8')
    .split('\n')
    .find((one) => one.endsWith(` ${job}-1`));
  return join(artifacts, line?.split(' ')[0] ?? 'none');
}

const file = (name: string, content: string | Buffer = 'x'): Entry => ({ name, content });
const add =
  (...more: readonly Entry[]) =>
  (archive: string) =>
    repack(archive, (entries) => [...entries, ...more]);

/** All cases in the long series; these of them in every run. */
const some = <Case extends readonly [string, ...unknown[]]>(cases: readonly Case[], ...names: readonly string[]) =>
  isLong ? cases : cases.filter(([name]) => names.includes(name));

describe('hostile neighbours', () => {
  let repository: ScratchRepository;
  let version = 0;

  beforeAll(async () => {
    repository = await ScratchRepository.create('hostile/app', await application('hostile/app'));
  });
  afterAll(() => repository.remove());

  const nothing = async (run: Awaited<ReturnType<ScratchRepository['run']>>, message: RegExp) => {
    // Both platforms may say the same.
    expect(failures(run).length).toBeGreaterThan(0);
    for (const failure of failures(run)) expect(failure).toMatch(message);
    expect(run.code).not.toBe(0);
    expect([run.certificates, run.writes]).toEqual([0, []]);
    expect(await tags('ghcr.io/hostile/app')).toEqual([]);
    expect((await repository.github()).releases).toEqual([]);
  };

  // Whoever runs code in the run can reach the artifacts of others: this one waits for one, and puts something else in its place.
  const attack = (job: string, change: string) => `#!/usr/bin/env bash
set -euo pipefail
cd "$E2E_ARTIFACTS"
for i in {1..100}; do
  id=$(grep ' ${job}-1$' names 2> /dev/null | cut -d ' ' -f 1) || true
  [[ -z $id ]] || break
  sleep 0.1
done
${change}
`;

  const REPLACED: readonly [string, string, string, RegExp][] = [
    [
      "a user's gate replaces an image",
      'gate.sh',
      attack('build-app-linux-amd64', 'echo evil > "$id/image.tar"'),
      /^image-app: Make the index and the SBOMs: [\s\S]*\/leg-linux-amd64\/image\.tar does not hold sha256:[0-9a-f]{64}$/m,
    ],
    [
      'the scanner of one image replaces the other',
      'scan.sh',
      attack('image-app', 'if [[ $IMAGE == proxy ]]; then echo evil > "$id/image.tar"; fi'),
      /^publish: Check the image app: image\.tar is not a tar archive: tar: This does not look like a tar archive/m,
    ],
    [
      "another image's build replaces a leg of the first",
      'prepare.sh',
      `HONEST\nif [[ $GITHUB_JOB == build-proxy-linux-arm64 ]]; then\n${attack('build-app-linux-amd64', 'echo evil > "$id/image.tar"')}\nfi\n`,
      /^image-app: Make the index and the SBOMs: [\s\S]*\/leg-linux-amd64\/image\.tar does not hold sha256:[0-9a-f]{64}$/m,
    ],
  ];

  test.each(some(REPLACED, 'the scanner of one image replaces the other'))('%s', async (_, path, text, message) => {
    repository.git('checkout', '--quiet', '-B', 'release-hostile', 'main');
    repository.put(path, text.replace('HONEST', repository.git('show', 'main:prepare.sh')));
    await repository.commit(path);
    repository.ref(`refs/tags/v1.0.${++version}`);
    const run = await repository.run({ ref: `refs/tags/v1.0.${version}` });
    repository.git('checkout', '--quiet', '--force', 'main');
    await nothing(run, message);
  });

  const HUGE: readonly Entry[] = Array.from({ length: 100_000 }, (_, i) =>
    file(`blobs/sha256/${String(i).padStart(64, '0')}`, ''),
  );

  /** What is done to the archive that a job handed over, and what `Check …` says of it. */
  const CHANGES: readonly [string, string, (archive: string) => void, RegExp][] = [
    [
      'a symbolic link',
      'image-app',
      add({ name: `blobs/sha256/${'a'.repeat(64)}`, type: '2', link: '/etc/passwd' }),
      /^publish: Check the image app: an entry of image\.tar is neither a file nor a folder: l\S+ blobs\/sha256\/a{64} -> \/etc\/passwd$/,
    ],
    [
      'an entry above the folder',
      'image-app',
      add(file('../outside')),
      /^publish: Check the image app: an entry that does not belong into image\.tar: \.\.\/outside$/,
    ],
    [
      '100,000 entries',
      'image-app',
      add(...HUGE),
      /^publish: Check the image app: image\.tar has 1000\d\d entries; 2000 is the most$/,
    ],
    [
      'an entry that claims 100 GB',
      'image-app',
      (archive) => addHole(archive, `blobs/sha256/${'b'.repeat(64)}`, 100 * 2 ** 30),
      /^publish: Check the image app: image\.tar claims 107374\d{6} bytes; \d{11} is the most$/,
    ],
    [
      'an entry that claims more than the file holds',
      'image-app',
      add({ ...file(`blobs/sha256/${'b'.repeat(64)}`, ''), size: 8_000_000_000 }),
      /^publish: Check the image app: image\.tar is not a tar archive: tar: Unexpected EOF in archive/,
    ],
    [
      'another index.json',
      'image-app',
      (archive) =>
        repack(archive, (entries) =>
          entries.map((one) =>
            one.name === 'index.json' ? file('index.json', '{"schemaVersion":2,"manifests":[]}') : one,
          ),
        ),
      /^publish: Check the image app: index\.json in image\.tar does not name exactly sha256:[0-9a-f]{64} as application\/vnd\.oci\.image\.index\.v1\+json$/,
    ],
    [
      'a layer with other bytes',
      'image-app',
      (archive) =>
        repack(archive, (entries) =>
          entries.map((one) =>
            one.name.startsWith('blobs/sha256/') && Buffer.from(one.content ?? '')[0] === 0x1f
              ? { ...one, content: Buffer.from('evil') }
              : one,
          ),
        ),
      /^publish: Check the image app: image\.tar holds other bytes under sha256:[0-9a-f]{64}$/,
    ],
    [
      'another chart',
      'chart-app',
      (archive) => repack(archive, (entries) => entries.filter(({ name }) => name !== 'index.json')),
      /^publish: Check the chart app: chart\.tar is not an OCI archive: it has no index\.json$/,
    ],
  ];

  test.each(some(CHANGES, 'an entry that claims 100 GB', 'a layer with other bytes', 'another chart'))(
    'an archive with %s, put in place of the scanned one',
    async (_, job, change, message) => {
      repository.ref(`refs/tags/v1.0.${++version}`);
      let artifacts = '';
      let done = false;
      const run = await repository.run({
        ref: `refs/tags/v1.0.${version}`,
        before: (checkout) => {
          artifacts = repository.artifactsOf(checkout);
          mkdirSync(artifacts);
          writeFileSync(join(artifacts, 'hold-publish'), '');
        },
        onLine: (at, step) => {
          if (at === 'publish' && step.startsWith('Refuse') && !done) {
            done = true;
            change(join(artifactOf(artifacts, job), job.startsWith('image') ? 'image.tar' : 'chart.tar'));
            rmSync(join(artifacts, 'hold-publish'));
          }
          return false;
        },
      });
      expect(done).toBe(true);
      await nothing(run, message);
    },
  );

  const foreign = (what: string) =>
    new RegExp(
      `^publish: Check the image app: sha256:[0-9a-f]{64} in image\\.tar holds what does not belong there: ${what}$`,
      'm',
    );
  // A build is the repository's own code: it can hand over any archive, with a digest that fits.
  const KINDS: readonly [string, RegExp][] = [
    [
      'subject',
      /^image-app: Make the index and the SBOMs: \S+\/image\.tar does not hold the image sha256:[0-9a-f]{64} and nothing beside it$/,
    ],
    ['artifact-type', foreign('manifests/0/artifactType')],
    [
      'nested-index',
      /^build-app-linux-(\w+): Take the platform out of the archive: archive\.tar holds an index within an index for linux\/\1$/,
    ],
    ['urls', foreign('layers/0/urls/0')],
    ['data', foreign('layers/0/data')],
    ['foreign-config', foreign('manifests/0/artifactType')],
    [
      'amd64-in-arm64',
      /^publish: Check the image app: the index in image\.tar is for linux\/amd64 linux\/amd64 , and the release is for linux\/amd64 linux\/arm64$/,
    ],
    [
      'wrong-labels',
      /^build-app-linux-\w+: Take the platform out of the archive: [\s\S]*the image does not carry org\.opencontainers\.image\.version=1\.0\.\d+ and org\.opencontainers\.image\.revision=[0-9a-f]{40} as labels$/,
    ],
  ];

  test.each(some(KINDS, 'artifact-type', 'amd64-in-arm64'))(
    'a build that hands over an image with: %s',
    async (kind, message) => {
      repository.git('checkout', '--quiet', '-B', 'release-archive', 'main');
      const rc = repository.git('show', 'main:.projenrc.ts');
      repository.put(
        '.projenrc.ts',
        rc
          .replace(
            "{ name: 'app', prepare }",
            "{ name: 'app', source: ociLayout({ command: `node archive.js ${KIND}`, output: 'archive.tar' }) }".replace(
              '${KIND}',
              kind,
            ),
          )
          .replace('renderedChart,', 'renderedChart, ociLayout,'),
      );
      repository.put('archive.js', ARCHIVE);
      repository.synth();
      await repository.commit(kind);
      repository.ref(`refs/tags/v1.0.${++version}`);
      const run = await repository.run({ ref: `refs/tags/v1.0.${version}` });
      repository.git('checkout', '--quiet', '--force', 'main');
      await nothing(run, message);
    },
  );

  test('a digest with a second line', async () => {
    repository.git('checkout', '--quiet', '-B', 'release-digest', 'main');
    repository.put(
      'evil/docker.sh',
      `#!/usr/bin/env bash
PATH=\${PATH#*/evil:} docker "$@" || exit
for a; do
  [[ $a != */metadata.json ]] || node -e 'const f = process.argv[1], fs = require("fs"), m = JSON.parse(fs.readFileSync(f)); m["containerimage.digest"] += "\\nmanifest=evil"; fs.writeFileSync(f, JSON.stringify(m))' "$a"
done
`,
    );
    repository.put(
      'prepare.sh',
      `${repository.git('show', 'main:prepare.sh')}\ncp evil/docker.sh evil/docker\necho "$PWD/evil" >> "$GITHUB_PATH"\n`,
    );
    await repository.commit('digest');
    repository.ref(`refs/tags/v1.0.${++version}`);
    const run = await repository.run({ ref: `refs/tags/v1.0.${version}` });
    repository.git('checkout', '--quiet', '--force', 'main');
    await nothing(run, /the build named no digest/);
  });

  test('a chart whose Chart.yaml holds workflow commands: none of them is carried out', async () => {
    repository.git('checkout', '--quiet', '-B', 'release-commands', 'main');
    const chart = repository.git('show', 'main:charts/app/Chart.yaml');
    repository.put(
      'charts/app/Chart.yaml',
      `${chart.replace(/^name: app.*$/m, 'name: "app\\n::set-output name=digest::evil\\n::add-path::/evil"')}\n`,
    );
    await repository.commit('commands');
    repository.ref(`refs/tags/v1.0.${++version}`);
    const run = await repository.run({ ref: `refs/tags/v1.0.${version}` });
    repository.git('checkout', '--quiet', '--force', 'main');
    expect(run.output).not.toMatch(
      /"command":"(?:add-path|set-output)"[^\n]*evil|evil[^\n]*"command":"(?:add-path|set-output)"/,
    );
    await nothing(run, /chart-app: Package the chart: [\s\S]*charts\/app is not the chart app/);
  });
});

/** Writes an OCI archive of one image with something in it that does not belong there. */
const ARCHIVE = `
const { createHash } = require('node:crypto');
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const { gzipSync } = require('node:zlib');
const kind = process.argv[2];
const { TARGETARCH: architecture, VERSION, GITHUB_SHA } = process.env;
rmSync('layout', { recursive: true, force: true });
mkdirSync('layout/blobs/sha256', { recursive: true });
const put = (mediaType, value) => {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
  const digest = 'sha256:' + createHash('sha256').update(bytes).digest('hex');
  writeFileSync('layout/blobs/sha256/' + digest.slice(7), bytes);
  return { mediaType, digest, size: bytes.length };
};
const index = 'application/vnd.oci.image.index.v1+json';
const manifest = 'application/vnd.oci.image.manifest.v1+json';
execFileSync('tar', ['-cf', 'layer.tar', 'gate.sh']);
const layer = put('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(require('node:fs').readFileSync('layer.tar')));
const labels = { 'org.opencontainers.image.version': kind === 'wrong-labels' ? '9.9.9' : VERSION, 'org.opencontainers.image.revision': GITHUB_SHA };
const config = put(kind === 'foreign-config' ? 'application/vnd.evil.config.v1+json' : 'application/vnd.oci.image.config.v1+json', {
  architecture: kind === 'amd64-in-arm64' ? 'amd64' : architecture, os: 'linux', config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: [] },
});
const other = put(manifest, { schemaVersion: 2, mediaType: manifest, config, layers: [layer] });
let top = {
  schemaVersion: 2, mediaType: manifest, config,
  layers: [{ ...layer, ...(kind === 'urls' ? { urls: ['https://evil.example.com/x'] } : {}), ...(kind === 'data' ? { data: 'ZXZpbA==' } : {}) }],
  ...(kind === 'subject' ? { subject: other } : {}),
  ...(kind === 'artifact-type' ? { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' } : {}),
};
let descriptor = put(manifest, top);
if (kind === 'nested-index') {
  const inner = put(index, { schemaVersion: 2, mediaType: index, manifests: [descriptor] });
  descriptor = { ...put(index, { schemaVersion: 2, mediaType: index, manifests: [{ ...inner, platform: { os: 'linux', architecture } }] }) };
}
writeFileSync('layout/index.json', JSON.stringify({ schemaVersion: 2, manifests: [descriptor] }));
writeFileSync('layout/oci-layout', '{"imageLayoutVersion":"1.0.0"}');
execFileSync('tar', ['-cf', 'archive.tar', '-C', 'layout', 'oci-layout', 'index.json', 'blobs']);
`;
