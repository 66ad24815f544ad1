import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { application } from './support/application';
import { failures, PROVENANCE, SIGNATURE, SPDX } from './support/demands';
import { blob, digestOf, manifest } from './support/registry';
import { ScratchRepository } from './support/repository';
import {
  cosignAs,
  elsewhere,
  file,
  moveTag,
  put,
  replaceReleaseManifest,
  type Signer,
  snapshot,
  strip,
} from './support/tamper';
import { ask, world } from './support/world';

const APP = 'ghcr.io/verify/app';
const CHART = 'ghcr.io/verify/charts/app-crds';
const TAG = 'v1.2.3';
const SYSTEM = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

interface Verified {
  readonly code: number;
  readonly out: string;
  readonly stdout: string;
  readonly seconds: number;
}

describe('verify-release.sh of a real release', () => {
  let repository: ScratchRepository;
  let restore: () => Promise<void>;
  let restoreGitHub: () => Promise<void>;
  let index: string;
  let amd64: string;
  let arm64: string;
  let chart: string;

  const env = () => ({
    PATH: SYSTEM,
    HOME: repository.folder,
    TUF_ROOT: world().tufCache,
    TMPDIR: process.env.TMPDIR ?? '/tmp',
  });
  const verify = (
    args: readonly string[] = [TAG],
    shell: readonly string[] = ['sh'],
    extra: Readonly<Record<string, string>> = {},
  ) =>
    new Promise<Verified>((done) => {
      const started = Date.now();
      const [program = 'sh', ...first] = shell;
      const child = spawn(program, [...first, join(repository.root, 'release/verify-release.sh'), ...args], {
        cwd: repository.folder,
        env: { ...env(), ...extra },
      });
      let out = '';
      let stdout = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        out += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.on('close', (code) => done({ code: code ?? -1, out, stdout, seconds: (Date.now() - started) / 1000 }));
    });

  beforeAll(async () => {
    const props = "images: [{ name: 'app', prepare }], charts: [{ path: 'charts/app-crds' }],";
    repository = await ScratchRepository.create('verify/app', await application('verify/app', { props }));
    repository.git('tag', TAG);
    repository.ref(`refs/tags/${TAG}`);
    const run = await repository.run({ ref: `refs/tags/${TAG}` });
    expect(failures(run)).toEqual([]);
    index = (await digestOf(APP, TAG)) ?? '';
    const { manifests } = await manifest(APP, index);
    amd64 = manifests.find(({ platform }) => platform?.architecture === 'amd64')?.digest ?? '';
    arm64 = manifests.find(({ platform }) => platform?.architecture === 'arm64')?.digest ?? '';
    chart = (await digestOf(CHART, '1.2.3')) ?? '';
    restore = await snapshot([APP, CHART]);
    const assets = (await repository.github()).releases[0]?.assets ?? [];
    restoreGitHub = async () => {
      const now = (await repository.github()).releases[0]?.assets ?? [];
      for (const one of now)
        if (!assets.some(({ name }) => name === one.name)) await ask('tamper', repository.slug, TAG, one.name, null);
      for (const one of assets) await ask('tamper', repository.slug, TAG, one.name, one.base64);
    };
    // The tools, once: what follows is not the time of a download.
    await verify();
  });
  afterEach(async () => {
    await ask('noFaults');
    await restore();
    await restoreGitHub();
  });
  afterAll(() => repository.remove());

  test.each([[['dash']], [['busybox', 'sh']], [['bash', '--posix']]])(
    'an honest release verifies under %s',
    async (shell) => {
      const { code, out } = await verify([TAG], shell);
      expect([code, out]).toEqual([0, expect.not.stringMatching(/FAILED|UNKNOWN/)]);
      expect(out).toContain(`${APP}`);
    },
  );

  test('its time is printed beside calling cosign once per artifact in a row', async () => {
    const ours = await verify();
    const started = Date.now();
    const identity = `https://github.com/verify/app/.github/workflows/publish.yml@refs/tags/${TAG}`;
    const commit = repository.git('rev-parse', TAG);
    const subjects = [
      [APP, index, SIGNATURE],
      [APP, index, PROVENANCE],
      [APP, amd64, SIGNATURE],
      [APP, amd64, SPDX],
      [APP, arm64, SIGNATURE],
      [APP, arm64, SPDX],
      [CHART, chart, SIGNATURE],
      [CHART, chart, PROVENANCE],
      [APP, await digestOf(APP, `release-${TAG}`), SIGNATURE],
    ];
    for (const [at, digest, type] of subjects) {
      const { status } = spawnSync(
        'cosign',
        [
          'verify-attestation',
          '--type',
          type ?? '',
          '--certificate-oidc-issuer',
          'https://token.actions.githubusercontent.com',
          '--certificate-identity',
          identity,
          '--certificate-github-workflow-sha',
          commit,
          `${at}@${digest}`,
        ],
        { env: { ...process.env, ...env(), PATH: process.env.PATH ?? '' } },
      );
      expect(status).toBe(0);
    }
    const theirs = (Date.now() - started) / 1000;
    process.stderr.write(
      `verify-release: ${ours.seconds.toFixed(1)} s with every check; cosign alone, ${subjects.length} times in a row: ${theirs.toFixed(1)} s\n`,
    );
    expect(ours.code).toBe(0);
  });

  test('machines get one JSON document', async () => {
    const { code, stdout } = await verify([TAG, '--json']);
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(TAG);
  });

  const byWorkflow = (workflow: string): Signer => ({ claims: elsewhere(workflow) });
  /** The signature of the index is somebody else's. */
  const signedBy = (signer: Signer) => async () => {
    await strip(APP, index, /sign\/v1$/);
    await cosignAs(repository, TAG, signer, ['sign', '--yes', `${APP}@${index}`]);
  };
  const attest = async (type: string, predicate: string, at: string, signer: Signer = {}) =>
    cosignAs(repository, TAG, signer, ['attest', '--yes', '--type', type, '--predicate', file(predicate), at]);
  const newIndex = async (change: (manifests: readonly unknown[]) => readonly unknown[]) => {
    const { manifests } = await manifest(APP, index);
    const bytes = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: change(manifests),
    });
    await put(APP, 'changed', bytes);
    const digest = (await digestOf(APP, 'changed')) ?? '';
    await cosignAs(repository, TAG, {}, ['sign', '--yes', `${APP}@${digest}`]);
    await replaceReleaseManifest(repository, APP, TAG, (facts) => facts.replaceAll(index, digest));
    await moveTag(APP, TAG, digest);
  };
  const tamper = (name: string, text: string | null) =>
    ask('tamper', repository.slug, TAG, name, text === null ? null : Buffer.from(text).toString('base64'));

  test.each<[string, () => Promise<unknown>, RegExp, number?]>([
    [
      'a branch identity',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/heads/main')),
      /signed by a branch, main, not by the tag v1\.2\.3/,
    ],
    [
      'another tag',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/tags/v1.2.4')),
      /for another tag, v1\.2\.4, not v1\.2\.3/,
    ],
    [
      'a candidate of this version',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/tags/v1.2.3-rc.1')),
      /for another tag, v1\.2\.3-rc\.1, not v1\.2\.3/,
    ],
    [
      'a tag that begins like this one',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/tags/v1.2.3.evil')),
      /for another tag, v1\.2\.3\.evil, not v1\.2\.3/,
    ],
    [
      'another repository',
      signedBy(byWorkflow('verify/other/.github/workflows/publish.yml@refs/tags/v1.2.3')),
      /by another repository, verify\/other, not verify\/app/,
    ],
    [
      'a fork',
      signedBy(byWorkflow('mallory/app/.github/workflows/publish.yml@refs/tags/v1.2.3')),
      /by a fork, mallory\/app, not verify\/app/,
    ],
    [
      'another workflow',
      signedBy(byWorkflow('verify/app/.github/workflows/other.yml@refs/tags/v1.2.3')),
      /by another workflow, other\.yml, not publish\.yml/,
    ],
    ['another commit', signedBy({ claims: { sha: 'd'.repeat(40) } }), /signed at another commit/],
    [
      'another issuer',
      signedBy({ issuer: 'https://other-issuer.example.com' }),
      /another issuer, https:\/\/other-issuer\.example\.com/,
    ],
    [
      'another CA',
      async () => signedBy({ tufRoot: await ask<string>('otherSigstore') })(),
      /there is no signature that the trusted CA vouches for/,
    ],
    ['unsigned', () => strip(APP, index, /./), /FAILED.*signature.*|signature.*FAILED/],
    [
      'attestations and no signature',
      () => strip(APP, index, /sign\/v1$/),
      /there is no signature that the trusted CA vouches for, only something of another type: .*provenance/,
    ],
    [
      'only the index is signed',
      async () => {
        for (const one of [amd64, arm64]) await strip(APP, one, /sign\/v1$/);
      },
      /signature[\s\S]*linux\/arm64|linux\/arm64[\s\S]*signature/,
    ],
    [
      'an architecture is missing',
      () => newIndex((all) => all.slice(0, 1)),
      /does not name exactly the architectures of the release manifest: .*no linux\/a/,
    ],
    [
      'an architecture too many',
      () => newIndex((all) => [...all, { ...(all[0] as object), platform: { os: 'linux', architecture: 's390x' } }]),
      /an extra linux\/s390x/,
    ],
    [
      'the tag is moved to an older signed digest',
      () => moveTag(APP, TAG, amd64),
      /was moved: it names sha256:[0-9a-f]{64}, and the release manifest says/,
    ],
    ['the SBOM of one architecture is missing', () => strip(APP, arm64, /spdx/), /SBOM|sbom/i],
    [
      'the SBOM is on the index only',
      async () => {
        await strip(APP, arm64, /spdx/);
        await attest('spdxjson', '{"spdxVersion":"SPDX-2.3"}', `${APP}@${index}`);
      },
      /the index has one, and that describes no architecture/,
    ],
    [
      'an SBOM by a branch identity',
      async () => {
        await strip(APP, arm64, /spdx/);
        await attest(
          'spdxjson',
          '{"spdxVersion":"SPDX-2.3"}',
          `${APP}@${arm64}`,
          byWorkflow('verify/app/.github/workflows/publish.yml@refs/heads/main'),
        );
      },
      /by a branch, main/,
    ],
    ['the provenance is missing', () => strip(APP, index, /slsa/), /provenance/],
    ['the provenance in place of the signature', () => strip(APP, index, /sign\/v1$/), /only .*slsa\.dev\/provenance/],
    [
      'the provenance of another commit',
      async () => {
        await strip(APP, index, /slsa/);
        const honest = {
          buildDefinition: {
            buildType: 'https://actions.github.io/buildtypes/workflow/v1',
            externalParameters: {
              workflow: {
                ref: `refs/tags/${TAG}`,
                repository: 'https://github.com/verify/app',
                path: '.github/workflows/publish.yml',
              },
            },
            internalParameters: { github: { event_name: 'push' } },
            resolvedDependencies: [
              { uri: `git+https://github.com/verify/app@refs/tags/${TAG}`, digest: { gitCommit: 'e'.repeat(40) } },
            ],
          },
          runDetails: {
            builder: { id: `https://github.com/verify/app/.github/workflows/publish.yml@refs/tags/${TAG}` },
          },
        };
        await attest('slsaprovenance1', JSON.stringify(honest), `${APP}@${index}`);
      },
      /says something else: .*gitCommit is e{40}/,
    ],
    [
      'an unsigned chart',
      () => strip(CHART, chart, /./),
      /FAILED +signature +chart app-crds|FAILED +signature +app-crds/,
    ],
    [
      "the chart's tag is moved",
      async () => {
        const { config, layers } = await manifest(CHART, chart);
        await put(
          CHART,
          '1.2.3',
          JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers }),
          'application/vnd.oci.image.manifest.v1+json',
        );
      },
      /was moved/,
    ],
    ['a changed asset', () => tamper('app-crds.yaml', 'evil: true\n'), /app-crds\.yaml/],
    ['a changed SHA256SUMS', () => tamper('SHA256SUMS', `${'0'.repeat(64)}  app-crds.yaml\n`), /SHA256SUMS/],
    ['a missing asset', () => tamper('app-crds.yaml', null), /app-crds\.yaml/],
    ['an asset too many', () => tamper('evil.sh', 'x'), /evil\.sh/],
    [
      'an entry of the release manifest is missing',
      () => replaceReleaseManifest(repository, APP, TAG, (facts) => facts.replace(/^file app-crds\.yaml.*\n/m, '')),
      /app-crds\.yaml/,
    ],
    [
      'an entry of the release manifest too many',
      () =>
        replaceReleaseManifest(
          repository,
          APP,
          TAG,
          (facts) => `${facts}image evil ghcr.io/verify/evil sha256:${'a'.repeat(64)}\n`,
        ),
      /evil/,
    ],
    [
      'a registry that answers with another manifest',
      () =>
        ask('fault', 'ghcr.io', {
          method: 'GET',
          path: `/v2/verify/app/manifests/${index}`,
          answer: 'other-bytes',
          times: 50,
        }),
      /another manifest|does not match/,
    ],
    [
      'a truncated blob',
      async () => {
        const { layers } = await manifest(APP, `release-${TAG}`);
        for (const { digest } of layers) await blob(APP, digest);
        return ask('fault', 'ghcr.io', {
          method: 'GET',
          path: '/v2/verify/app/blobs/sha256:[0-9a-f]{64}',
          answer: 'truncate',
          times: 500,
        });
      },
      /truncated|EOF|other bytes/,
    ],
  ])('refused: %s', async (_, change, message, expected = 1) => {
    await change();
    const { code, out } = await verify();
    expect(out).toMatch(message);
    expect(out).toMatch(/FAILED/);
    expect(code).toBe(expected);
  });

  test('no network: exit code 3', async () => {
    const { code, out } = await verify([TAG], ['unshare', '--net', 'sh']);
    expect([code, out]).toEqual([3, expect.stringMatching(/could not be asked/)]);
  });

  test.each([['1.2.3'], ['v1.2'], ['v1.2.3;rm'], ['v1.2.3\n'], ['']])(
    '%p is no version: exit code 2',
    async (version) => {
      const { code, out } = await verify([version]);
      expect([code, out]).toEqual([2, expect.stringMatching(/usage: verify-release\.sh VERSION/)]);
    },
  );

  test.each<[string, number | 'cut', RegExp]>([
    ['wants a login', 401, /wants a login \(401\): the package is private/],
    ['does not let it be seen', 403, /\(403\)/],
    ['is out of order', 500, /could not be asked/],
    ['cuts the connection', 'cut', /could not be asked/],
  ])('a registry that %s: exit code 3', async (_, answer, message) => {
    await ask('fault', 'ghcr.io', { method: 'GET|HEAD', path: '/v2/verify/.*', answer, times: 100_000 });
    const { code, out } = await verify();
    expect([code, out]).toEqual([3, expect.stringMatching(message)]);
  });

  test('a version that was never released: exit code 1', async () => {
    const { code, out } = await verify(['v9.9.9']);
    expect([code, out]).toEqual([1, expect.stringMatching(/not in the registry/)]);
  });

  test('a tool that is not there: exit code 2, and its name', async () => {
    const bin = mkdtempSync(join(tmpdir(), 'bin-'));
    for (const name of [
      'awk',
      'base64',
      'cat',
      'cmp',
      'cut',
      'date',
      'dirname',
      'grep',
      'mkdir',
      'mktemp',
      'rm',
      'sed',
      'sort',
      'tr',
      'sha256sum',
      'uname',
    ]) {
      symlinkSync(
        spawnSync('which', [name], { encoding: 'utf8', env: { PATH: SYSTEM } }).stdout.trim(),
        join(bin, name),
      );
    }
    const { code, out } = await verify([TAG], ['/bin/sh'], { PATH: bin });
    expect([code, out]).toEqual([2, expect.stringMatching(/the program curl is missing/)]);
  });

  test('a full disk: exit code 2, and where', async () => {
    const small = mkdtempSync(join(tmpdir(), 'small-'));
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', small]);
    writeFileSync(join(small, 'filler'), Buffer.alloc(40_000));
    const { code, out } = await verify([TAG], ['sh'], { TMPDIR: small });
    spawnSync('umount', [small]);
    expect([code, out]).toEqual([2, expect.stringMatching(/is the disk full\?/)]);
  });

  test('make and the command do the same', async () => {
    const make = spawnSync('make', ['-f', 'release/release.mk', 'verify-release', `VERSION=${TAG}`], {
      cwd: repository.root,
      encoding: 'utf8',
      env: env(),
    });
    expect([make.status, make.stderr]).toEqual([0, expect.any(String)]);
    const command = spawnSync(process.execPath, [join(__dirname, '../../bin/sealwright'), 'verify', TAG], {
      cwd: repository.root,
      encoding: 'utf8',
      env: env(),
    });
    expect([command.status, command.stdout]).toEqual([0, expect.stringContaining(APP)]);
  });

  test('a tool is never installed with other bytes, in part or without a checksum', async () => {
    const cache = join(repository.folder, 'cache');
    mkdirSync(cache);
    await ask('githubFault', '/tools/cosign/', 'cut', 100);
    const cut = await verify([TAG], ['sh'], { XDG_CACHE_HOME: cache });
    expect(cut.code).toBe(3);
    expect(spawnSync('find', [cache, '-type', 'f'], { encoding: 'utf8' }).stdout).toBe('');
  });
});
