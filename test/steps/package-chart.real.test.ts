import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';
import { describeReal, toolPath } from '../support/tools';

const D = `sha256:${'a'.repeat(64)}`;
jest.setTimeout(60_000);

interface Change {
  readonly values?: string;
  readonly template?: string;
  readonly chart?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly change?: (root: string) => void;
}

function packaged({
  values = 'app:\n  digest: ""\n',
  template,
  chart = '',
  env = {},
  change = () => undefined,
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
      ANNOTATE: 'false',
      PRERELEASE: 'false',
      ARTIFACTHUB: '',
      VERSION: '1.2.3',
      EPOCH: '1700000000',
      ...env,
    },
  });
  const read = (name: string) => {
    const list = `d=$(mktemp -d) && tar -xf "${temp}/out/chart.tar" -C "$d" && for b in "$d"/blobs/sha256/*; do tar -xzOf "$b" app/${name} 2>/dev/null && break; done`;
    return spawnSync('bash', ['-c', list], { encoding: 'utf8', env: { ...process.env, PATH: toolPath() } }).stdout;
  };
  return { ...ran, read, facts: ran.outputs.facts };
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
    ['another chart', { env: { NAME: 'other' } }, 'is not the chart other'],
    ['a missing placeholder', { env: { ANNOTATE: 'true' } }, 'does not hold the line'],
    [
      'a symbolic link',
      { change: (root) => symlinkSync('/etc/passwd', join(root, 'templates/y.yaml')) },
      'holds a symbolic link',
    ],
    [
      'a lock that is missing',
      {
        chart: 'dependencies:\n  - name: x\n    version: 1.0.0\n    repository: file://../x\n',
        env: { LOCKED_DEPENDENCIES: 'true' },
      },
      'Chart.lock',
    ],
  ])('refuses %s', (_name, change, message) => {
    const { code, outputs, stderr } = packaged(change);
    expect([code, outputs]).toEqual([1, {}]);
    expect(stderr).toContain(message);
  });
});
