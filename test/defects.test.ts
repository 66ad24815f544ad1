import { JsonPatch } from 'projen';
import { pin, Registry, ReleasePipeline, type ReleasePipelineProps, ReleaseProject, SynthError } from '../src';
import { directoryGaps } from '../src/emit/dependabot';
import { typedPinProblems } from '../src/pins/typed-pin';
import { artifactHubSchema } from '../src/release/artifact-hub';
import { ReleaseError } from '../src/release/errors';
import { resolveRelease } from '../src/release/resolve';
import { checkFiles } from '../src/rules';
import { script } from '../src/steps/script';
import { orasReads, PROVENANCE, SIGNATURE } from './support/statements';
import { runnerTemp, runScript, stubs } from './support/step';
import { inFolder } from './support/synth';

// What was wrong in pipelines that people kept by hand, each tried on ours: through the gate, the model or the step, and refused there. What
// needs the whole release to be seen is in test/steps/publish.real.test.ts and the steps' own tests, named here.

process.env.PROJEN_DISABLE_POST = '1';
const HEX = 'a'.repeat(64);
const USES = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  go: 'actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7.0.0',
};
const base: ReleasePipelineProps = { repository: 'acme/app', images: [{ name: 'app' }] };

function model(props: Partial<ReleasePipelineProps> & Record<string, unknown>): readonly string[] {
  try {
    resolveRelease({ ...base, ...props } as ReleasePipelineProps, {
      dockerfiles: new Map([['Dockerfile', [{ name: 'app', line: 1 }]]]),
      charts: new Map(),
    });
  } catch (error) {
    if (error instanceof ReleaseError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

function gate(
  change: (pipeline: ReleasePipeline) => void,
  props: Partial<ReleasePipelineProps> = {},
  files: Readonly<Record<string, string>> = {},
): readonly string[] {
  return inFolder({ Dockerfile: 'FROM scratch\n', ...files }, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root });
    change(new ReleasePipeline(project, { ...base, ...props }));
    try {
      project.synth();
    } catch (error) {
      if (error instanceof SynthError) return error.findings.map(({ rule }) => rule);
      throw error;
    }
    return [];
  });
}

/** A signing job as people write it, in a repository that releases. */
const handwritten = (steps: string) =>
  `name: x\non:\n  push:\n    tags: ['v*']\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: write\n      id-token: write\n      packages: write\n    steps:\n${steps}`;
const rules = (steps: string) =>
  checkFiles([{ path: '.github/workflows/x.yml', text: handwritten(steps), origin: 'foreign' }], {
    mode: 'check',
    release: [{ workflow: '.github/workflows/publish.yml', tagPrefix: 'v', registrySecrets: [] }],
  }).map(({ rule }) => rule);

test('the pipeline itself is not refused', () => {
  expect(gate(() => undefined)).toEqual([]);
  expect(model({})).toEqual([]);
});

describe('B1: a dispatch that names another tag than the one it runs for', () => {
  test('no prop', () => expect(model({ workflowDispatch: { tag: true } })).toEqual(['workflowDispatch']));
  test('no override', () =>
    expect(
      gate(({ publish }) => {
        publish.file.addOverride('on.workflow_dispatch.inputs.tag.type', 'string');
        publish.file.addOverride(
          'jobs.publish.if',
          "github.event_name == 'workflow_dispatch' || github.ref_type == 'tag'",
        );
      }),
    ).toContain('tags-only-identity'));
  test('no variable', () =>
    expect(gate(({ publish }) => publish.file.addOverride('jobs.publish.env.TAG', '${{ inputs.tag }}'))).toContain(
      'unknown-step-with-identity',
    ));
});

test('B2: an identity that any tag satisfies: the steps ask for the exact tag and commit', () => {
  const cosign =
    '#!/usr/bin/env bash\n[[ "$*" == *"--certificate-identity https://github.com/acme/app/.github/workflows/publish.yml@refs/tags/v1.2.3 "* && "$*" != *regexp* ]] || exit 9\nexit 1\n';
  const crane = `#!/bin/sh\necho sha256:${HEX}\n`;
  const oras = `#!/usr/bin/env bash\ncase $1 in${orasReads([{ about: '*', type: SIGNATURE }])}\nesac\n`;
  const env = {
    MANIFEST_REPOSITORY: 'r/app',
    IMMUTABLE: '',
    TAG: 'v1.2.3',
    VERSION: '1.2.3',
    FIRST_RELEASE: '',
    SIGNATURE_FORMAT: 'bundle',
    WORKFLOW_FILE: 'publish.yml',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_SHA: 'c'.repeat(40),
  };
  const { code, stderr } = runScript(script('find-release'), {
    temp: runnerTemp(),
    path: [stubs({ cosign, crane, oras })],
    env,
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining('has not signed')]);
});

test('B3, B17: something without provenance is not promoted (steps/promote-tags.test.ts)', () => {
  expect(gate(({ publish }) => publish.file.patch(JsonPatch.remove('/jobs/promote/steps/4')))).toContain(
    'unknown-step-with-identity',
  );
});

test('B4: a folder for Dependabot without a Dockerfile', () =>
  expect(directoryGaps({ docker: ['/gone'] }, { docker: ['/'] }, (directory) => directory === '/').absent).toHaveLength(
    1,
  ));

test('B5: a tool of any version in the signing job', () => {
  expect(rules(`      - uses: azure/setup-helm@${'a'.repeat(40)} # v5.0.1\n`)).toContain(
    'repository-code-with-identity',
  );
  expect(rules('      - run: pip install -r requirements.txt\n')).toContain('repository-code-with-identity');
  expect(model({ tools: { helm: 'latest' } })).toEqual(['tools.helm']);
});

test('B6: a cache in the signing job', () => expect(rules(`      - uses: ${USES.go}\n`)).toContain('cache-poisoning'));

test('B7: digests that a tag names later: the hand-off must carry them', () => {
  const NEEDS = JSON.stringify({ image: { result: 'success', outputs: { 'artifact-id': '1', digest: 'v1.2.3' } } });
  expect(runScript(script('check-handoffs'), { temp: runnerTemp(), env: { NEEDS, JOBS: 'image' } }).code).toBe(1);
});

test('B8, B18: a backport is not the latest, a release that is public already stops (steps/publish-github-release.test.ts)', () => {
  expect(gate(({ publish }) => publish.file.addOverride('jobs.promote.steps.4.env.NOTES', 'none'))).toContain(
    'unknown-step-with-identity',
  );
});

test('B9: a tag that exists with other bytes stops the run before anything is built (steps/find-release.test.ts)', () => {
  expect(gate(({ publish }) => publish.file.addOverride('jobs.publish.needs', ['release']))).toContain(
    'unknown-step-with-identity',
  );
  const crane = `#!/bin/sh\ncase $2 in *release-*) echo "Error: GET https://r/v2/app/manifests/x: MANIFEST_UNKNOWN: no" >&2; exit 1 ;; esac\necho sha256:${HEX}\n`;
  const env = {
    MANIFEST_REPOSITORY: 'r/app',
    IMMUTABLE: 'r/app v{version}\n',
    TAG: 'v1.2.3',
    VERSION: '1.2.3',
    FIRST_RELEASE: '',
    SIGNATURE_FORMAT: 'bundle',
    WORKFLOW_FILE: 'publish.yml',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_SHA: 'c',
  };
  expect(runScript(script('find-release'), { temp: runnerTemp(), path: [stubs({ crane })], env }).stderr).toContain(
    `r/app:v1.2.3 is sha256:${HEX}`,
  );
});

test('B10: the build and the identity in one job', () => {
  expect(
    rules(
      `      - uses: ${USES.checkout}\n        with:\n          persist-credentials: false\n      - run: go build ./...\n`,
    ),
  ).toContain('repository-code-with-identity');
});

test('B11: no concurrency, no timeout, a token that stays on disk', () => {
  expect(rules(`      - uses: ${USES.checkout}\n`)).toEqual(
    expect.arrayContaining(['concurrency-limits', 'missing-timeout', 'artipacked']),
  );
});

test('B12: a storage record that the job may not write', () => {
  expect(
    gate(
      ({ publish }) => {
        const { steps } = (publish.file.emitted as { jobs: { publish: { steps: { uses?: string }[] } } }).jobs.publish;
        const attest = steps.findIndex(({ uses }) => uses?.startsWith('actions/attest@'));
        publish.file.addDeletionOverride(`jobs.publish.steps.${attest}.with.create-storage-record`);
      },
      { provenance: ['cosign', 'github'] },
    ),
  ).toContain('unknown-step-with-identity');
});

test('B13: a cosign with known holes', () => {
  const assets = Object.fromEntries(
    ['linux/amd64', 'linux/arm64'].map((platform) => [platform, { url: 'https://example.com/c', sha256: HEX }]),
  );
  for (const version of ['v2.5.2', 'v2.6.2', 'v3.0.5', 'v1.13.0'])
    expect(model({ tools: { cosign: { version, assets } } })).toEqual(['tools.cosign.version']);
  for (const version of ['v2.6.3', 'v3.0.6', 'v3.1.3'])
    expect(model({ tools: { cosign: { version, assets } } })).toEqual([]);
});

test('B14: an attestation in place of a signature', () => {
  // Everything verifies; what is there is of another type.
  const oras = `#!/usr/bin/env bash\ncase $1 in${orasReads([{ about: '*', type: PROVENANCE }])}\nesac\n`;
  const env = {
    MANIFEST_REPOSITORY: 'r/app',
    IMMUTABLE: '',
    TAG: 'v1.2.3',
    VERSION: '1.2.3',
    FIRST_RELEASE: '',
    SIGNATURE_FORMAT: 'bundle',
    WORKFLOW_FILE: 'publish.yml',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_SHA: 'c',
  };
  const crane = `#!/bin/sh\necho sha256:${HEX}\n`;
  const path = [stubs({ cosign: '#!/bin/sh\n', crane, oras })];
  const { code, stderr } = runScript(script('find-release'), { temp: runnerTemp(), path, env });
  expect([code, stderr]).toEqual([1, expect.stringContaining('has not signed')]);
});

test('B15, B16: an empty ID, people without an e-mail', () => {
  for (const props of [{ repositoryId: '' }, { owners: [{ name: 'x' }] }, { maintainers: [{ name: 'x' }] }])
    expect(artifactHubSchema.safeParse(props).success).toBe(false);
});

test('B19: an owner with capitals', () => {
  const release = resolveRelease(
    { ...base, repository: 'Acme/App' },
    { dockerfiles: new Map([['Dockerfile', [{ name: 'app', line: 1 }]]]), charts: new Map() },
  );
  expect(release.images[0]?.repositories).toEqual(['ghcr.io/acme/app']);
  expect(
    model({
      registries: [Registry.generic({ host: 'quay.io', namespace: 'Acme', username: 'x', passwordSecret: 'X' })],
      environment: 'e',
    }),
  ).toEqual(['registries[0].namespace']);
});

test('B20: the same repository at the running commit is a pin', () => {
  expect(rules('      - uses: $/.github/actions/x\n').filter((rule) => rule === 'unpinned-uses')).toEqual([]);
  expect(rules('      - uses: $/.github/actions/x@v1\n')).toContain('unpinned-uses');
});

test('B21: a version of a tool without a checksum', () => {
  expect(model({ tools: { cosign: 'v9.9.9' } })).toEqual(['tools.cosign']);
  expect(typedPinProblems(pin('v1.0.0', 'latest'))).toHaveLength(1);
});

describe('a registry secret makes a job privileged, however it is reached', () => {
  const job = (env: string, top = '') =>
    `name: x\non: push\npermissions: {}\n${top}jobs:\n  x:\n    runs-on: ubuntu-24.04\n    permissions: {}\n    env:\n      X: ${env}\n    steps:\n      - run: make\n`;
  const found = (text: string) =>
    checkFiles([{ path: '.github/workflows/x.yml', text, origin: 'foreign' }], {
      mode: 'synth',
      release: [{ workflow: '.github/workflows/publish.yml', tagPrefix: 'v', registrySecrets: ['QUAY'] }],
    })
      .filter(({ severity }) => severity === 'error')
      .map(({ rule }) => rule);
  test.each([
    '${{ secrets.QUAY }}',
    "${{ secrets['quay'] }}",
    '${{ toJSON(secrets) }}',
    "${{ secrets[format('{0}', 'QUAY')] }}",
    '${{ secrets . Quay }}',
  ])('%s', (text) =>
    expect(found(job(text))).toEqual(expect.arrayContaining(['repository-code-with-identity', 'tags-only-identity'])),
  );
  test('by the workflow', () =>
    expect(found(job('x', 'env:\n  P: ${{ secrets.QUAY }}\n'))).toContain('tags-only-identity'));
  test('another secret does not', () => expect(found(job('${{ secrets.OTHER }}'))).toEqual([]));
});
