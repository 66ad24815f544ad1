import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { JsonPatch } from 'projen';
import { Registry, ReleasePipeline, ReleaseProject, SynthError } from '../../src';
import { main } from '../../src/cli/main';
import type { Finding } from '../../src/rules/finding';
import { inFolder } from '../support/synth';

const FILES = {
  Dockerfile: 'FROM scratch\n',
  'charts/app/Chart.yaml': 'name: app-chart\nversion: 0.0.0\n',
  'charts/app/values.yaml': 'app:\n  digest: ""\n',
};
const job = (on: string, permissions: string, step: string) =>
  `on: ${on}\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    permissions: ${permissions}\n    steps:\n      - ${step}\n`;

process.env.PROJEN_DISABLE_POST = '1';

function pipelineIn(root: string) {
  const project = new ReleaseProject({ name: 'app', outdir: root });
  const pipeline = new ReleasePipeline(project, {
    repository: 'acme/app',
    images: [{ name: 'app' }],
    charts: [{ path: 'charts/app', digestValues: { app: 'app.digest' } }],
    registries: [
      Registry.ghcr(),
      Registry.dockerHub({ namespace: 'acme', username: 'acme', tokenSecret: 'DOCKERHUB_TOKEN' }),
    ],
    environment: 'release',
    trustedSteps: [{ job: 'publish', name: 'notify "all"', reason: 'they want\nto know' }],
  });
  pipeline.publish.file.patch(
    JsonPatch.add('/jobs/publish/steps/-', { name: 'notify "all"', run: 'echo released', shell: 'bash' }),
  );
  return project;
}

async function checked(root: string): Promise<readonly Finding[]> {
  let out = '';
  await main(['check', '--format', 'json'], root, { out: (text) => (out += text), err: () => undefined });
  return JSON.parse(out).findings;
}

const places = (findings: readonly Finding[]) =>
  findings.map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`).sort();

test('what a synth writes is clean for check, trusted steps included', () =>
  inFolder(FILES, async (root) => {
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    pipelineIn(root).synth();
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
    expect(places(await checked(root))).toEqual([]);
  }));

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    'a registry secret in a push',
    { '.github/workflows/x.yml': job('push', '{}', 'run: echo "${{ secrets.DOCKERHUB_TOKEN }}"') },
    'tags-only-identity',
  ],
  [
    'all secrets in a pull request',
    { '.github/workflows/x.yml': job('pull_request', '{}', 'run: echo "${{ toJSON(secrets) }}"') },
    'tags-only-identity',
  ],
  [
    "the repository's code beside a registry secret",
    {
      '.github/workflows/x.yml': job('push', '{}', 'env: { P: "${{ secrets.DOCKERHUB_TOKEN }}" }\n        run: make'),
    },
    'repository-code-with-identity',
  ],
  [
    'a digest that is committed',
    { 'charts/app/values.yaml': `app:\n  digest: sha256:${'a'.repeat(64)}\n` },
    'committed-digest',
  ],
  [
    'packages from a branch',
    { '.github/workflows/x.yml': job('push', '{ packages: write }', 'run: x') },
    'tags-only-identity',
  ],
  ['a floating action', { '.github/workflows/x.yml': job('push', '{}', 'uses: a/b@main') }, 'unpinned-uses'],
  ['a local action that is missing', { '.github/workflows/x.yml': job('push', '{}', 'uses: ./x') }, 'unpinned-uses'],
  [
    'a floating action in a local one',
    {
      '.github/workflows/x.yml': job('push', '{}', 'uses: ./x'),
      'x/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: a/b@main\n',
    },
    'unpinned-uses',
  ],
  [
    'a pin that the ledger does not have',
    { '.github/workflows/x.yml': job('push', '{}', `uses: a/b@${'a'.repeat(40)} # v1.0.0`) },
    'pin-differs-from-ledger',
  ],
  ['what is no YAML', { '.github/workflows/x.yml': '[' }, 'unreadable-file'],
])('synth and check say the same of %s', (_, files, rule) =>
  inFolder(FILES, async (root) => {
    pipelineIn(root).synth();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    let refused: unknown;
    try {
      pipelineIn(root).synth();
    } catch (error) {
      refused = error;
    }
    const findings = refused instanceof SynthError ? refused.findings : [];
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(places(await checked(root))).toEqual(places(findings));
  }),
);

test('a step that nobody trusts is found by check', () =>
  inFolder(FILES, async (root) => {
    pipelineIn(root).synth();
    const file = join(root, '.github/workflows/publish.yml');
    chmodSync(file, 0o644);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^# Trusted: .*\n/m, ''));
    expect(places(await checked(root)).join('\n')).toContain('unknown-step-with-identity');
  }));
