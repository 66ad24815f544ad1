import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { binaries, files, Notes, Registry, ReleasePipeline, ReleaseProject, renderedChart } from '../../src';
import { blocks } from '../support/markdown';
import { type JobRan, runWorkflow } from '../support/runner';
import { keyedCosign, type Service, startBuildKit, startRegistry } from '../support/services';
import { runnerTemp, runScript, stubs } from '../support/step';
import { describeReal, toolPath } from '../support/tools';

// The generated publish.yml, job by job, with the real tools against a registry on loopback. Replaced: the keyless identity by a throw-away
// key, GitHub's API by a program named `gh`, the vulnerability scanner by a command over the SBOM.
const real = describeReal('crane', 'oras', 'cosign', 'helm', 'syft', 'registry', 'buildx', 'buildkitd', 'runc');
jest.setTimeout(300_000);
process.env.PROJEN_DISABLE_POST = '1';

const CHART = `apiVersion: v2
name: app # the name
version: 0.0.0
appVersion: 0.0.0
annotations:
  category: test
`;
const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  image: {{ required "app.image.digest is empty" .Values.app.image.digest | quote }}
`;

real('publish.yml with the real tools', () => {
  let registry: Service & { readonly host: string };
  let buildkit: Service & { readonly env: Readonly<Record<string, string>> };
  let cosign: ReturnType<typeof keyedCosign>;

  beforeAll(async () => {
    cosign = keyedCosign();
    registry = await startRegistry();
    buildkit = await startBuildKit();
  });
  afterAll(() => {
    registry.stop();
    buildkit.stop();
  });

  /** A repository with a tag, its generated workflow, and GitHub as a folder. */
  function world(name: string, format: 'bundle' | 'legacy' | 'both' = 'bundle') {
    const root = join(runnerTemp(), 'app');
    const put = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    put(
      'Dockerfile',
      'FROM scratch AS app\nCOPY hello.txt made-* /\nFROM scratch AS tool\nCOPY hello.txt /tool.txt\nFROM scratch AS other\nCOPY hello.txt /other.txt\n',
    );
    put('hello.txt', 'hello\n');
    put('charts/app/Chart.yaml', CHART);
    put(
      'charts/app/values.yaml',
      'app:\n  image:\n    # filled in by the operator\n    digest: "" # empty on purpose\n  other: 1\n',
    );
    put('charts/app/templates/config.yaml', TEMPLATE);
    put('docs/v1.2.3-rc.1.md', 'A candidate.\n');
    put('docs/v1.2.3.md', 'What is new: everything.\n');
    const project = new ReleaseProject({ name: 'app', outdir: root });
    new ReleasePipeline(project, {
      repository: 'acme/app',
      environment: 'release',
      registries: [
        Registry.generic({ host: registry.host, namespace: name, username: 'bot', passwordSecret: 'PASSWORD' }),
      ],
      images: [
        { name: 'app', prepare: { command: 'echo "$TARGETARCH" > "made-$TARGETARCH"', outputs: ['hello.txt'] } },
        {
          name: 'tool',
          platforms: ['linux/amd64'],
          variants: [{ suffix: '-v', target: 'other', platforms: ['linux/amd64'] }],
        },
      ],
      charts: [
        {
          path: 'charts/app',
          digestValues: { app: 'app.image.digest' },
          digestMode: 'stamp',
          emptyDigests: 'rejected',
          artifactHub: { repositoryId: '0b0a5b6e-5bd4-4bd5-9bd5-000000000000', category: 'security' },
        },
      ],
      assets: [
        binaries({
          command: 'mkdir -p dist && for p in linux-amd64 darwin-arm64; do echo "$p $TAG" > "dist/ctl-$TAG-$p"; done',
          output: 'dist/ctl-{tag}-{os}-{arch}',
          platforms: ['linux/amd64', 'darwin/arm64'],
        }),
        files({ command: 'echo x > x.txt', outputs: ['x.txt'] }),
        renderedChart({ chart: 'charts/app', output: 'install.yaml', values: { 'app.image.digest': 'x' } }),
      ],
      notes: Notes.file('docs/{tag}.md'),
      floatingTags: { latest: true, minor: true },
      sbom: { formats: ['spdx-json', 'cyclonedx-json'], asset: true },
      scan: { custom: { command: 'grep -q SPDX "$SBOM"' } },
      signatureFormat: format,
    });
    project.synth();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
        cwd: root,
        encoding: 'utf8',
      }).trim();
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    const github = join(runnerTemp(), 'github');
    mkdirSync(github);
    writeFileSync(join(github, 'releases'), '');
    const bin = stubs({ gh: GH });
    const run = (tag: string, before?: (job: string, step: string, temp: string) => boolean) => {
      git('tag', '-f', tag);
      return runWorkflow(readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8'), {
        github: {
          event_name: 'push',
          ref: `refs/tags/${tag}`,
          ref_type: 'tag',
          ref_name: tag,
          sha: git('rev-parse', 'HEAD'),
          repository: 'acme/app',
          server_url: 'https://github.com',
          actor: 'octocat',
          token: 't',
          run_id: '1',
        },
        secrets: { PASSWORD: 'secret' },
        checkout: root,
        path: [cosign.folder, bin],
        env: {
          ...buildkit.env,
          GITHUB_FAKE: github,
          GITHUB_FAKE_ROOT: root,
          GITHUB_FAKE_SHA: git('rev-parse', 'HEAD'),
          BUILDX_BUILDER: 'ci',
        },
        without: ['Install ', "Read this job's own identity"],
        ...(before ? { before } : {}),
      });
    };
    const scan = () =>
      runWorkflow(readFileSync(join(root, '.github/workflows/security-scan.yml'), 'utf8'), {
        github: {
          event_name: 'pull_request',
          ref: 'refs/pull/1/merge',
          ref_type: 'branch',
          sha: git('rev-parse', 'HEAD'),
          repository: 'acme/app',
          server_url: 'https://github.com',
        },
        checkout: root,
        env: { ...buildkit.env },
        // kubeconform fetches schemas, and actionlint is run over these files by the linters of CI.
        without: ['Install ', 'Check the chart', 'Lint the workflows'],
      });
    return { scan, root, run, git, github, put };
  }

  const failed = (jobs: Readonly<Record<string, JobRan>>) =>
    Object.entries(jobs).flatMap(([id, job]) =>
      job.result === 'failure' ? [`${id}: ${job.steps.at(-1)?.name}: ${job.steps.at(-1)?.ran.stderr}`] : [],
    );
  const crane = (...args: string[]) =>
    spawnSync('crane', args, { encoding: 'utf8', env: { ...process.env, PATH: toolPath() } }).stdout.trim();

  test('a release from tag to notes, then again without any change', () => {
    const { run, github } = world('one');
    const first = run('v1.2.3');
    expect(failed(first)).toEqual([]);
    const at = `${registry.host}/one`;

    const index = JSON.parse(crane('manifest', `${at}/app:v1.2.3`)) as {
      manifests: { platform: { architecture: string }; digest: string }[];
    };
    expect(index.manifests.map(({ platform }) => platform.architecture).sort()).toEqual(['amd64', 'arm64']);
    const sha = first.release?.outputs.tag === 'v1.2.3' ? crane('ls', `${at}/app`) : '';
    expect(
      sha
        .split('\n')
        .filter((tag) => !tag.startsWith('sha256-'))
        .sort(),
    ).toEqual(['latest', 'release-v1.2.3', expect.stringMatching(/^sha-[0-9a-f]{40}$/), 'v1.2', 'v1.2.3']);
    expect(crane('ls', `${at}/tool`).split('\n')).toEqual(expect.arrayContaining(['v1.2.3', 'v1.2.3-v', 'latest-v']));
    expect(
      crane('ls', `${at}/charts/app`)
        .split('\n')
        .filter((tag) => !tag.startsWith('sha256-'))
        .sort(),
    ).toEqual(['1.2.3', 'artifacthub.io']);

    const shown = spawnSync(
      'helm',
      ['show', 'all', `oci://${registry.host}/one/charts/app`, '--version', '1.2.3', '--plain-http'],
      { encoding: 'utf8', env: { ...process.env, PATH: toolPath() } },
    ).stdout;
    expect(shown).toContain('version: 1.2.3');
    expect(shown).toContain(`digest: "${crane('digest', `${at}/app:v1.2.3`)}" # empty on purpose`);
    expect(shown).toContain(`image: ${at}/app@${crane('digest', `${at}/app:v1.2.3`)}`);
    expect(shown).toContain('artifacthub.io/prerelease: "false"');
    expect(shown).toContain('category: test');

    const body = readFileSync(join(github, 'body'), 'utf8');
    expect(body).toContain('What is new: everything.');
    expect(body).toContain(`${at}/app@${crane('digest', `${at}/app:v1.2.3`)}`);
    expect(body).toContain('helm install app oci://');
    expect(readFileSync(join(github, 'calls'), 'utf8')).toMatch(
      /create v1\.2\.3[^\n]*\n(?:.*\n)*upload v1\.2\.3.*\n(?:.*\n)*edit v1\.2\.3.*--draft=false --prerelease=false --latest=true/,
    );
    expect(readFileSync(join(github, 'calls'), 'utf8')).toContain('ctl-v1.2.3-darwin-arm64');
    const calls = readFileSync(join(github, 'calls'), 'utf8');
    for (const name of ['app-linux-amd64.spdx.json', 'app-linux-arm64.cdx.json', 'tool-v-linux-amd64.spdx.json']) {
      expect(calls).toContain(name);
    }

    const tags = () => ['app', 'tool', 'charts/app'].map((name) => crane('ls', `${at}/${name}`));
    const digests = () =>
      ['app:v1.2.3', 'tool:v1.2.3', 'charts/app:1.2.3', 'app:release-v1.2.3'].map((name) =>
        crane('digest', `${at}/${name}`),
      );
    const before = [tags(), digests(), cosign.log().filter((line) => /^(?:sign|attest)/.test(line)).length];
    const second = run('v1.2.3');
    expect(failed(second)).toEqual([]);
    expect(second['build-app-linux-amd64']?.result).toBe('skipped');
    expect([tags(), digests(), cosign.log().filter((line) => /^(?:sign|attest)/.test(line)).length]).toEqual(before);
  });

  test("the runbook's commands, on a release", () => {
    const { run, root, git } = world('runbook');
    expect(failed(run('v1.2.3'))).toEqual([]);
    git('remote', 'add', 'origin', '.');
    // What asks GitHub, a cluster or the network for something is left out.
    const commands = blocks(readFileSync(join(root, 'release/RUNBOOK.md'), 'utf8')).filter(
      ({ language, text }) =>
        language === 'sh' &&
        !/^(?:gh|helm|make|kubectl|release\/verify-release\.sh|RUN=.*|git tag|TUF_ROOT=.*) /m.test(text),
    );
    expect([...new Set(commands.map(({ heading }) => heading))]).toEqual([
      '',
      'Verify',
      'Record the digests',
      'Inspect the SBOMs',
      'An air-gapped registry',
    ]);
    const mirror = `${registry.host}/mirror`;
    const script = commands
      .map(({ text }) =>
        text.replace('registry.example.com/mirror', mirror).replaceAll(' --trusted-root trusted_root.json', ''),
      )
      .join('');
    const ran = runScript(`set -euo pipefail\n${script}sha256sum sbom.spdx.json\n`, {
      temp: runnerTemp(),
      cwd: root,
      path: [cosign.folder],
    });
    expect([ran.code, ran.code === 0 ? '' : ran.stderr]).toEqual([0, '']);
    expect(ran.stdout.match(/^signed$/gm)).toHaveLength(2);
    expect(ran.stdout.match(/^sha256:[0-9a-f]{64} is signed and has its SBOM$/gm)).toHaveLength(2);
    expect(ran.stdout).toMatch(/^linux\/amd64\nlinux\/arm64$/m);
    expect(ran.stdout).toContain('"gitCommit"');
    const manifest = readFileSync(join(root, 'release-v1.2.3/release.txt'), 'utf8');
    const sbom = /^sbom app linux\/amd64 sha256:([0-9a-f]{64})$/m.exec(manifest)?.[1];
    expect(ran.stdout).toContain(`${sbom}  sbom.spdx.json`);
    // The copies have the same digests, and their signatures with them.
    for (const name of ['app:v1.2.3', 'tool:v1.2.3-v', 'charts/app:1.2.3', 'app:release-v1.2.3']) {
      const digest = crane('digest', `${mirror}/runbook/${name}`);
      expect([name, digest]).toEqual([name, crane('digest', `${registry.host}/runbook/${name}`)]);
      expect(crane('ls', `${mirror}/runbook/${name.replace(/:.*/, '')}`)).toContain(digest.replace(':', '-'));
    }
  });

  test('security-scan.yml: everything is built and listed, nothing is pushed', () => {
    const { scan } = world('scan');
    const jobs = scan();
    expect(failed(jobs)).toEqual([]);
    expect(Object.entries(jobs).map(([id, { result }]) => `${id} ${result}`)).toEqual(
      expect.arrayContaining([
        'scan-app-linux-amd64 success',
        'scan-app-linux-arm64 success',
        'scan-tool-v-linux-amd64 success',
        'security-scan success',
      ]),
    );
    expect(crane('ls', `${registry.host}/scan/app`)).toBe('');
  });

  test('a candidate, then its final version on the same commit', () => {
    const { run, github } = world('two');
    const at = `${registry.host}/two/tool`;
    expect(failed(run('v1.2.3-rc.1'))).toEqual([]);
    const pointer = crane('ls', at)
      .split('\n')
      .find((tag) => /^sha-[0-9a-f]{40}$/.test(tag));
    expect(crane('digest', `${at}:${pointer}`)).toBe(crane('digest', `${at}:v1.2.3-rc.1`));
    expect(readFileSync(join(github, 'calls'), 'utf8')).toContain('--prerelease=true --latest=false');
    writeFileSync(join(github, 'releases'), '');
    expect(failed(run('v1.2.3'))).toEqual([]);
    expect(crane('digest', `${at}:${pointer}`)).toBe(crane('digest', `${at}:v1.2.3`));
    expect(crane('digest', `${at}:v1.2.3`)).not.toBe(crane('digest', `${at}:v1.2.3-rc.1`));
  });

  test('killed before the second artifact, run again: one signature and one attestation each', () => {
    const { run } = world('three', 'both');
    const killed = run('v1.2.3', (job, step) => !(job === 'publish' && step.startsWith('Publish the image tool')));
    expect(killed.publish?.result).toBe('failure');
    const at = `${registry.host}/three/app`;
    expect(
      crane('ls', at)
        .split('\n')
        .filter((tag) => !tag.startsWith('sha256-')),
    ).toEqual([]);
    expect(failed(run('v1.2.3'))).toEqual([]);
    const digest = crane('digest', `${at}:v1.2.3`);
    const referrers = JSON.parse(crane('manifest', `${at}:${digest.replace(':', '-')}`)) as { manifests: unknown[] };
    expect(referrers.manifests).toHaveLength(2);
    expect(crane('ls', at).split('\n')).toEqual(
      expect.arrayContaining([`${digest.replace(':', '-')}.sig`, `${digest.replace(':', '-')}.att`]),
    );
  });

  test.each<[string, (temp: string) => void, RegExp]>([
    [
      'another image in place of the scanned one',
      (temp) => execFileSync('bash', ['-c', `cp ${temp}/image-tool/image.tar ${temp}/image-app/image.tar`]),
      /does not name exactly/,
    ],
    [
      'another SBOM',
      (temp) => appendFileSync(join(temp, 'image-app/sbom-linux-amd64.spdx.json'), ' '),
      /SBOM for linux\/amd64 has other bytes/,
    ],
    [
      'another manifest',
      (temp) => appendFileSync(join(temp, 'manifest/release.txt'), `image x y sha256:${'a'.repeat(64)}\n`),
      /release\.txt has other bytes/,
    ],
    ['another file', (temp) => appendFileSync(join(temp, 'assets/x.txt'), 'x'), /the asset x\.txt has other bytes/],
    [
      'another list of checksums',
      (temp) => appendFileSync(join(temp, 'assets/SHA256SUMS'), 'x'),
      /SHA256SUMS has other bytes/,
    ],
    [
      'a chart in place of the metadata',
      (temp) => execFileSync('bash', ['-c', `cp ${temp}/chart-app/chart.tar ${temp}/chart-app/artifacthub.tar`]),
      /does not name exactly/,
    ],
  ])('%s stops the release before its commit point', (name, change, message) => {
    const { run } = world(`hostile-${name.toLowerCase().replaceAll(' ', '-')}`);
    const jobs = run('v1.2.3', (job, step, temp) => {
      const target = {
        'Demand the release manifest': /manifest$/,
        'Check the image app': /SBOM|scanned/,
        'Check the Artifact': /metadata/,
        'Commit the release': /file|checksums/,
      };
      const [wanted] = Object.entries(target).find(([, pattern]) => pattern.test(name)) ?? [''];
      const ready = name.startsWith('another image')
        ? step.startsWith('Check the image app')
        : wanted !== '' && step.startsWith(wanted);
      if (job !== 'publish' || !ready) return true;
      if (name.startsWith('another image'))
        execFileSync('bash', [
          '-c',
          `mkdir -p ${temp}/image-tool && printf x > ${temp}/x && tar -cf ${temp}/image-tool/image.tar -C ${temp} x`,
        ]);
      change(temp);
      return true;
    });
    expect(jobs.publish?.result).toBe('failure');
    expect(jobs.promote?.result).toBe('skipped');
    expect(failed(jobs).join('\n')).toMatch(
      name.startsWith('another image') ? /an entry that does not belong/ : message,
    );
  });
});

/** GitHub's API and the `gh` command as a folder: enough for one release. */
const GH = `#!/usr/bin/env bash
set -euo pipefail
printf '%s\\n' "$*" >> "$GITHUB_FAKE/log"
case "$1 $2" in
  'api repos/acme/app/git/ref/tags/'*) printf 'commit %s\\n' "$GITHUB_FAKE_SHA" ;;
  'api repos/acme/app/compare/'*) printf 'identical\\n' ;;
  'api repos/acme/app/git/commits/'*) printf '2026-01-02T03:04:05Z\\n' ;;
  'api --header') path=\${4#repos/acme/app/contents/} && cat "$GITHUB_FAKE_ROOT/\${path%%\\?*}" ;;
  'api --paginate') cat "$GITHUB_FAKE/releases" ;;
  'release create' | 'release edit' | 'release upload')
    tag=$3
    printf '%s\\n' "\${*:2}" >> "$GITHUB_FAKE/calls"
    while (($#)); do
      if [[ $1 == --notes-file ]]; then cp "$2" "$GITHUB_FAKE/body"; fi
      if [[ $1 == --draft=false ]]; then
        jq --null-input --compact-output --arg tag "$tag" --rawfile body "$GITHUB_FAKE/body" '{id: 1, tag_name: $tag, draft: false, prerelease: false, body: $body}' > "$GITHUB_FAKE/releases"
      fi
      shift
    done
    ;;
  *) exit 1 ;;
esac
`;
