import { endangersRelease, releasePrivileges } from './engine/privileged';
import { defineRule, type Report } from './engine/rule';
import { commandsOf } from './engine/shell';
import type { JobView, StepView } from './engine/view';

const job = (step: string) =>
  `on:\n  push:\n    tags: ['v*']\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    permissions:\n      id-token: write\n      packages: write\n    steps:\n      ${step}\n`;
const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';
const BUILDX = 'docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e';

/** Actions of GitHub's own that bring code or a cache into the job. */
const FORBIDDEN_ACTIONS = /^actions\/(?:checkout|cache|cache\/.*|setup-.*)$/;
/** Commands that build, or run or fetch code of the repository or of a package registry. */
const CODE: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:docker\s+(?:buildx\s+)?(?:build|bake|run|compose)|buildah\s+bud|podman\s+build|ko\s+(?:build|apply)|nix\s+build|bazel\s+build)\b/,
    'builds or runs an image',
  ],
  [
    /^(?:make|just|task|mage|goreleaser|helm\s+(?:package|template|dependency)|mvn|gradle|\.\/gradlew|cargo|go\s+(?:build|run|install|test|generate))\b/,
    'builds',
  ],
  [
    /^(?:npm|pnpm|yarn|npx|bun|pip3?|pipx|uv|poetry|gem|bundle|apt-get\s+install|apt\s+install|brew|python3?\s+-m\s+pip)\b/,
    'runs a package manager',
  ],
  [
    /^(?:(?:ba|z|da)?sh|source|\.|python3?|node|perl|ruby)\s+(?!-)[^\s;&|]*\.?\/?[\w./-]+\.(?:sh|bash|py|js|mjs|cjs|ts|pl|rb)\b/,
    'runs a script of the repository',
  ],
  [/^(?:\.{1,2}\/)[\w./-]+/, 'runs a file of the working tree'],
  [/^git\s+(?:clone|checkout|fetch|pull)\b/, 'checks code out'],
];

export const repositoryCodeWithIdentity = defineRule({
  id: 'repository-code-with-identity',
  title: "a job with the release's identity runs the repository's code",
  why: 'Whatever runs in the job can mint the certificate and overwrite packages: a build script, a dependency or a cache becomes the signer.',
  fix: 'build in a job without identity, hand the bytes over by digest, and let this job only copy, sign and verify',
  group: 'identity',
  invalid: [
    { name: 'a checkout', yaml: job(`- uses: ${CHECKOUT} # v7.0.1`), finds: CHECKOUT },
    { name: "another party's action", yaml: job(`- uses: ${BUILDX} # v4.3.0`), finds: BUILDX },
    { name: 'a build', yaml: job('- run: make release'), finds: 'make release' },
    { name: 'a package manager', yaml: job('- run: npm ci'), finds: 'npm ci' },
    { name: 'a local action', yaml: job('- uses: ./.github/actions/sign'), finds: './.github/actions/sign' },
    {
      name: 'a workflow that is called with the identity',
      yaml: `on: push\npermissions: {}\njobs:\n  publish:\n    permissions:\n      id-token: write\n      packages: write\n    uses: acme/ci/.github/workflows/sign.yml@${'a'.repeat(40)}\n`,
      finds: `acme/ci/.github/workflows/sign.yml@${'a'.repeat(40)}`,
    },
  ],
  valid: [
    {
      name: 'signing by digest',
      yaml: job(
        '- env:\n          DIGEST: ${{ needs.build.outputs.digest }}\n        run: cosign sign --yes "ghcr.io/acme/app@$DIGEST"',
      ),
    },
    {
      name: 'a build without identity',
      yaml: job('- run: make release').replace(
        '      id-token: write\n      packages: write\n',
        '      contents: read\n',
      ),
    },
  ],
  check(file, context) {
    return file.jobs.flatMap((job) => {
      const privileges = releasePrivileges(file, job, context);
      if (privileges.length === 0) return [];
      const severity = endangersRelease(file, privileges, context) ? { severity: 'error' as const } : {};
      const has = privileges.join(', ');
      const steps = job.steps.filter((step) => !step.run || !context.isLibraryScript?.(step.run.value));
      return [...called(job), ...steps.flatMap(ofStep)].map((report) => ({
        ...report,
        ...severity,
        message: `the job \`${job.id}\` (${has}) ${report.message}`,
      }));
    });
  },
});

function called(job: JobView): readonly Report[] {
  return job.uses ? [{ at: job.uses.node, message: 'hands its identity to another workflow' }] : [];
}

function ofStep(step: StepView): readonly Report[] {
  if (step.uses) {
    const { parsed, node, text } = step.uses;
    if (parsed.kind === 'action' && parsed.owner.toLowerCase() === 'actions') {
      return FORBIDDEN_ACTIONS.test(parsed.action.toLowerCase())
        ? [{ at: node, message: `runs \`${parsed.action}\`` }]
        : [];
    }
    return [{ at: node, message: `runs \`${text}\`, which is not one of GitHub's own actions` }];
  }
  if (!step.run) return [];
  const commands = commandsOf(step.run.value)
    .split(/\n|;|&&|\|\||\||\$\(|`|\bthen\b|\bdo\b|\belse\b|[({]\s/)
    .map((command) =>
      command.trim().replace(/^(?:!\s*|[A-Za-z_][A-Za-z0-9_]*=\S*\s+|sudo\s+|env\s+|exec\s+|command\s+|time\s+)+/, ''),
    );
  for (const [pattern, says] of CODE) {
    if (commands.some((command) => pattern.test(command))) return [{ at: step.run, message: says }];
  }
  return [];
}
