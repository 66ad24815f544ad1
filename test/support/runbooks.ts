import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbookText } from '../../src/emit/runbook';
import { securityScanModel } from '../../src/pipeline/jobs/security-scan';
import { publishModel } from '../../src/pipeline/publish-model';
import {
  command,
  files,
  Notes,
  ociLayout,
  Registry,
  type ReleasePipelineProps,
  versionFile,
} from '../../src/release/props';
import { resolveRelease } from '../../src/release/resolve';

/** The runbooks of this repository: path and the root of the project that it belongs to. */
export const COMMITTED = ['.', ...readdirSync('examples').map((name) => `examples/${name}`)].flatMap((root) =>
  existsSync(join(root, 'release'))
    ? (readdirSync(join(root, 'release'), { recursive: true }) as string[])
        .filter((name) => name.endsWith('RUNBOOK.md'))
        .map((name) => [join(root, 'release', name), root] as const)
    : [],
);

/** The runbook of a release unit of `acme/app`. */
function runbook(props: Partial<ReleasePipelineProps>, dependabot = true): string {
  const release = resolveRelease(
    { repository: 'acme/app', images: [{ name: 'app' }], ...props },
    {
      dockerfiles: new Map([['Dockerfile', [{ name: undefined, line: 1 }]]]),
      charts: new Map([
        ['charts/app', { name: 'app', version: '0.0.0', dependencies: 0, hasLock: false, annotations: {} }],
      ]),
      texts: new Map([['root.json', '{}']]),
    },
  );
  return runbookText({
    release,
    workflow: publishModel(release),
    scannedBranches: securityScanModel([release]).on.push?.branches ?? [],
    ledger: 'dependabot-config/action-pins.yml',
    dependabot,
    repositoryFiles: new Map(release.charts.map(({ name }) => [name, 'artifacthub-repo.yml'])),
  });
}

const chart = { path: 'charts/app' };
const password = Registry.generic({
  host: 'registry.example.com',
  namespace: 'acme',
  username: 'bot',
  passwordSecret: 'PASSWORD',
});
/** Runbooks of releases that no example has. */
export const CASES: Readonly<Record<string, string>> = {
  everything: runbook({
    images: [
      {
        name: 'app',
        platforms: ['linux/amd64', 'linux/arm/v7'],
        variants: [{ suffix: '-ubi', buildArgs: { BASE: 'ubi' } }],
      },
      { name: 'tool', scan: 'report', source: ociLayout({ command: 'ko', output: 'x.tar' }) },
      { name: 'quiet', scan: 'none', source: ociLayout({ command: 'ko', output: 'x.tar' }) },
    ],
    charts: [
      {
        ...chart,
        digestValues: { app: 'image.digest' },
        artifactHub: { repositoryId: '0b0a5b6e-5bd4-4bd5-9bd5-000000000000' },
      },
    ],
    assets: [files({ command: 'make', outputs: ['dist/tool-{tag}', 'dist/ctl_{version}_linux'] })],
    registries: [Registry.ghcr(), password],
    environment: 'release',
    gates: [
      command({ name: 'ready', command: 'true' }),
      versionFile({ path: 'docs/version.md', pattern: 'a `b` | <c> ``` {version}' }),
    ],
    requireChecks: ['build (linux, amd64)', 'lint | all'],
    releaseBranches: ['release/*', 'main'],
    floatingTags: { latest: true, major: true, minor: true, aliases: ['stable'] },
    notes: Notes.file('docs/{tag}.md'),
    provenance: ['cosign', 'github'],
    signatureFormat: 'both',
    requireProtectedTag: true,
    firstRelease: 'v0.1.0',
    sbom: { formats: ['spdx-json', 'cyclonedx-json'], asset: true },
    vendor: [{ path: 'vendor', command: 'go mod vendor\n' }],
    govulncheck: ['.'],
    trustedSteps: [{ job: 'publish', name: 'Say it', reason: 'a board | must know' }],
  }),
  legacy: runbook({ signatureFormat: 'legacy' }),
  private: runbook({
    visibility: 'private',
    sigstore: { mirror: 'https://tuf.example.com', rootFile: 'root.json' },
    notes: Notes.existingDraft(),
  }),
  'chart of its own version': runbook({
    images: [],
    charts: [{ ...chart, version: 'chart-yaml', artifactHub: { category: 'security' } }],
    prerelease: 'chart-yaml',
  }),
  'no prefix': runbook({ tag: { git: '{version}' } }),
  stamped: runbook({ charts: [{ ...chart, digestValues: { app: 'image.digest' }, digestMode: 'stamp' }] }),
  rejected: runbook({ charts: [{ ...chart, digestValues: { app: 'image.digest' }, emptyDigests: 'rejected' }] }),
  'Docker Hub': runbook({
    registries: [Registry.dockerHub({ namespace: 'acme', username: 'bot', tokenSecret: 'TOKEN' })],
    environment: 'release',
  }),
  'files alone': runbook({
    images: [],
    assets: [files({ command: 'make', outputs: ['dist/tool'] })],
    manifestRepository: 'ghcr.io/acme/releases',
  }),
  'a unit': runbook({ name: 'api', tag: { git: 'api-v{version}' } }),
  'without Dependabot': runbook({ scan: { custom: { command: 'true' } } }, false),
};

/** All of them, by name. */
export const RUNBOOKS: readonly (readonly [string, string])[] = [
  ...COMMITTED.map(([file]) => [file, readFileSync(file, 'utf8')] as const),
  ...Object.entries(CASES),
];
