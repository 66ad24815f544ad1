import {
  binaries,
  command,
  files,
  Notes,
  ociLayout,
  type Platform,
  Registry,
  type ReleasePipelineProps,
  renderedChart,
  versionFile,
} from '../../src/release/props';

/** A release as a real project has it: its files, and a description for each of its pipelines. */
export interface HardRelease {
  /** What of it is not in the description yet. */
  readonly leftOut: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly pipelines: readonly ReleasePipelineProps[];
}

const FOUR: readonly Platform[] = ['linux/amd64', 'linux/arm64', 'linux/s390x', 'linux/ppc64le'];
const TWO: readonly Platform[] = ['linux/amd64', 'linux/arm64'];
const DOCKERFILE = 'FROM scratch\n';
const repository = 'acme/project';
const environment = 'release';
const dockerHub = Registry.dockerHub({ namespace: 'acme', username: 'acme-bot', tokenSecret: 'DOCKER_HUB_TOKEN' });
const quay = Registry.generic({ host: 'quay.io', namespace: 'acme', username: 'acme+bot', passwordSecret: 'QUAY' });
const ecr = Registry.generic({ host: 'public.ecr.aws', namespace: 'acme', username: 'AWS', passwordSecret: 'ECR' });
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

function chart(name: string, values = 'image:\n  digest: ""\n'): Readonly<Record<string, string>> {
  return {
    [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.0.0\nappVersion: 0.0.0\n`,
    [`charts/${name}/values.yaml`]: values,
  };
}

const languages: readonly (readonly [string, readonly Platform[]])[] = [
  ['java', FOUR],
  ['nodejs', FOUR],
  ['python', FOUR],
  ['dotnet', TWO],
  ['go', TWO],
  ['apache', TWO],
];

/** The six of releases-in-the-wild, section 4, and one with everything that a description can say. */
export const HARD_RELEASES: Readonly<Record<string, HardRelease>> = {
  'three flavours, four platforms, two registries': {
    leftOut: [
      'the login to ECR by OIDC',
      'the HTTP index of charts',
      'a signature for each asset apart from SHA256SUMS',
    ],
    files: {
      Dockerfile: DOCKERFILE,
      'Dockerfile.ubi9': DOCKERFILE,
      'Dockerfile.ubi9-fips': DOCKERFILE,
      ...chart('operator'),
    },
    pipelines: [
      {
        repository,
        name: 'operator',
        environment,
        tag: { git: 'v{version}', image: '{version}' },
        registries: [dockerHub, ecr],
        images: [
          {
            name: 'operator',
            platforms: FOUR,
            variants: [
              { suffix: '-ubi9', dockerfile: 'Dockerfile.ubi9' },
              { suffix: '-ubi9-fips', dockerfile: 'Dockerfile.ubi9-fips', platforms: TWO },
            ],
          },
        ],
        assets: [
          binaries({
            command: 'make cli',
            output: 'dist/operatorctl_{version}_{os}_{arch}',
            platforms: [...FOUR, 'linux/arm/v7'],
          }),
        ],
      },
      {
        repository,
        name: 'chart',
        tag: { git: 'chart-{version}' },
        charts: [{ path: 'charts/operator', version: 'chart-yaml' }],
      },
    ],
  },
  'eleven images, six with their own version': {
    leftOut: [
      'the dispatch to the repository of the chart',
      'digests in the install manifest',
      'tags X.Y.Z-REV of one X.Y.Z',
    ],
    files: {
      Dockerfile: ['operator', 'target-allocator', 'opamp-bridge', 'must-gather', 'bundle']
        .map((stage) => `FROM scratch AS ${stage}\n`)
        .join(''),
      ...Object.fromEntries(languages.map(([name]) => [`auto/${name}/Dockerfile`, DOCKERFILE])),
    },
    pipelines: [
      {
        repository,
        name: 'operator',
        environment,
        registries: [Registry.ghcr(), dockerHub],
        platforms: FOUR,
        images: [
          ...['operator', 'target-allocator', 'opamp-bridge', 'must-gather'].map((name) => ({ name })),
          { name: 'bundle', scan: 'none' },
        ],
        floatingTags: { minor: true },
        assets: [files({ command: 'make manifests', outputs: ['dist/operator.yaml'] })],
      },
      ...languages.map(
        ([name, platforms]): ReleasePipelineProps => ({
          repository,
          name,
          environment,
          registries: [Registry.ghcr(), dockerHub],
          tag: { git: `${name}-{version}`, image: '{version}' },
          images: [{ name: `auto-${name}`, context: `auto/${name}`, platforms }],
          floatingTags: { major: true },
        }),
      ),
    ],
  },
  'ko, ECR Public, digests stamped': {
    leftOut: ['the login to ECR by OIDC', 'annotations on the signature'],
    files: { 'go.mod': 'module example.com/x\n', ...chart('app'), ...chart('app-crd', '') },
    pipelines: [
      {
        repository,
        environment,
        registries: [ecr],
        images: [
          {
            name: 'controller',
            source: ociLayout({ command: 'make ko', output: 'dist/controller.tar', setup: { go: 'go.mod' } }),
          },
        ],
        charts: [
          {
            path: 'charts/app',
            digestValues: { controller: 'image.digest' },
            digestMode: 'stamp',
            artifactHub: { repositoryId: id(1), category: 'integration-delivery' },
          },
          { path: 'charts/app-crd', artifactHub: { repositoryId: id(2) } },
        ],
      },
    ],
  },
  'bake-style variants with labels and OLM': {
    leftOut: ['annotations of the index', 'krew', 'the catalog image, built from the digest of the bundle'],
    files: { Dockerfile: 'ARG BASE\nFROM $BASE\n', 'bundle.Dockerfile': DOCKERFILE, ...chart('app') },
    pipelines: [
      {
        repository,
        images: [
          {
            name: 'app',
            buildArgs: { BASE: `docker.io/library/debian@sha256:${'a'.repeat(64)}` },
            labels: { 'org.opencontainers.image.base.name': 'docker.io/library/debian' },
            variants: [
              { suffix: '-ubi9', buildArgs: { BASE: `registry.access.redhat.com/ubi9@sha256:${'b'.repeat(64)}` } },
            ],
          },
          { name: 'app-bundle', dockerfile: 'bundle.Dockerfile', scan: 'none' },
        ],
        charts: [{ path: 'charts/app', digestValues: { app: 'image.digest' } }],
        floatingTags: { latest: true, minor: true },
        assets: [
          renderedChart({ chart: 'charts/app', output: 'app.yaml' }),
          binaries({
            command: 'make plugin',
            output: 'dist/kubectl-app_{os}_{arch}',
            platforms: ['linux/amd64', 'linux/arm64', 'darwin/amd64', 'darwin/arm64', 'windows/amd64'],
          }),
          files({ command: 'make packages', outputs: ['dist/app_{version}.deb', 'dist/app-{version}.rpm'] }),
        ],
      },
    ],
  },
  'ko and Dockerfile mixed, five images, two charts': {
    leftOut: ['a signing secret for macOS', 'Homebrew', 'winget', 'an SBOM of each archive'],
    files: {
      VERSION: '0.0.0\n',
      'web/Dockerfile': DOCKERFILE,
      ...chart('app', ['api', 'worker', 'proxy', 'cli', 'web'].map((name) => `${name}:\n  digest: ""\n`).join('')),
      ...chart('app-crds', ''),
    },
    pipelines: [
      {
        repository,
        images: [
          ...['api', 'worker', 'proxy', 'cli'].map((name) => ({
            name: `project/${name}`,
            source: ociLayout({ command: `make ${name}`, output: `dist/${name}.tar` }),
          })),
          { name: 'project/web', context: 'web' },
        ],
        charts: [
          {
            path: 'charts/app',
            digestValues: Object.fromEntries(
              ['api', 'worker', 'proxy', 'cli', 'web'].map((name) => [`project/${name}`, `${name}.digest`]),
            ),
          },
          { path: 'charts/app-crds' },
        ],
        gates: [versionFile({ path: 'VERSION', pattern: '{version}' })],
        assets: [
          binaries({
            command: 'make cli',
            output: 'dist/app-{os}-{arch}',
            platforms: ['linux/amd64', 'linux/arm64', 'darwin/amd64', 'darwin/arm64', 'windows/amd64'],
          }),
        ],
        sbom: { asset: true },
      },
    ],
  },
  'unprefixed tags, three registries, old arm': {
    leftOut: [
      'the bare alias `alpine`: it would be the name of two things, and `latest-alpine` is there',
      'no GitHub Release',
    ],
    files: { Dockerfile: DOCKERFILE, 'alpine/Dockerfile': DOCKERFILE },
    pipelines: [
      {
        repository,
        environment,
        tag: { git: '{version}', image: '{version}' },
        registries: [Registry.ghcr(), dockerHub, quay],
        platforms: [
          'linux/amd64',
          'linux/arm64',
          { platform: 'linux/arm/v7', build: 'emulated' },
          { platform: 'linux/arm/v6', build: 'emulated' },
        ],
        images: [{ name: 'server', variants: [{ suffix: '-alpine', dockerfile: 'alpine/Dockerfile' }] }],
        floatingTags: { latest: true },
      },
    ],
  },
  everything: {
    leftOut: [],
    files: {
      Dockerfile: 'FROM scratch AS build\nFROM scratch AS server\n',
      'ubi/Dockerfile': DOCKERFILE,
      'go.mod': 'module example.com/x\n',
      '.nvmrc': '20\n',
      VERSION: '0.0.0\n',
      'vendor/modules.txt': '',
      ...chart('app'),
    },
    pipelines: [
      {
        repository,
        environment,
        registryEnvironment: 'registry',
        registries: [Registry.ghcr({ namespace: 'other' }), dockerHub, quay],
        platforms: [
          'linux/amd64',
          { platform: 'linux/arm/v7', build: 'emulated' },
          { platform: 'linux/s390x', build: 'cross' },
        ],
        images: [
          {
            name: 'server',
            prepare: { command: 'make bin', outputs: ['bin'], setup: { go: 'go.mod', node: '.nvmrc' } },
            build: { before: ['make lint'], after: ['make size'] },
            variants: [{ suffix: '-ubi', dockerfile: 'ubi/Dockerfile', scan: 'report' }],
          },
          { name: 'tool', source: ociLayout({ command: 'make tool', output: 'tool.tar' }), registries: [dockerHub] },
        ],
        charts: [
          {
            path: 'charts/app',
            digestValues: { server: 'image.digest' },
            renderValues: { name: 'a,b' },
            artifactHub: { repositoryId: id(3), license: 'Apache-2.0' },
          },
        ],
        assets: [files({ command: 'make docs', outputs: ['docs-{tag}.tgz'], setup: { node: '.nvmrc' } })],
        gates: [
          command({ name: 'Ready', command: 'make ready', setup: { go: 'go.mod' }, timeoutMinutes: 20 }),
          versionFile({ path: 'VERSION', pattern: '{version}' }),
        ],
        requireChecks: ['security-scan'],
        releaseBranches: ['main', 'release/*'],
        floatingTags: { latest: true, major: true, minor: true, aliases: ['stable'] },
        notes: Notes.file('docs/{tag}.md'),
        provenance: ['cosign', 'github'],
        signatureFormat: 'both',
        firstRelease: 'v0.1.0',
        requireProtectedTag: true,
        vendor: [{ path: 'vendor', command: 'go mod vendor', setup: { go: 'go.mod' } }],
        sbom: { formats: ['spdx-json', 'cyclonedx-json'], asset: true },
        scan: { severities: ['CRITICAL'], custom: { command: './scan.sh' } },
        govulncheck: ['.'],
      },
    ],
  },
};
