import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { application } from './support/application';
import { failures, PROVENANCE, SIGNATURE, SPDX } from './support/demands';
import { blob, digestOf, manifest } from './support/registry';
import { report } from './support/report';
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
import { SYSTEM, userOf, verifyRelease } from './support/verifier';
import { ask } from './support/world';

const APP = 'ghcr.io/verify/app';
const CHART = 'ghcr.io/verify/charts/app-crds';
const TAG = 'v1.2.3';
/** A release before it: everything of it is signed as it must be. */
const OLDER = 'v1.2.2';
const MANIFEST = `${APP}:release-${TAG}`;

/** One line of the result, from its first word on; the reason is a regular expression. */
function failed(check: string, subject: string, reason: string): RegExp {
  return new RegExp(`^FAILED +${check} +${subject.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}: ${reason}`);
}
const linesOf = (out: string) => out.split('\n').filter((line) => /^(?:FAILED|UNKNOWN) /.test(line));

describe('verify-release.sh of a real release', () => {
  let repository: ScratchRepository;
  let restore: () => Promise<void>;
  let restoreGitHub: () => Promise<void>;
  let index: string;
  let amd64: string;
  let arm64: string;
  let chart: string;
  /** What the verifier says of the release as it is. */
  let honest: string;

  const verify = (
    args: readonly string[] = [TAG],
    shell: readonly string[] = ['sh'],
    env: Readonly<Record<string, string>> = {},
  ) => verifyRelease(repository, args, { shell, env });

  beforeAll(async () => {
    const props = "images: [{ name: 'app', prepare }], charts: [{ path: 'charts/app-crds' }],";
    repository = await ScratchRepository.create('verify/app', await application('verify/app', { props }));
    for (const tag of [OLDER, TAG]) {
      await repository.commit(tag);
      repository.git('tag', tag);
      repository.ref(`refs/tags/${tag}`);
      expect(failures(await repository.run({ ref: `refs/tags/${tag}` }))).toEqual([]);
    }
    index = (await digestOf(APP, TAG)) ?? '';
    const { manifests } = await manifest(APP, index);
    amd64 = manifests.find(({ platform }) => platform?.architecture === 'amd64')?.digest ?? '';
    arm64 = manifests.find(({ platform }) => platform?.architecture === 'arm64')?.digest ?? '';
    chart = (await digestOf(CHART, '1.2.3')) ?? '';
    restore = await snapshot([APP, CHART]);
    const assetsNow = async () =>
      (await repository.github()).releases.find((one) => one.tag_name === TAG)?.assets ?? [];
    const assets = await assetsNow();
    restoreGitHub = async () => {
      const now = await assetsNow();
      for (const one of now)
        if (!assets.some(({ name }) => name === one.name)) await ask('tamper', repository.slug, TAG, one.name, null);
      for (const one of assets) await ask('tamper', repository.slug, TAG, one.name, one.base64);
    };
    // The tools, once: what follows is not the time of a download.
    honest = (await verify()).out;
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
      expect([code, linesOf(out)]).toEqual([0, []]);
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
        { env: { ...process.env, ...userOf(repository), PATH: process.env.PATH ?? '' } },
      );
      expect(status).toBe(0);
    }
    const theirs = (Date.now() - started) / 1000;
    report(
      `verify-release: ${ours.seconds.toFixed(1)} s with every check; cosign alone, ${subjects.length} times in a row: ${theirs.toFixed(1)} s`,
    );
    expect(ours.code).toBe(0);
  });

  test('machines get one JSON document', async () => {
    const { code, stdout } = await verify([TAG, '--json']);
    const document = JSON.parse(stdout) as { checks: { status: string }[] };
    expect([code, document]).toEqual([0, expect.objectContaining({ version: 1, repository: 'verify/app', tag: TAG })]);
    expect(new Set(document.checks.map(({ status }) => status))).toEqual(new Set(['ok']));
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

  const IMAGE = `app ${APP}`;
  const INDEX = `${IMAGE} index`;
  const CRDS = `app-crds ${CHART} chart`;
  const only = (type: string) =>
    `that the trusted CA vouches for, only something of another type: ${type.replaceAll('.', '\\.')}$`;
  const changedFile = (name: string) =>
    failed('asset', name, 'was changed: it is sha256:[0-9a-f]{64}, and the release manifest says sha256:[0-9a-f]{64}$');
  const noProvenance = failed('provenance', `${IMAGE} image`, 'there is no provenance');
  const otherNotes = failed('notes', `the GitHub Release ${TAG}`, 'the text is ');
  const changedIndex = (reason: string) => [
    failed(
      'index',
      IMAGE,
      `does not name exactly the architectures of the release manifest: ${reason} sha256:[0-9a-f]{64};$`,
    ),
    noProvenance,
    otherNotes,
    changedFile('release.txt'),
  ];
  const several = async () => {
    await strip(APP, arm64, /spdx/);
    await tamper('app-crds.yaml', 'evil: true\n');
    await strip(CHART, chart, /./);
  };
  const SEVERAL = [
    failed('sbom', `${IMAGE} linux/arm64`, `there is no sbom ${only(SIGNATURE)}`),
    failed('signature', CRDS, 'there is no signature$'),
    failed('provenance', CRDS, 'there is no provenance$'),
    changedFile('app-crds.yaml'),
  ];

  /** What is changed, and the lines that must say so: these, and no other. */
  const CASES: readonly [string, () => Promise<unknown>, readonly RegExp[]][] = [
    [
      'a branch identity',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/heads/main')),
      [failed('signature', INDEX, 'signed by a branch, main, not by the tag v1\\.2\\.3 ')],
    ],
    [
      'another tag',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/tags/v1.2.4')),
      [failed('signature', INDEX, 'signed for another tag, v1\\.2\\.4, not v1\\.2\\.3 ')],
    ],
    [
      'a candidate of this version',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/tags/v1.2.3-rc.1')),
      [failed('signature', INDEX, 'signed for another tag, v1\\.2\\.3-rc\\.1, not v1\\.2\\.3 ')],
    ],
    [
      'a tag that begins like this one',
      signedBy(byWorkflow('verify/app/.github/workflows/publish.yml@refs/tags/v1.2.3.evil')),
      [failed('signature', INDEX, 'signed for another tag, v1\\.2\\.3\\.evil, not v1\\.2\\.3 ')],
    ],
    [
      'another repository',
      signedBy(byWorkflow('verify/other/.github/workflows/publish.yml@refs/tags/v1.2.3')),
      [failed('signature', INDEX, 'signed by another repository, verify/other, not verify/app ')],
    ],
    [
      'a fork',
      signedBy(byWorkflow('mallory/app/.github/workflows/publish.yml@refs/tags/v1.2.3')),
      [failed('signature', INDEX, 'signed by a fork, mallory/app, not verify/app ')],
    ],
    [
      'another workflow',
      signedBy(byWorkflow('verify/app/.github/workflows/other.yml@refs/tags/v1.2.3')),
      [failed('signature', INDEX, 'signed by another workflow, other\\.yml, not publish\\.yml ')],
    ],
    [
      'another commit',
      signedBy({ claims: { sha: 'd'.repeat(40) } }),
      [failed('signature', INDEX, 'signed at another commit')],
    ],
    [
      'another issuer',
      signedBy({ issuer: 'https://other-issuer.example.com' }),
      [
        failed(
          'signature',
          INDEX,
          'its certificate comes from another issuer, https://other-issuer\\.example\\.com, not https',
        ),
      ],
    ],
    [
      'another CA',
      async () => signedBy({ tufRoot: await ask<string>('otherSigstore') })(),
      [failed('signature', INDEX, `there is no signature ${only(PROVENANCE)}`)],
    ],
    ['unsigned', () => strip(APP, index, /./), [failed('signature', INDEX, 'there is no signature$'), noProvenance]],
    [
      'the provenance in place of the signature',
      () => strip(APP, index, /sign\/v1$/),
      [failed('signature', INDEX, `there is no signature ${only(PROVENANCE)}`)],
    ],
    [
      'only the index is signed',
      async () => {
        for (const one of [amd64, arm64]) await strip(APP, one, /sign\/v1$/);
      },
      ['amd64', 'arm64'].map((one) =>
        failed('signature', `${IMAGE} linux/${one}`, `there is no signature ${only(SPDX)}`),
      ),
    ],
    ['an architecture is missing', () => newIndex((all) => all.slice(0, 1)), changedIndex('no linux/a\\w+64')],
    [
      'an architecture too many',
      () => newIndex((all) => [...all, { ...(all[0] as object), platform: { os: 'linux', architecture: 's390x' } }]),
      changedIndex('an extra linux/s390x'),
    ],
    [
      'the tag is moved to the signed digest of an older release',
      () => moveTag(APP, TAG, OLDER),
      [failed('tag', `${APP}:${TAG}`, 'was moved: it names sha256:[0-9a-f]{64}, and the release manifest says sha256')],
    ],
    [
      'the release manifest is the signed one of an older release',
      () => moveTag(APP, `release-${TAG}`, `release-${OLDER}`),
      [
        failed(
          'manifest',
          MANIFEST,
          'is not that of verify/app v1\\.2\\.3: it begins with release-manifest 1 repository verify/app tag v1\\.2\\.2 ',
        ),
      ],
    ],
    [
      'the SBOM of one architecture is missing',
      () => strip(APP, arm64, /spdx/),
      [failed('sbom', `${IMAGE} linux/arm64`, `there is no sbom ${only(SIGNATURE)}`)],
    ],
    [
      'the SBOM is on the index only',
      async () => {
        await strip(APP, arm64, /spdx/);
        await attest('spdxjson', '{"spdxVersion":"SPDX-2.3"}', `${APP}@${index}`);
      },
      [
        failed(
          'sbom',
          `${IMAGE} linux/arm64`,
          'there is no sbom here; the index has one, and that describes no architecture$',
        ),
      ],
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
      [failed('sbom', `${IMAGE} linux/arm64`, 'signed by a branch, main, not by the tag v1\\.2\\.3 ')],
    ],
    [
      'the provenance is missing',
      () => strip(APP, index, /slsa/),
      [failed('provenance', `${IMAGE} image`, `there is no provenance ${only(SIGNATURE)}`)],
    ],
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
      [failed('provenance', `${IMAGE} image`, 'says something else: .*gitCommit is e{40}, not [0-9a-f]{40};$')],
    ],
    [
      'an unsigned chart',
      () => strip(CHART, chart, /./),
      [failed('signature', CRDS, 'there is no signature$'), failed('provenance', CRDS, 'there is no provenance$')],
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
      [failed('tag', `${CHART}:1.2.3`, 'was moved: it names sha256')],
    ],
    ['a changed asset', () => tamper('app-crds.yaml', 'evil: true\n'), [changedFile('app-crds.yaml')]],
    [
      'a changed SHA256SUMS',
      () => tamper('SHA256SUMS', `${'0'.repeat(64)}  app-crds.yaml\n`),
      [changedFile('SHA256SUMS')],
    ],
    [
      'a missing asset',
      () => tamper('app-crds.yaml', null),
      [failed('assets', 'app-crds.yaml', 'is missing from the GitHub Release$')],
    ],
    [
      'an asset too many',
      () => tamper('evil.sh', 'x'),
      [failed('assets', 'evil.sh', 'is an extra file: the release manifest does not name it$')],
    ],
    [
      'an entry of the release manifest is missing',
      () => replaceReleaseManifest(repository, APP, TAG, (facts) => facts.replace(/^file app-crds\.yaml.*\n/m, '')),
      [
        failed('manifest', 'file app-crds.yaml -', 'is missing from the release manifest$'),
        failed('assets', 'app-crds.yaml', 'is an extra file: the release manifest does not name it$'),
        otherNotes,
        changedFile('release.txt'),
        changedFile('SHA256SUMS'),
        failed('asset', 'SHA256SUMS.sigstore.json', ''),
      ],
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
      [
        failed('manifest', 'image evil ghcr.io/verify/evil', 'is an extra entry of the release manifest'),
        otherNotes,
        changedFile('release.txt'),
      ],
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
      [failed('index', IMAGE, 'the registry answers with another manifest than the one that was asked for')],
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
      [failed('manifest', MANIFEST, 'the registry sends a truncated blob, or other bytes')],
    ],
    ['several things at once', several, SEVERAL],
  ];
  // Half of them under each of the two small shells.
  const cases = CASES.map((one, i) => [...one, i % 2 === 0 ? ['dash'] : ['busybox', 'sh']] as const);

  test.each(cases)('refused: %s', async (_, change, wanted, shell) => {
    await change();
    const { code, out } = await verify([TAG], shell);
    expect([code, linesOf(out)]).toEqual([1, expect.any(Array)]);
    expect(linesOf(out)).toHaveLength(wanted.length);
    for (const one of wanted) {
      expect(linesOf(out)).toContainEqual(expect.stringMatching(one));
      expect(honest).not.toMatch(new RegExp(one, 'm'));
    }
  });

  test('machines get what failed in one JSON document', async () => {
    await several();
    const { code, stdout } = await verify([TAG, '--json']);
    const { tag, checks } = JSON.parse(stdout) as {
      tag: string;
      checks: { status: string; check: string; subject: string; reason: string }[];
    };
    expect([code, tag]).toEqual([1, TAG]);
    const lines = checks
      .filter(({ status }) => status !== 'ok')
      .map(({ status, check, subject, reason }) => `${status.toUpperCase()} ${check} ${subject}: ${reason}`);
    expect(lines).toHaveLength(SEVERAL.length);
    for (const one of SEVERAL) expect(lines).toContainEqual(expect.stringMatching(one));
    expect(checks.filter(({ status }) => status === 'ok').length).toBeGreaterThan(5);
  });

  test('no network: exit code 3', async () => {
    const { code, out } = await verify([TAG], ['unshare', '--net', 'sh']);
    expect([code, out]).toEqual([3, expect.stringMatching(/could not be asked/)]);
  });

  // The clock itself can't be moved here: what it is compared with is.
  test('a clock that is an hour slow, on which no certificate is valid yet: exit code 3, and the clock', async () => {
    await ask('certificatesFrom', 3600);
    const { code, out } = await verify();
    const cache = mkdtempSync(join(tmpdir(), 'cache-'));
    const download = await verify([TAG], ['busybox', 'sh'], { XDG_CACHE_HOME: cache });
    await ask('certificatesFrom', 0);
    expect([code, linesOf(out)]).toEqual([
      3,
      [
        expect.stringMatching(
          /^UNKNOWN +manifest +\S+: a certificate or signed metadata is not valid now; the clock of this machine says .+: is it right\?/,
        ),
      ],
    ]);
    expect([download.code, download.out]).toEqual([
      3,
      expect.stringMatching(/its certificate is not trusted; is this machine's clock right\? It says /),
    ]);
  });

  test("a clock that is fast, on which Sigstore's metadata has expired: exit code 3, and the clock", async () => {
    const TUF_ROOT = await ask<string>('expiringSigstore', 5);
    await new Promise((done) => setTimeout(done, 6000));
    const { code, out } = await verify([TAG], ['dash'], { TUF_ROOT });
    expect(code).toBe(3);
    expect(linesOf(out).length).toBeGreaterThan(0);
    for (const line of linesOf(out)) {
      expect(line).toMatch(/^UNKNOWN .*not valid now; the clock of this machine says .+: is it right\?/);
    }
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
      env: userOf(repository),
    });
    expect([make.status, make.stderr]).toEqual([0, expect.any(String)]);
    const command = spawnSync(process.execPath, [join(__dirname, '../../bin/sealwright'), 'verify', TAG], {
      cwd: repository.root,
      encoding: 'utf8',
      env: userOf(repository),
    });
    expect([command.status, command.stdout]).toEqual([0, expect.stringContaining(APP)]);
  });

  test('a tool is never installed with other bytes or in part', async () => {
    const cache = join(repository.folder, 'cache');
    mkdirSync(cache);
    const kept = () => spawnSync('find', [cache, '-type', 'f'], { encoding: 'utf8' }).stdout;
    const cosign = '/tools/cosign/releases/download/v3.1.3/cosign';
    await ask('githubFault', cosign, 'cut', 100);
    const cut = await verify([TAG], ['dash'], { XDG_CACHE_HOME: cache });
    expect([cut.code, cut.out, kept()]).toEqual([3, expect.stringMatching(/could not be fetched from/), '']);
    await ask('noFaults');
    const evil = join(repository.folder, 'evil');
    writeFileSync(evil, '#!/bin/sh\nexit 0\n');
    const honestFile = await ask<string>('serve', cosign, evil);
    const other = await verify([TAG], ['busybox', 'sh'], { XDG_CACHE_HOME: cache });
    await ask('serve', cosign, honestFile);
    expect([other.code, other.out, kept()]).toEqual([
      1,
      expect.stringMatching(
        /the bytes from \S+ are sha256:[0-9a-f]{64}, but sha256:[0-9a-f]{64} is pinned; they were deleted/,
      ),
      '',
    ]);
  });
});
