import { get, isNull, textOf, type YamlNode } from '../workflow/yaml-tree';
import { endangersRelease, releasePrivileges } from './engine/privileged';
import { defineRule, type Report } from './engine/rule';
import { inlineScript, isShell, plainWords, readScript, UNREAD } from './engine/shell';
import { entriesOf, type FileView, type JobView, type StepView } from './engine/view';

const job = (step: string) =>
  `on:\n  push:\n    tags: ['v*']\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    permissions:\n      id-token: write\n      packages: write\n    steps:\n      ${step}\n`;
const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';
const BUILDX = 'docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e';

/** Actions of GitHub's own that bring code or a cache into the job. */
const FORBIDDEN_ACTIONS = /^actions\/(?:checkout|cache|cache\/.*|setup-.*)$/;
/** Commands that build, or run or fetch code of the repository or of a package registry; options are left out. */
const CODE: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:docker (?:(?:buildx|image|builder) )?(?:build|bake|run|compose)|buildah (?:bud|build)|podman (?:build|run)|ko (?:build|apply)|nix build|bazel build)\b/,
    'builds or runs an image',
  ],
  [
    /^(?:make|gmake|just|task|mage|rake|ant|sbt|cmake|ninja|meson|goreleaser|helm (?:package|template|dependency)|mvn|gradle|cargo|dotnet|deno|tox|nox|go (?:build|run|install|test|generate))\b/,
    'builds',
  ],
  [
    /^(?:npm|pnpm|yarn|npx|bun|bunx|pip3?|pipx|uv|uvx|poetry|hatch|gem|bundle|apt-get install|apt install|apk add|dnf install|yum install|brew)\b/,
    'runs a package manager',
  ],
  [/^(?:git (?:clone|checkout|fetch|pull|submodule)|gh repo clone)\b/, 'checks code out'],
];
const INTERPRETER = /^(?:python[0-9.]*|node|perl|ruby|source|\.)$/;

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
      return [...called(job), ...aroundSteps(file, job), ...steps.flatMap(ofStep)].map((report) => ({
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
  const shell = get(step.node, 'shell');
  const says = step.run && codeIn(step.run.value);
  return [
    ...ofShell(shell),
    ...ofEnvironment(step.node),
    ...(step.run && says ? [{ at: step.run, message: says }] : []),
  ];
}

/** What is around the steps of a job: a shell, a container or a variable that brings other code than theirs. */
function aroundSteps(file: FileView, job: JobView): readonly Report[] {
  const container = get(job.node, 'container');
  const nodes = file.root ? [file.root, job.node] : [job.node];
  return [
    ...(container && !isNull(container) ? [{ at: container, message: 'runs in a container' }] : []),
    ...nodes.flatMap((node) => [...ofShell(get(get(get(node, 'defaults'), 'run'), 'shell')), ...ofEnvironment(node)]),
  ];
}

function ofShell(shell: YamlNode | undefined): readonly Report[] {
  const text = textOf(shell);
  const says = text === undefined ? undefined : codeIn(text.replaceAll('{0}', '-'));
  return shell && says !== undefined ? [{ at: shell, message: `has a shell that ${says}` }] : [];
}

function ofEnvironment(node: YamlNode): readonly Report[] {
  return entriesOf(get(node, 'env'))
    .filter(({ key }) => /^(?:BASH_ENV|ENV)$/.test(key.value))
    .map(({ key }) => ({ at: key, message: `sets \`${key.value}\`, a file that the shell runs first` }));
}

/** What a script does that a job with the identity must not. */
function codeIn(script: string): string | undefined {
  const { commands, isUnread } = readScript(script);
  for (const { words, input } of commands) {
    const plain = plainWords(words);
    if (inlineScript(plain) !== undefined) continue;
    const says =
      codeOf(plain) ?? (isShell(plain[0]) && input.length > 0 ? 'runs what it feeds into a shell' : undefined);
    if (says !== undefined) return says;
  }
  return isUnread ? UNREAD : undefined;
}

function codeOf([name = '', ...args]: readonly string[]): string | undefined {
  if (/^(?!\/|~)[^$]*\/|^\$\{?(?:GITHUB_WORKSPACE|PWD)\b|^\$\{\{\s*github\.workspace\b/.test(name))
    return 'runs a file of the working tree';
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (isShell(base) || INTERPRETER.test(base)) return ofInterpreter(base, args);
  const text = [base, ...args.filter((arg) => !arg.startsWith('-'))].join(' ');
  return CODE.find(([pattern]) => pattern.test(text))?.[1];
}

function ofInterpreter(name: string, args: readonly string[]): string | undefined {
  if (name.startsWith('python') && args.includes('-m')) return 'runs a module';
  if (!isShell(name) && args.some((arg) => /^-\w*[cep]$/.test(arg))) return undefined;
  const script = args.find((arg) => arg === '-' || !arg.startsWith('-'));
  if (script === undefined || ['-', '<()', '/dev/stdin'].includes(script) || args.includes('-s')) return undefined;
  return 'runs a script of the repository';
}
