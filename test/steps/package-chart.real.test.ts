import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { type ChartSources, startChartSources } from '../support/charts';
import { runnerTemp, runScript, stubs } from '../support/step';
import { describeReal, toolPath } from '../support/tools';

const D = `sha256:${'a'.repeat(64)}`;
jest.setTimeout(60_000);

interface Change {
  readonly values?: string;
  readonly template?: string;
  readonly chart?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly change?: (root: string) => void;
  readonly path?: readonly string[];
}

function packaged({
  values = 'app:\n  digest: ""\n',
  template,
  chart = '',
  env = {},
  change = () => undefined,
  path = [],
}: Change) {
  const temp = runnerTemp();
  const cwd = join(temp, 'work');
  const root = join(cwd, 'charts/app');
  mkdirSync(join(root, 'templates'), { recursive: true });
  writeFileSync(join(root, 'Chart.yaml'), `apiVersion: v2\nname: app\nversion: 0.0.0\n${chart}`);
  writeFileSync(join(root, 'values.yaml'), values);
  writeFileSync(
    join(root, 'templates/x.yaml'),
    template ??
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  d: {{ required "empty" .Values.app.digest | quote }}\n',
  );
  change(root);
  const ran = runScript(script('package-chart'), {
    temp,
    cwd,
    path,
    env: {
      CHART: 'charts/app',
      NAME: 'app',
      REPOSITORIES: 'ghcr.io/acme/charts/app',
      VERSION_FROM: 'tag',
      LOCKED_DEPENDENCIES: 'false',
      STAMP_DIGESTS: 'false',
      EMPTY_DIGESTS: 'rejected',
      DIGEST_VALUES: `app.digest app ghcr.io/acme/app ${D}\n`,
      VALUES: '',
      RENDERED: '',
      ANNOTATE: 'false',
      PRERELEASE: 'false',
      ARTIFACTHUB: '',
      TAG: 'v1.2.3',
      VERSION: '1.2.3',
      EPOCH: '1700000000',
      ...env,
    },
  });
  const read = (name: string) => {
    const list = `d=$(mktemp -d) && tar -xf "${temp}/out/chart.tar" -C "$d" && for b in "$d"/blobs/sha256/*; do tar -xzOf "$b" app/${name} 2>/dev/null && break; done`;
    return spawnSync('bash', ['-c', list], { encoding: 'utf8', env: { ...process.env, PATH: toolPath() } }).stdout;
  };
  const out = (name: string) => readFileSync(join(temp, 'out', name), 'utf8');
  return { ...ran, read, out, facts: ran.outputs.facts };
}

describeReal(
  'helm',
  'crane',
  'oras',
)('package-chart with the real tools', () => {
  test('the version of the tag; the same bytes another time', () => {
    const one = packaged({});
    expect([one.code, one.facts]).toEqual([0, `chart app ghcr.io/acme/charts/app ${one.outputs.digest}`]);
    expect(one.read('Chart.yaml')).toMatch(/appVersion: 1\.2\.3[\s\S]*version: 1\.2\.3/);
    expect(one.read('values.yaml')).toBe('app:\n  digest: ""\n');
    expect(packaged({}).outputs.digest).toBe(one.outputs.digest);
  });

  test('digests are stamped, and nothing else of the values changes', () => {
    const values =
      '# app\napp: # here\n    digest: \'\' # empty\nother:\n  app:\n    digest: ""\nlist:\n  - digest: ""\n';
    const { code, read } = packaged({ values, env: { STAMP_DIGESTS: 'true' } });
    expect(code).toBe(0);
    expect(read('values.yaml')).toBe(values.replace("digest: ''", `digest: "${D}"`));
  });

  test('annotations: prerelease and images are filled in', () => {
    const chart = 'annotations:\n    artifacthub.io/images: "[]"\n    artifacthub.io/prerelease: "false"\n    x: y\n';
    const { code, read } = packaged({ chart, env: { ANNOTATE: 'true', PRERELEASE: 'true' } });
    expect(code).toBe(0);
    const text = read('Chart.yaml');
    expect(text).toMatch(/artifacthub\.io\/prerelease: "true"/);
    expect(text).toContain(`image: ghcr.io/acme/app@${D}`);
    expect(packaged({ chart, env: { ANNOTATE: 'true', PRERELEASE: 'chart-yaml' } }).read('Chart.yaml')).toMatch(
      /prerelease: "false"/,
    );
  });

  describe('a file rendered from the package', () => {
    const template = [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: x',
      '  labels: { helm.sh/chart: "{{ .Chart.Name }}-{{ .Chart.Version }}", version: {{ .Chart.AppVersion | quote }} }',
      'data:',
      '  app: {{ required "empty" .Values.app.digest | quote }}',
      '  job: {{ .Values.job.digest | quote }}',
      '  mode: {{ .Values.mode | quote }}',
      '  size: {{ .Values.size | quote }}',
      '  {{- if .Values.extra }}',
      '  extra: "{{ kindOf .Values.replicas }} {{ .Values.replicas }}"',
      '  {{- end }}',
      '',
    ].join('\n');
    const JOB = `sha256:${'b'.repeat(64)}`;
    const digests = `app.digest app ghcr.io/acme/app ${D}\njob.digest job ghcr.io/acme/job ${JOB}\n`;
    const values = 'app:\n  digest: ""\njob:\n  digest: ""\nmode: none\nsize: none\nextra: true\nreplicas: 1\n';
    const sha = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

    test.each<[string, Readonly<Record<string, string>>]>([
      ['digests of the install command, each of which is required', {}],
      ['digests of the install command', { EMPTY_DIGESTS: 'accepted' }],
      ['stamped digests', { STAMP_DIGESTS: 'true' }],
    ])('%s: the version, the digests and the values of the release', (_name, env) => {
      const strict = template.replace('{{ .Values.job', '{{ required "empty" .Values.job');
      const { code, out, facts, outputs } = packaged({
        values,
        template: env.EMPTY_DIGESTS === 'accepted' ? template : strict,
        env: {
          DIGEST_VALUES: digests,
          VALUES: 'mode="a,{b}.c\\\\d"\nextra=false\n',
          RENDERED:
            'file install-{tag}.yaml\nvalue size="x,\\t{y} "\nvalue app.digest=""\nvalue extra=true\nvalue replicas=2\nfile plain-{version}.yaml\n',
          ...env,
        },
      });
      expect(code).toBe(0);
      const [install, plain] = [out('rendered/install-v1.2.3.yaml'), out('rendered/plain-1.2.3.yaml')];
      for (const text of [install, plain]) {
        expect(text).toContain('labels: { helm.sh/chart: "app-1.2.3", version: "1.2.3" }');
        expect(text).toContain(`app: "${D}"\n  job: "${JOB}"\n  mode: "a,{b}.c\\\\d"\n`);
      }
      expect(install).toContain('size: "x,\\t{y} "');
      // A value of its own comes on top of one of the chart's, whatever the types of both.
      expect(install).toMatch(/extra: "(?:float64|int64) 2"/);
      expect(plain).not.toContain('extra');
      expect(plain).toContain('size: "none"');
      expect(facts).toBe(
        [
          `file install-v1.2.3.yaml - ${sha(install)}`,
          `file plain-1.2.3.yaml - ${sha(plain)}`,
          `chart app ghcr.io/acme/charts/app ${outputs.digest}`,
        ].join('\n'),
      );
    });

    test('of a chart without an image', () => {
      const { code, out } = packaged({
        values: '{}\n',
        template: 'version: {{ .Chart.AppVersion }}\n',
        env: { DIGEST_VALUES: '', EMPTY_DIGESTS: 'accepted', RENDERED: 'file crds.yaml\n' },
      });
      expect([code, out('rendered/crds.yaml')]).toEqual([0, expect.stringContaining('version: 1.2.3\n')]);
    });
  });

  test("Chart.yaml's own version, where it is the tag's", () => {
    expect(packaged({ env: { VERSION_FROM: 'chart-yaml', VERSION: '0.0.0' } }).code).toBe(0);
  });

  test.each<[string, Change, string]>([
    [
      'a chart that renders without its digest',
      { template: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n' },
      'renders although app.digest is empty',
    ],
    ['a chart that does not render with it', { template: '{{ fail "no" }}\n' }, 'does not'],
    ['an image without a digest', { env: { DIGEST_VALUES: 'app.digest app ghcr.io/acme/app \n' } }, 'has no digest'],
    [
      'a value that is not empty',
      { values: 'app:\n  digest: x\n', env: { STAMP_DIGESTS: 'true' } },
      'does not hold an empty app.digest once',
    ],
    [
      'a value in flow style',
      { values: 'app: {digest: ""}\n', env: { STAMP_DIGESTS: 'true' } },
      'does not hold an empty app.digest once',
    ],
    ['another version in Chart.yaml', { env: { VERSION_FROM: 'chart-yaml' } }, 'says 0.0.0, and the tag says 1.2.3'],
    ['a file that leads elsewhere', { env: { RENDERED: 'file ../x\n' } }, "not a file's name: ../x"],
    ['a file twice', { env: { RENDERED: 'file x\nfile x\n' } }, 'two files are named x'],
    [
      'values with which it does not render',
      {
        template: 'a: {{ required "empty" .Values.app.digest }}\n{{ if .Values.x }}{{ fail "no" }}{{ end }}\n',
        env: { RENDERED: 'file x.yaml\nvalue x=1\n' },
      },
      'does not render to x.yaml',
    ],
    ['another chart', { env: { NAME: 'other' } }, 'is not the chart other'],
    ['a missing placeholder', { env: { ANNOTATE: 'true' } }, 'does not hold the line'],
    [
      'a symbolic link',
      { change: (root) => symlinkSync('/etc/passwd', join(root, 'templates/y.yaml')) },
      'holds a symbolic link',
    ],
  ])('refuses %s', (_name, change, message) => {
    const { code, outputs, stderr } = packaged(change);
    expect([code, outputs]).toEqual([1, {}]);
    expect(stderr).toContain(message);
  });
});

describeReal(
  'helm',
  'crane',
  'oras',
  'openssl',
)('locked dependencies, with the real tools', () => {
  let sources: ChartSources;
  beforeAll(async () => {
    sources = await startChartSources();
  });
  afterAll(() => sources.stop());

  const dependencies = () => `dependencies:
  - { name: indexed, version: ">=1.0.0", repository: "${sources.index}" }
  - { name: pushed, version: 1.2.3, repository: "${sources.registry}" }
  - { name: beside, version: 1.2.3, repository: "file://../beside" }
  - { name: vendored, version: 1.2.3 }
`;
  /** A chart whose lock was made as its author makes it; `later` happens after that. */
  const locked = ({ change: later = () => undefined, ...rest }: Change = {}, chart = dependencies()) =>
    packaged({
      ...rest,
      chart,
      // The registry is one without TLS, which nobody but this test has.
      path: [sources.plainHelm],
      env: { LOCKED_DEPENDENCIES: 'true', SSL_CERT_FILE: sources.certificate, ...rest.env },
      change: (root) => {
        sources.write(join(root, '../beside'), 'beside');
        sources.write(join(root, 'charts/vendored'), 'vendored');
        sources.lock(root);
        later(root);
      },
    });

  test('from an index, a registry, a folder and the commit, on a machine that knows none of them', () => {
    const one = locked({ env: { RENDERED: 'file all.yaml\n' } });
    expect(one.code).toBe(0);
    const lines = one.out('dependencies.txt').trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/ sha256:[0-9a-f]{64}$/, ' DIGEST'))).toEqual([
      `dependency indexed 1.2.3 ${sources.index} DIGEST`,
      `dependency pushed 1.2.3 ${sources.registry} DIGEST`,
      'dependency beside 1.2.3 file://../beside DIGEST',
    ]);
    expect(lines[0]).toContain(sources.digest);
    expect(one.stdout).toContain(lines[0]);
    for (const name of ['indexed', 'pushed', 'beside', 'vendored']) {
      expect(one.read(`charts/${name}/Chart.yaml`)).toContain('version: 1.2.3');
      expect(one.out('rendered/all.yaml')).toContain(`from: ${name} 1.2.3\n`);
    }
    expect(locked().outputs.digest).toBe(one.outputs.digest);
  });

  test('the check of a chart fetches them as well', () => {
    const temp = runnerTemp();
    const root = join(temp, 'app');
    const chart = `dependencies:\n  - { name: indexed, version: 1.2.3, repository: "${sources.index}" }\n`;
    sources.write(root, 'app', chart);
    sources.lock(root);
    const { code, stdout } = runScript(script('check-charts'), {
      temp,
      path: [stubs({ kubeconform: '#!/bin/sh\n' })],
      env: {
        CHART: root,
        VALUES: 'text="a,{b}"\n',
        DIGEST_PATHS: '',
        EMPTY_DIGESTS: 'accepted',
        LOCKED_DEPENDENCIES: 'true',
        SSL_CERT_FILE: sources.certificate,
      },
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`dependency indexed 1.2.3 ${sources.index}`)]);
  });

  const edit = (file: string, from: string | RegExp, to: string) => (root: string) =>
    writeFileSync(join(root, file), readFileSync(join(root, file), 'utf8').replace(from, to));
  test.each<[string, Change, string]>([
    ['no lock', { change: (root) => rmSync(join(root, 'Chart.lock')) }, 'there is no charts/app/Chart.lock'],
    ['a lock of another Chart.yaml', { change: edit('Chart.yaml', '>=1.0.0', '>=1.1.0') }, 'does not match Chart.yaml'],
    [
      'an alias',
      { change: edit('Chart.lock', /https:\S+/, "'@stable'") },
      'an alias is nothing outside of one machine',
    ],
    ['an index without TLS', { change: edit('Chart.lock', 'https:', 'http:') }, 'without TLS anybody'],
    ['an index that does not answer', { env: { SSL_CERT_FILE: '/dev/null' } }, "can't be read"],
    ['a lock that is none', { change: edit('Chart.lock', /[\s\S]*/, 'x: 1\n') }, 'names no dependency'],
  ])('%s is refused', (_name, change, message) => {
    const { code, outputs, stderr } = locked(change);
    expect([code, outputs]).toEqual([1, {}]);
    expect(stderr).toContain(message);
  });

  test('another chart than the lock names is refused', () => {
    const { code, stderr } = locked(
      {},
      `dependencies:\n  - { name: impostor, version: 1.2.3, repository: "${sources.index}" }\n`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('gave no impostor 1.2.3');
  });
});
