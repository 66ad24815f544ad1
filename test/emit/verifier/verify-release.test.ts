import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { files, ReleasePipeline, ReleaseProject } from '../../../src';
import { runnerTemp } from '../../support/step';
import { describeReal, toolPath } from '../../support/tools';

// The script with stand-ins for crane, cosign and curl: what each says is a file. What the real cosign says of real certificates is copied
// from cosign 3.1.3; the runs from end to end show it whole.
process.env.PROJEN_DISABLE_POST = '1';

const TAG = 'v1.2.3';
const COMMIT = '1'.repeat(40);
const OURS = `https://github.com/acme/app/.github/workflows/publish.yml@refs/tags/${TAG}`;
const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
const SPDX = 'https://spdx.dev/Document';
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const IMAGE = 'ghcr.io/acme/app';
const CHART = 'ghcr.io/acme/charts/app';

/** The list of contents of an architecture: its bytes are what the release manifest hashes. */
const sbom = (architecture: string) =>
  `${JSON.stringify({ name: architecture, note: 'a "b" \\ {[,]} é', packages: [{ name: 'x', version: 1 }, {}], spdxVersion: 'SPDX-2.3' })}\n`;
/** A statement about it as cosign writes one: with blanks, in the order of its own. */
const sbomStatement = (text: string) =>
  `{"_type":"https://in-toto.io/Statement/v0.1", "subject":[{"name":"predicate"}], "predicateType":"${SPDX}", "predicate":${text.trim().replaceAll('","', '", "')}}`;

const NOTES = `## Verify and install ${TAG}\n\n\`\`\`sh\nhelm install app \\\n  --set "a=$X"\n\`\`\`\n`;

const sha256 = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Everything that is published, by what a tool is asked for. A test changes it before the script runs. */
class World {
  public readonly answers = new Map<string, string>();
  public readonly manifests: Record<'amd64' | 'arm64' | 'chart', string>;
  public readonly digests: Record<'index' | 'amd64' | 'arm64' | 'chart' | 'release', string>;
  public facts: string[];

  constructor() {
    this.manifests = { amd64: '{"a":1}', arm64: '{"a":2}', chart: '{"a":3}' };
    const child = (architecture: 'amd64' | 'arm64') => ({
      digest: sha256(this.manifests[architecture]),
      platform: { os: 'linux', architecture },
    });
    const index = JSON.stringify({ schemaVersion: 2, manifests: [child('amd64'), child('arm64')] });
    const { amd64, arm64, chart } = this.manifests;
    this.digests = {
      index: sha256(index),
      amd64: sha256(amd64),
      arm64: sha256(arm64),
      chart: sha256(chart),
      release: '',
    };
    this.facts = [
      `chart app ${CHART} ${sha256(chart)}`,
      `file x.txt - ${sha256('x\n')}`,
      `image app ${IMAGE} ${sha256(index)}`,
      `platform app linux/amd64 ${sha256(amd64)}`,
      `platform app linux/arm64 ${sha256(arm64)}`,
      `sbom app linux/amd64 ${sha256(sbom('amd64'))}`,
      `sbom app linux/arm64 ${sha256(sbom('arm64'))}`,
    ];
    this.manifest(IMAGE, index);
    this.manifest(IMAGE, amd64);
    this.manifest(IMAGE, arm64);
    this.manifest(CHART, chart);
    this.set(`digest ${IMAGE}:${TAG}`, this.digests.index);
    this.set(`digest ${CHART}:1.2.3`, this.digests.chart);
    for (const digest of ['index', 'amd64', 'arm64'] as const)
      this.attest(SIGNATURE, `${IMAGE}@${this.digests[digest]}`, '{}');
    for (const digest of ['amd64', 'arm64'] as const)
      this.attest(SPDX, `${IMAGE}@${this.digests[digest]}`, sbomStatement(sbom(digest)));
    this.attest(SIGNATURE, `${CHART}@${this.digests.chart}`, '{}');
    this.attest(PROVENANCE, `${IMAGE}@${this.digests.index}`, provenance(this.digests.index));
    this.attest(PROVENANCE, `${CHART}@${this.digests.chart}`, provenance(this.digests.chart));
    this.release();
  }

  public set(question: string, answer: string): void {
    this.answers.set(question, answer);
  }

  public refuse(question: string, message: string): void {
    this.answers.delete(question);
    this.answers.set(`${question} error`, message);
  }

  public manifest(repository: string, text: string): void {
    this.set(`manifest ${repository}@${sha256(text)}`, text);
  }

  public attest(type: string, reference: string, statement: string): void {
    const payload = Buffer.from(statement).toString('base64');
    this.set(`attested ${type} ${reference}`, `${JSON.stringify({ payload, signatures: [{ sig: 'x' }] })}\n`);
  }

  /** The release manifest and the files of the GitHub Release, from the facts. */
  public release(commit = COMMIT): void {
    const text = `release-manifest 1\nrepository acme/app\ntag ${TAG}\ncommit ${commit}\n${this.facts.map((fact) => `${fact}\n`).join('')}`;
    const layer = (title: string, content: string) => ({
      digest: sha256(content),
      annotations: { 'org.opencontainers.image.title': title },
    });
    const notes = this.notes();
    const manifest = JSON.stringify({ layers: [layer('release.txt', text), layer('notes.md', notes)] });
    this.digests.release = sha256(manifest);
    this.set(`digest ${IMAGE}:release-${TAG}`, sha256(manifest));
    this.manifest(IMAGE, manifest);
    this.set(`blob ${IMAGE}@${sha256(text)}`, text);
    this.attest(SIGNATURE, `${IMAGE}@${sha256(manifest)}`, '{}');
    const sums = `${sha256('x\n').slice(7)}  x.txt\n`;
    this.files({ 'release.txt': text, 'x.txt': 'x\n', SHA256SUMS: sums, 'SHA256SUMS.sigstore.json': '{}' });
  }

  /** Our part of the notes, and the whole text around it as GitHub keeps what its pages have edited. */
  public notes(): string {
    return `${NOTES}\`${IMAGE}@${this.facts.find((fact) => fact.startsWith('image app'))?.split(' ')[3]}\`\n`;
  }

  public body = (): string =>
    `What is "new": \\ everything\n<!-- sealwright ${this.digests.release} -->\n${this.notes()}<!-- /sealwright -->\nand more\n`.replaceAll(
      '\n',
      '\r\n',
    );

  public files(all: Readonly<Record<string, string>>): void {
    const assets = Object.keys(all).map((name, id) => ({ id, name, uploader: { id: 7, name: 'x' } }));
    this.set(
      `url https://api.github.com/repos/acme/app/releases/tags/${TAG}`,
      JSON.stringify({ body: this.body(), tag_name: TAG, assets }),
    );
    for (const [name, text] of Object.entries(all))
      this.set(`url https://github.com/acme/app/releases/download/${TAG}/${name}`, text);
  }
}

const workflow = 'https://github.com/acme/app/.github/workflows';
function provenance(digest: string, change: (text: string) => string = (text) => text): string {
  return change(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [{ name: IMAGE, digest: { sha256: digest.slice(7) } }],
      predicateType: PROVENANCE,
      predicate: {
        buildDefinition: {
          buildType: 'https://actions.github.io/buildtypes/workflow/v1',
          externalParameters: {
            workflow: {
              path: '.github/workflows/publish.yml',
              ref: `refs/tags/${TAG}`,
              repository: 'https://github.com/acme/app',
            },
          },
          internalParameters: { github: { event_name: 'push' } },
          resolvedDependencies: [
            { digest: { gitCommit: COMMIT }, uri: `git+https://github.com/acme/app@refs/tags/${TAG}` },
          ],
        },
        runDetails: { builder: { id: OURS } },
      },
    }),
  );
}

// A question is a file; its name is the SHA-256 of its text.
const LOOK = `look() {
  name=$(printf '%s' "$1" | sha256sum | cut -c 1-64)
  if [ -f "$WORLD/$name" ]; then cat "$WORLD/$name"; return 0; fi
  name=$(printf '%s' "$1 error" | sha256sum | cut -c 1-64)
  if [ -f "$WORLD/$name" ]; then cat "$WORLD/$name" >&2; return 1; fi
  return 2
}`;
const PROGRAMS: Readonly<Record<string, string>> = {
  crane: `#!/bin/sh
${LOOK}
look "$1 $2" && exit 0
[ $? -ne 2 ] || printf 'Error: GET https://ghcr.io/v2/x: MANIFEST_UNKNOWN: manifest unknown\\n' >&2
exit 1
`,
  cosign: `#!/bin/sh
${LOOK}
case " $* " in
  *" --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity ${OURS} --certificate-github-workflow-sha "*) ;;
  *) exit 1 ;;
esac
format='' type=signature previous=''
for reference in "$@"; do
  [ "$previous" != --type ] || type=$reference
  [ "$reference" != --new-bundle-format=false ] || format='legacy '
  previous=$reference
done
case $1 in
  verify-attestation | verify)
    look "\${format}attested $type $reference" && exit 0
    [ $? -ne 2 ] || printf 'Error: no matching attestations: \\nerror during command execution: no matching attestations: \\n' >&2
    exit 1
    ;;
  verify-blob) look 'the bundle' || { [ $? -eq 2 ] || exit 1; } ;;
esac
`,
  curl: `#!/bin/sh
${LOOK}
for url in "$@"; do :; done
while [ "$1" != --output ]; do shift; done
if look "url $url" > "$2" 2> /dev/null; then printf 200; exit 0; fi
if look "url $url" 2>&1 | grep -q '^curl'; then printf 000; exit "$(look "url $url" 2>&1 | cut -d ' ' -f 2)"; fi
printf '%s' "$(look "url $url" 2>&1 || [ $? -ne 2 ] || echo 404)"
`,
};

/** What the script uses, as BusyBox has it: an Alpine container has nothing else. */
const APPLETS = 'awk base64 cat cmp cut date dirname grep mkdir mktemp rm sed sha256sum sort tr'.split(' ');

describe.each([['dash'], ['busybox sh']])('verify-release.sh under %s', (shell) => {
  const [name = '', ...shellArguments] = shell.split(' ');
  describeReal(name)('', () => {
    let root: string;
    let program: string;
    beforeAll(() => {
      root = runnerTemp();
      const put = (path: string, text: string) => {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text, { mode: 0o755 });
      };
      put('Dockerfile', 'FROM scratch\n');
      put('charts/app/Chart.yaml', 'apiVersion: v2\nname: app\nversion: 0.0.0\n');
      put('charts/app/values.yaml', 'a: 1\n');
      const project = new ReleaseProject({ name: 'app', outdir: root });
      new ReleasePipeline(project, {
        repository: 'acme/app',
        images: [{ name: 'app' }],
        charts: [{ path: 'charts/app' }],
        assets: [files({ command: 'echo x > x.txt', outputs: ['x.txt'] })],
      });
      project.synth();
      for (const [name, text] of Object.entries(PROGRAMS)) put(`bin/${name}`, text);
      program = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
      if (name === 'busybox') for (const applet of APPLETS) symlinkSync(program, join(root, 'bin', applet));
      for (const name of ['cosign', 'crane']) {
        rmSync(join(root, `release/download-${name}.sh`));
        put(`release/download-${name}.sh`, `#!/bin/sh\nprintf '%s\\n' '${root}/bin/${name}'\n`);
      }
    });

    function verify(
      change: (world: World) => void = () => undefined,
      args: readonly string[] = [TAG],
      env: Readonly<Record<string, string>> = {},
      script = join(root, 'release/verify-release.sh'),
    ) {
      const world = new World();
      change(world);
      const answers = runnerTemp();
      const temp = runnerTemp();
      for (const [question, answer] of world.answers) {
        writeFileSync(join(answers, sha256(question).slice(7)), answer);
      }
      const { status, stdout, stderr } = spawnSync(program, [...shellArguments, script, ...args], {
        encoding: 'utf8',
        env: {
          PATH: [join(root, 'bin'), toolPath()].join(delimiter),
          HOME: temp,
          TMPDIR: temp,
          WORLD: answers,
          ...env,
        },
      });
      const findings = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('ok '));
      return { code: status, stdout, stderr, findings, left: readdirSync(temp), world };
    }

    test('what is published as it was signed: every check is there, in the order of the model, and nothing stays behind', () => {
      const { code, stdout, stderr, left } = verify();
      expect(stderr).toBe('acme/app v1.2.3: 23 checked, 0 failed, 0 unknown\n');
      expect([code, left]).toEqual([0, []]);
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.replace(/ +/g, ' ')),
      ).toEqual([
        'ok manifest ghcr.io/acme/app:release-v1.2.3',
        `ok commit ${COMMIT}`,
        'ok signature ghcr.io/acme/app:release-v1.2.3',
        'ok tag ghcr.io/acme/app:v1.2.3',
        'ok index app ghcr.io/acme/app',
        'ok signature app ghcr.io/acme/app index',
        ...['amd64', 'arm64'].flatMap((architecture) =>
          ['manifest', 'signature', 'sbom'].map((check) => `ok ${check} app ghcr.io/acme/app linux/${architecture}`),
        ),
        'ok provenance app ghcr.io/acme/app image',
        'ok tag ghcr.io/acme/charts/app:1.2.3',
        'ok manifest app ghcr.io/acme/charts/app chart',
        'ok signature app ghcr.io/acme/charts/app chart',
        'ok provenance app ghcr.io/acme/charts/app chart',
        'ok assets the GitHub Release v1.2.3',
        'ok notes the GitHub Release v1.2.3',
        ...['SHA256SUMS', 'SHA256SUMS.sigstore.json', 'release.txt', 'x.txt'].map((name) => `ok asset ${name}`),
      ]);
    });

    const signature = (world: World) => `attested ${SIGNATURE} ${IMAGE}@${world.digests.index}`;
    const san = (found: string) =>
      `Error: no matching attestations: failed to verify certificate identity: no matching CertificateIdentity found, last error: expected SAN value "${OURS}", got "${found}"\n`;

    test.each<[string, (world: World) => void, RegExp]>([
      [
        'a branch identity',
        (w) => w.refuse(signature(w), san(`${workflow}/publish.yml@refs/heads/main`)),
        /signed by a branch, main, not by the tag v1\.2\.3/,
      ],
      [
        'a candidate for the final version',
        (w) => w.refuse(signature(w), san(`${workflow}/publish.yml@refs/tags/v1.2.3-rc.1`)),
        /signed for another tag, v1\.2\.3-rc\.1, not v1\.2\.3/,
      ],
      [
        'a tag that begins like ours',
        (w) => w.refuse(signature(w), san(`${workflow}/publish.yml@refs/tags/v1.2.3.evil`)),
        /signed for another tag, v1\.2\.3\.evil/,
      ],
      [
        'another repository',
        (w) => w.refuse(signature(w), san(OURS.replace('acme/app', 'acme/other'))),
        /signed by another repository, acme\/other, not acme\/app/,
      ],
      [
        'a fork',
        (w) => w.refuse(signature(w), san(OURS.replace('acme/app', 'evil/app'))),
        /signed by a fork, evil\/app, not acme\/app/,
      ],
      [
        'another workflow',
        (w) => w.refuse(signature(w), san(OURS.replace('publish.yml', 'other.yml'))),
        /signed by another workflow, other\.yml, not publish\.yml/,
      ],
      [
        'another issuer',
        (w) => w.refuse(signature(w), 'Error: x: last error: expected issuer value "a", got "https://evil.example"\n'),
        /another issuer, https:\/\/evil\.example/,
      ],
      [
        'another commit',
        (w) => w.refuse(signature(w), `Error: expected GithubWorkflowSHA to be "${COMMIT}", got "${'2'.repeat(40)}"\n`),
        /signed at another commit 2{40}, not 1{40}/,
      ],
      [
        'another CA',
        (w) =>
          w.refuse(signature(w), 'Error: failed to verify leaf certificate: leaf certificate verification failed\n'),
        /from another CA/,
      ],
      [
        'another workflow, as cosign says it of the old format',
        (w) =>
          w.refuse(
            signature(w),
            `Error: none of the expected identities matched what was in the certificate, got subjects [${workflow}/other.yml@refs/tags/${TAG}] with issuer https://token.actions.githubusercontent.com\n`,
          ),
        /signed by another workflow, other\.yml/,
      ],
      [
        'another issuer, as cosign says it of the old format',
        (w) => w.refuse(signature(w), `Error: none matched, got subjects [${OURS}] with issuer https://evil.example\n`),
        /another issuer, https:\/\/evil\.example/,
      ],
      ['no signature', (w) => w.answers.delete(signature(w)), /there is no signature$/],
      [
        'an attestation only',
        (w) =>
          w.refuse(
            signature(w),
            `Error: none of the attestations matched the predicate type: ${SIGNATURE}, found: ${SPDX}\n`,
          ),
        /no signature that the trusted CA vouches for, only something of another type: https:\/\/spdx\.dev\/Document/,
      ],
      [
        'an SBOM missing on one architecture',
        (w) => w.answers.delete(`attested ${SPDX} ${IMAGE}@${w.digests.arm64}`),
        /^FAILED +sbom +app ghcr\.io\/acme\/app linux\/arm64: there is no sbom$/,
      ],
      [
        'an SBOM on the index only',
        (w) => {
          w.answers.delete(`attested ${SPDX} ${IMAGE}@${w.digests.arm64}`);
          w.attest(SPDX, `${IMAGE}@${w.digests.index}`, '{}');
        },
        /no sbom here; the index has one/,
      ],
      [
        'no provenance',
        (w) => w.answers.delete(`attested ${PROVENANCE} ${IMAGE}@${w.digests.index}`),
        /there is no provenance$/,
      ],
      [
        'a chart without a signature',
        (w) => w.answers.delete(`attested ${SIGNATURE} ${CHART}@${w.digests.chart}`),
        /chart: there is no signature/,
      ],
      [
        'a tag that was moved',
        (w) => w.set(`digest ${IMAGE}:${TAG}`, w.digests.amd64),
        /tag .*was moved: it names sha256/,
      ],
      [
        'a chart whose tag was moved',
        (w) => w.set(`digest ${CHART}:1.2.3`, w.digests.amd64),
        /charts\/app:1\.2\.3: was moved/,
      ],
      ['a tag that is gone', (w) => w.answers.delete(`digest ${IMAGE}:${TAG}`), /app:v1\.2\.3: is not in the registry/],
      [
        'a registry with other bytes',
        (w) => w.set(`manifest ${IMAGE}@${w.digests.amd64}`, '{"a":9}'),
        /linux\/amd64: the registry answers with another manifest/,
      ],
      [
        'a registry that crane catches',
        (w) =>
          w.refuse(
            `manifest ${CHART}@${w.digests.chart}`,
            'Error: manifest digest: "a" does not match requested digest: "b"\n',
          ),
        /answers with another manifest/,
      ],
    ])('refuses %s', (_name, change, message) => {
      const { code, findings } = verify(change);
      expect(findings).toEqual([expect.stringMatching(message)]);
      expect(code).toBe(1);
    });

    test.each<[string, (text: string) => string, RegExp]>([
      ['of another commit', (text) => text.replace(COMMIT, '2'.repeat(40)), /gitCommit is 2{40}, not 1{40}/],
      [
        'of another repository',
        (text) =>
          text.replace('"repository":"https://github.com/acme/app"', '"repository":"https://github.com/acme/b"'),
        /workflow\/repository is https:\/\/github\.com\/acme\/b/,
      ],
      [
        'of another ref',
        (text) => text.replace('"ref":"refs/tags/v1.2.3"', '"ref":"refs/heads/main"'),
        /ref is refs\/heads\/main/,
      ],
      [
        'of another builder',
        (text) => text.replace(`"id":"${OURS}"`, '"id":"https://evil.example"'),
        /builder\/id is https:\/\/evil\.example/,
      ],
      [
        'of another digest',
        (text) => text.replace(/"sha256":"[0-9a-f]+"/, `"sha256":"${'0'.repeat(64)}"`),
        /digest\/sha256 is 0{64}/,
      ],
      ['of another type', (text) => text.replace(PROVENANCE, SPDX), /predicateType is/],
      [
        'with the right commit only in a place of its own',
        (text) =>
          text.replace(COMMIT, '2'.repeat(40)).replace('"runDetails":', `"note":"gitCommit ${COMMIT}","runDetails":`),
        /gitCommit is 2{40}.*note does not belong there/,
      ],
      [
        'with a key twice',
        (text) => text.replace('"digest":{"gitCommit"', `"digest":{"gitCommit":"${'2'.repeat(40)}","gitCommit"`),
        /says something else/,
      ],
      ['without a builder', (text) => text.replace(`"builder":{"id":"${OURS}"}`, ''), /builder\/id is missing/],
      ['that is no JSON', () => 'x', /is not an in-toto statement/],
    ])('refuses a provenance %s', (_name, change, message) => {
      const { code, findings } = verify((world) => {
        world.attest(PROVENANCE, `${IMAGE}@${world.digests.index}`, provenance(world.digests.index, change));
      });
      expect(findings).toEqual([expect.stringMatching(message)]);
      expect(code).toBe(1);
    });

    test('a second provenance that says something else is refused beside the right one', () => {
      const { code, findings } = verify((world) => {
        const question = `attested ${PROVENANCE} ${IMAGE}@${world.digests.index}`;
        const right = world.answers.get(question);
        world.attest(
          PROVENANCE,
          `${IMAGE}@${world.digests.index}`,
          provenance(world.digests.index, (text) => text.replace(COMMIT, '2'.repeat(40))),
        );
        world.set(question, `${right}${world.answers.get(question)}`);
      });
      expect([code, findings]).toEqual([1, [expect.stringContaining('says something else')]]);
    });

    /** What actions/attest writes of the same run. */
    const githubs = (digest: string, change: (text: string) => string = (text) => text) =>
      provenance(digest, (text) =>
        change(
          text
            .replace(
              '"event_name":"push"',
              '"event_name":"push","repository_id":"123","repository_owner_id":"45","runner_environment":"github-hosted"',
            )
            .replace(
              '"runDetails":{',
              '"runDetails":{"metadata":{"invocationId":"https://github.com/acme/app/actions/runs/67/attempts/1"},',
            ),
        ),
      );
    /** The script of a release with `provenance: ['cosign', 'github']`. */
    const withGitHub = () => {
      const script = join(root, 'release/github.sh');
      const text = readFileSync(join(root, 'release/verify-release.sh'), 'utf8');
      writeFileSync(script, text.replace("GITHUB_PROVENANCE='false'", "GITHUB_PROVENANCE='true'"));
      return script;
    };
    const addStatement = (world: World, type: string, reference: string, statement: string) => {
      const question = `attested ${type} ${reference}`;
      const before = world.answers.get(question) ?? '';
      world.attest(type, reference, statement);
      world.set(question, `${before}${world.answers.get(question)}`);
    };

    test("GitHub's own provenance is accepted beside ours where the release asks for it", () => {
      const both = (world: World) =>
        addStatement(world, PROVENANCE, `${IMAGE}@${world.digests.index}`, githubs(world.digests.index));
      expect(verify(both, [TAG], {}, withGitHub())).toMatchObject({ code: 0, findings: [] });
      expect(verify(both)).toMatchObject({
        code: 1,
        findings: [expect.stringMatching(/repository_id does not belong/)],
      });
    });

    test.each<[string, (text: string) => string, RegExp]>([
      ['of another commit', (text) => text.replace(COMMIT, '2'.repeat(40)), /gitCommit is 2{40}, not 1{40}/],
      ['of another builder', (text) => text.replace(`"id":"${OURS}"`, '"id":"https://evil.example"'), /builder\/id is/],
      [
        'with a key of its own',
        (text) => text.replace('"metadata":{', '"metadata":{"note":"x",'),
        /note does not belong/,
      ],
      [
        'from a machine of somebody',
        (text) => text.replace('github-hosted', 'self-hosted'),
        /runner_environment does not belong/,
      ],
      [
        'of a run elsewhere',
        (text) => text.replace('acme/app/actions', 'acme/app/../../evil/app/actions'),
        /invocationId does not belong/,
      ],
    ])("refuses one that looks like GitHub's, %s", (_name, change, message) => {
      const { code, findings } = verify(
        (world) =>
          addStatement(world, PROVENANCE, `${IMAGE}@${world.digests.index}`, githubs(world.digests.index, change)),
        [TAG],
        {},
        withGitHub(),
      );
      expect([code, findings]).toEqual([1, [expect.stringMatching(message)]]);
    });

    test("GitHub's provenance alone is not enough, and a chart has none", () => {
      const alone = (world: World) =>
        world.attest(PROVENANCE, `${IMAGE}@${world.digests.index}`, githubs(world.digests.index));
      expect(verify(alone, [TAG], {}, withGitHub())).toMatchObject({
        code: 1,
        findings: [expect.stringContaining('there is no provenance of this workflow, only the one that GitHub adds')],
      });
      const ofChart = (world: World) =>
        addStatement(world, PROVENANCE, `${CHART}@${world.digests.chart}`, githubs(world.digests.chart));
      expect(verify(ofChart, [TAG], {}, withGitHub()).code).toBe(1);
    });

    test.each<[string, (world: World, reference: string) => void, RegExp]>([
      [
        'another one in its place',
        (w, reference) => w.attest(SPDX, reference, sbomStatement(sbom('arm64'))),
        /^FAILED +sbom +app ghcr\.io\/acme\/app linux\/amd64: another sbom is attested: it is sha256:\w{64}, and the release manifest says sha256:/,
      ],
      [
        'another one beside it',
        (w, reference) => addStatement(w, SPDX, reference, sbomStatement(sbom('evil'))),
        /another sbom is attested/,
      ],
      [
        'a blank more in a string',
        (w, reference) => w.attest(SPDX, reference, sbomStatement(sbom('amd64')).replace('SPDX-2.3', 'SPDX- 2.3')),
        /another sbom is attested/,
      ],
      [
        'no predicate',
        (w, reference) => w.attest(SPDX, reference, '{"a":{"predicate":{}}}'),
        /not an in-toto statement/,
      ],
      [
        'two predicates',
        (w, reference) =>
          w.attest(SPDX, reference, sbomStatement(sbom('amd64')).replace('{', '{"predicate":{"evil":1},')),
        /not an in-toto statement/,
      ],
      ['half a statement', (w, reference) => w.attest(SPDX, reference, '{"predicate":{"a'), /not an in-toto statement/],
    ])('refuses an SBOM that the release manifest does not list: %s', (_name, change, message) => {
      const { code, findings } = verify((world) => change(world, `${IMAGE}@${world.digests.amd64}`));
      expect([code, findings]).toEqual([1, [expect.stringMatching(message)]]);
    });

    test('one digest for two platforms carries the SBOMs of both', () => {
      const { code, findings, stdout } = verify((world) => {
        const { amd64, arm64 } = world.digests;
        const index = JSON.stringify({
          manifests: ['amd64', 'arm64'].map((architecture) => ({
            digest: amd64,
            platform: { os: 'linux', architecture },
          })),
        });
        world.facts = world.facts.map((fact) => fact.replace(arm64, amd64).replace(world.digests.index, sha256(index)));
        world.manifest(IMAGE, index);
        world.set(`digest ${IMAGE}:${TAG}`, sha256(index));
        world.attest(SIGNATURE, `${IMAGE}@${sha256(index)}`, '{}');
        world.attest(PROVENANCE, `${IMAGE}@${sha256(index)}`, provenance(sha256(index)));
        addStatement(world, SPDX, `${IMAGE}@${amd64}`, sbomStatement(sbom('arm64')));
        world.release();
      });
      expect([code, findings]).toEqual([0, []]);
      expect(stdout.match(/^ok +sbom /gm)).toHaveLength(2);
    });

    test.each<[string, (body: string, world: World) => string, RegExp]>([
      [
        'a digest of somebody',
        (body, w) => body.replace(w.digests.index, `sha256:${'e'.repeat(64)}`),
        /^FAILED +notes +the GitHub Release v1\.2\.3: the text names digests that are not in the release manifest: sha256:e{64}$/,
      ],
      [
        'a digest cut short',
        (body, w) => body.replace(w.digests.index, 'sha256:abc'),
        /not in the release manifest: sha256:abc/,
      ],
      ['another command', (body) => body.replace('helm install app', 'helm install evil'), /was changed/],
      [
        'another release manifest',
        (body, w) => body.replace(w.digests.release, w.digests.index),
        /it names sha256:\w{64}, not sha256:/,
      ],
      [
        'a second opening',
        (body, w) => `<!-- sealwright ${w.digests.index} -->\n${body}`,
        /is of another release manifest/,
      ],
      ['no marker', () => 'hello', /lacks the part that names the release manifest/],
      ['no end', (body) => body.replace('<!-- /sealwright -->', ''), /lacks the marker that ends our part/],
    ])('refuses a text of the GitHub Release with %s', (_name, change, message) => {
      const { code, findings } = verify((world) => {
        const { body } = world;
        world.body = () => change(body(), world);
        world.release();
      });
      expect([code, findings]).toEqual([1, [expect.stringMatching(message)]]);
    });

    test('what a maintainer writes around our part of the text is free', () => {
      const { code } = verify((world) => {
        const { body } = world;
        world.body = () => `**Do not use:** sha256:${'e'.repeat(64)}\n${body()}`;
        world.release();
      });
      expect(code).toBe(0);
    });

    test.each([
      [3, 'UNKNOWN', 3],
      [1, 'FAILED', 1],
    ])('a tool that its script ends with %s for: %s, in the report', (status, word, exit) => {
      const folder = runnerTemp();
      cpSync(join(root, 'release'), folder, { recursive: true });
      writeFileSync(
        join(folder, 'download-crane.sh'),
        `#!/bin/sh\necho 'crane: could not be fetched' >&2\nexit ${status}\n`,
      );
      const script = join(folder, 'verify-release.sh');
      const { code, findings } = verify(undefined, [TAG], {}, script);
      expect([code, findings]).toEqual([
        exit,
        [`${word.padEnd(7)}  tool  download-crane.sh: crane: could not be fetched`],
      ]);
      const json = verify(undefined, ['--json', TAG], {}, script);
      expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
        exit,
        {
          tag: TAG,
          commit: '',
          manifest: '',
          checks: [{ status: word.toLowerCase(), check: 'tool', subject: 'download-crane.sh' }],
        },
      ]);
    });

    test('--help is no mistake', () => {
      const { code, stdout, stderr } = verify(undefined, ['--help']);
      expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^usage: verify-release\.sh VERSION/), '']);
    });

    test.each<[string, (world: World) => void, RegExp[]]>([
      [
        'an entry too few',
        (w) => {
          w.facts = w.facts.filter((fact) => !fact.startsWith('platform app linux/arm64'));
          w.release();
        },
        [/platform app linux\/arm64: is missing from the release manifest/, /an extra linux\/arm64 sha256/],
      ],
      [
        'an entry too much',
        (w) => {
          w.facts.push(`image evil ghcr.io/acme/evil ${w.digests.index}`);
          w.release();
        },
        [/image evil ghcr\.io\/acme\/evil: is an extra entry/],
      ],
      [
        'an entry twice',
        (w) => {
          w.facts.push(w.facts[0] ?? '');
          w.release();
        },
        [/is an extra entry/],
      ],
      [
        'an architecture that the index lacks',
        (w) => {
          const index = JSON.stringify({
            manifests: [{ digest: w.digests.amd64, platform: { os: 'linux', architecture: 'amd64' } }],
          });
          w.facts = w.facts.map((fact) => fact.replace(w.digests.index, sha256(index)));
          w.manifest(IMAGE, index);
          w.set(`digest ${IMAGE}:${TAG}`, sha256(index));
          w.attest(SIGNATURE, `${IMAGE}@${sha256(index)}`, '{}');
          w.attest(PROVENANCE, `${IMAGE}@${sha256(index)}`, provenance(sha256(index)));
          w.release();
        },
        [/index .*no linux\/arm64 sha256/],
      ],
      [
        'other bytes than its digest',
        (w) => w.set(`manifest ${IMAGE}@${w.digests.release}`, '{}'),
        [/answers with another manifest/],
      ],
      [
        'a line that is no fact',
        (w) => {
          w.facts.push('image $(id) x sha256:0');
          w.release();
        },
        [/contains a line that is not a fact/],
      ],
      [
        'a truncated release.txt',
        (w) => {
          for (const [question] of w.answers) if (question.startsWith('blob ')) w.set(question, 'release-manifest 1\n');
        },
        [/a truncated blob/],
      ],
      [
        'no notes',
        (w) => {
          const manifest = w.answers.get(`manifest ${IMAGE}@${w.digests.release}`)?.replace('notes.md', 'x.md') ?? '';
          w.manifest(IMAGE, manifest);
          w.set(`digest ${IMAGE}:release-${TAG}`, sha256(manifest));
        },
        [/does not carry exactly one notes\.md/],
      ],
      [
        'no signature',
        (w) => w.answers.delete(`attested ${SIGNATURE} ${IMAGE}@${w.digests.release}`),
        [/release-v1\.2\.3: there is no signature/],
      ],
    ])('refuses a release manifest with %s', (_name, change, messages) => {
      const { code, findings } = verify(change);
      expect(findings).toEqual(messages.map((message) => expect.stringMatching(message)));
      expect(code).toBe(1);
    });

    const url = `url https://github.com/acme/app/releases/download/${TAG}`;
    test.each<[string, (world: World) => void, RegExp]>([
      ['changed', (w) => w.set(`${url}/x.txt`, 'y\n'), /x\.txt: was changed/],
      ['that nobody can fetch', (w) => w.answers.delete(`${url}/x.txt`), /x\.txt: is not on GitHub/],
      ['truncated', (w) => w.refuse(`${url}/x.txt`, 'curl 18'), /x\.txt: is truncated/],
      ['of checksums changed', (w) => w.set(`${url}/SHA256SUMS`, 'y\n'), /SHA256SUMS: was changed/],
      [
        'with a bundle of somebody else',
        (w) => w.refuse('the bundle', san(OURS.replace('acme', 'evil'))),
        /SHA256SUMS\.sigstore\.json: signed by a fork/,
      ],
    ])('refuses a file %s', (_name, change, message) => {
      const { code, findings } = verify(change);
      expect(findings).toEqual([expect.stringMatching(message)]);
      expect(code).toBe(1);
    });

    test('a file too few and one too much: both are named', () => {
      const { code, findings } = verify((world) => {
        world.files({
          'release.txt': world.answers.get(`${url}/release.txt`) ?? '',
          'evil.txt': 'x',
          SHA256SUMS: world.answers.get(`${url}/SHA256SUMS`) ?? '',
          'SHA256SUMS.sigstore.json': '{}',
        });
      });
      expect(findings).toEqual([
        expect.stringContaining('evil.txt: is an extra file'),
        expect.stringContaining('x.txt: is missing'),
      ]);
      expect(code).toBe(1);
    });

    test.each<[string, (world: World) => void, RegExp]>([
      [
        'a registry that is not reached',
        (w) =>
          w.refuse(
            `digest ${IMAGE}:release-${TAG}`,
            '2026/11/24 12:00:00 retrying dial tcp: lookup\nError: Get "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host\n',
          ),
        /could not be asked: Get .*no such host/,
      ],
      [
        'a private package',
        (w) =>
          w.refuse(
            `digest ${IMAGE}:release-${TAG}`,
            'Error: GET https://ghcr.io/token: UNAUTHORIZED: authentication required\n',
          ),
        /wants a login \(401\).*private/,
      ],
      [
        'a package that this login may not see',
        (w) => w.refuse(`digest ${IMAGE}:${TAG}`, 'Error: GET https://ghcr.io/v2/x: DENIED: denied\n'),
        /does not let this login see it \(403\)/,
      ],
      [
        'a registry that answers too often',
        (w) => w.refuse(`digest ${IMAGE}:${TAG}`, 'Error: GET https://ghcr.io/v2/x: TOOMANYREQUESTS: slow down\n'),
        /could not be asked: GET .*slow down/,
      ],
      [
        'a registry that is out of order',
        (w) =>
          w.refuse(signature(w), 'Error: GET https://ghcr.io/v2/x: unexpected status code 503 Service Unavailable\n'),
        /could not be asked: GET .*503/,
      ],
      [
        'a token that GitHub does not accept',
        (w) => w.refuse(`url https://api.github.com/repos/acme/app/releases/tags/${TAG}`, '401'),
        /GitHub does not accept the token \(401\)/,
      ],
      [
        'a clock that is wrong',
        (w) =>
          w.refuse(
            `digest ${IMAGE}:release-${TAG}`,
            'Error: x509: certificate has expired or is not yet valid: current time\n',
          ),
        /clock of this machine says .*is it right\?/,
      ],
      [
        'GitHub out of reach',
        (w) => w.refuse(`url https://api.github.com/repos/acme/app/releases/tags/${TAG}`, 'curl 6'),
        /GitHub could not be asked \(curl-6\)/,
      ],
      [
        'too many requests',
        (w) => w.refuse(`url https://api.github.com/repos/acme/app/releases/tags/${TAG}`, '403'),
        /GitHub refuses \(403\): set GH_TOKEN/,
      ],
      [
        'a Sigstore mirror out of reach',
        (w) => w.refuse(signature(w), 'Error: tuf refresh failed: Get "https://tuf": dial tcp: lookup\n'),
        /could not be asked/,
      ],
    ])('%s is not a finding: UNKNOWN, exit code 3', (_name, change, message) => {
      const { code, findings } = verify(change);
      expect(findings).toEqual([expect.stringMatching(message)]);
      expect(findings[0]).toMatch(/^UNKNOWN/);
      expect(code).toBe(3);
    });

    test('a release that is not there: exit code 1, one line', () => {
      const { code, findings } = verify((world) => world.answers.delete(`digest ${IMAGE}:release-${TAG}`));
      expect([code, findings]).toEqual([1, [expect.stringContaining('release-v1.2.3: is not in the registry')]]);
    });

    test('a finding counts more than what could not be asked', () => {
      const { code } = verify((world) => {
        world.set(`${url}/x.txt`, 'y\n');
        world.refuse(`digest ${CHART}:1.2.3`, 'Error: dial tcp: i/o timeout\n');
      });
      expect(code).toBe(1);
    });

    test.each([
      ['1.2.3'],
      ['v1.2'],
      ['v1.2.3;rm'],
      ['v1.2.3.evil'],
      ['v01.2.3'],
      ['v1.2.3-01'],
      ['v1.2.3+build'],
      ['v1.2.3\nv1.2.4'],
      ['V1.2.3'],
      [''],
      ['--all'],
    ])('%j is no VERSION: exit code 2, nothing was asked', (version) => {
      const { code, stdout, stderr } = verify(undefined, [version]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('usage: verify-release.sh VERSION');
    });

    test.each([[[TAG, '--commit']], [[TAG, '--commit', 'main']], [[TAG, 'v1.2.4']], [[]]])('%j is no call', (args) => {
      expect(verify(undefined, args).code).toBe(2);
    });

    test('the commit that is asked for must be the one of the manifest', () => {
      const { code, findings } = verify(undefined, [TAG, '--commit', '2'.repeat(40)]);
      expect([code, findings]).toEqual([
        1,
        expect.arrayContaining([
          expect.stringMatching(/commit +2{40}: is not the commit of the release: the release manifest says 1{40}/),
        ]),
      ]);
    });

    test('both formats: each is demanded by itself', () => {
      const script = join(root, 'release/both.sh');
      const text = readFileSync(join(root, 'release/verify-release.sh'), 'utf8');
      writeFileSync(script, text.replace("SIGNATURE_FORMAT='bundle'", "SIGNATURE_FORMAT='both'"));
      const legacy = (without: string) => (world: World) => {
        for (const [question, answer] of [...world.answers]) {
          const old = `legacy ${question.replace(SIGNATURE, 'signature')}`;
          if (question.startsWith('attested ') && !old.startsWith(without)) world.set(old, answer);
        }
      };
      expect(verify(legacy('nothing'), [TAG], {}, script).findings).toEqual([]);
      expect(verify(legacy('legacy attested signature ghcr.io/acme/charts'), [TAG], {}, script).findings).toEqual([
        expect.stringContaining('charts/app chart: there is no signature'),
      ]);
      expect(verify(legacy(`legacy attested ${PROVENANCE} ghcr.io/acme/charts`), [TAG], {}, script).findings).toEqual([
        expect.stringContaining('charts/app chart: there is no provenance'),
      ]);
    });

    test('a checkout that has the tag is asked for its commit', () => {
      const checkout = join(runnerTemp(), 'app');
      cpSync(join(root, 'release'), join(checkout, 'release'), { recursive: true });
      const script = join(checkout, 'release/verify-release.sh');
      const git = (...args: string[]) =>
        spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
          cwd: checkout,
          encoding: 'utf8',
        }).stdout.trim();
      git('init', '-q');
      git('commit', '-q', '--allow-empty', '-m', 'x');
      git('tag', '-a', '-m', 'x', TAG);
      const head = git('rev-parse', 'HEAD');
      const { code, findings } = verify(undefined, [TAG], {}, script);
      expect([code, findings]).toEqual([
        1,
        [
          expect.stringContaining(
            `the tag ${TAG} of this checkout: is ${head}, and the release manifest says ${COMMIT}`,
          ),
        ],
      ]);
      expect(verify((world) => world.release(head), [TAG], {}, script).stdout).toMatch(
        /^ok +commit +the tag v1\.2\.3 of this checkout$/m,
      );
    });

    test('a missing tool is named: exit code 2', () => {
      const { code, stderr } = verify(undefined, [TAG], { PATH: '/nowhere' });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^verify-release: the program (?:awk|curl) is missing on this machine\n$/);
    });

    test('JSON for machines; what a tool says is printable and quoted', () => {
      const { code, stdout } = verify(
        (world) => world.refuse(signature(world), 'Error: a "quoted" \\ text\u001b[31m\tand\rmore\n'),
        ['--json', TAG],
      );
      const report = JSON.parse(stdout) as { checks: { status: string; reason: string }[] };
      expect(report).toMatchObject({ version: 1, repository: 'acme/app', tag: TAG, commit: COMMIT });
      expect(report.checks.filter(({ status }) => status !== 'ok')).toEqual([
        {
          status: 'failed',
          check: 'signature',
          subject: 'app ghcr.io/acme/app index',
          reason: 'a "quoted" \\ text[31m andmore',
        },
      ]);
      expect(code).toBe(1);
    });

    test('a token is on no command line and in no output', () => {
      const { stdout, stderr, code } = verify(undefined, [TAG], { GH_TOKEN: 'ghp_secret' });
      expect(stdout + stderr).not.toContain('ghp_secret');
      // The stand-in knows no private address: what is asked there is not found.
      expect(code).toBe(1);
      expect(verify(undefined, [TAG], { GH_TOKEN: 'x" \n header' }).code).toBe(2);
    });
  });
});
