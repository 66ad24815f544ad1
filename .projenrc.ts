import { readdirSync } from 'node:fs';
import { javascript, TextFile, typescript } from 'projen';
import { checkout, files, ReleasePipeline, setupGo, setupNode, setupPython, Workflow } from './src';

const REPOSITORY = 'sealwright/sealwright';
const HOME = `https://github.com/${REPOSITORY}`;

const project = new typescript.TypeScriptProject({
  name: 'sealwright',
  description:
    'Generates the signed release of a repository that ships container images and Helm charts, from one typed description, and refuses what could sign without a release tag.',
  authorName: 'The Sealwright authors',
  license: 'Apache-2.0',
  copyrightOwner: 'The Sealwright authors',
  repository: `git+${HOME}.git`,
  homepage: `${HOME}#readme`,
  bugsUrl: `${HOME}/issues`,
  keywords: [
    'github-actions',
    'release',
    'supply-chain',
    'sigstore',
    'cosign',
    'slsa',
    'sbom',
    'oci',
    'container',
    'helm',
    'projen',
  ],
  packageManager: javascript.NodePackageManager.NPM,
  defaultReleaseBranch: 'main',
  entrypoint: 'lib/index.js',
  entrypointTypes: 'lib/index.d.ts',
  minNodeVersion: '20.19.0',
  projenVersion: '0.103.25',
  typescriptVersion: '~6.0',
  projenrcTs: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsNode({ swc: true }) },
  eslint: false,
  biome: true,
  biomeOptions: {
    biomeConfig: {
      files: {
        includes: ['src/**', 'test/**/*.ts', 'scripts/**', '.projenrc.ts', '!**/*.generated.ts', '!test/fixtures/**'],
      },
      formatter: { indentStyle: 'space' as never, indentWidth: 2, lineWidth: 120 },
      // GitHub's expressions look like placeholders; control characters are looked for in order to refuse them.
      linter: {
        rules: { suspicious: { noTemplateCurlyInString: 'off' as never, noControlCharactersInRegex: 'off' as never } },
      },
      javascript: { formatter: { quoteStyle: 'single' as never } },
    },
  },
  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,
  tsconfig: {
    compilerOptions: {
      module: 'nodenext',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE_NEXT,
      target: 'ES2022',
      lib: ['es2023'],
      types: ['node', 'jest'],
      skipLibCheck: true,
      // A map with the sources in each file would be read again at every stack trace, and half of the package.
      inlineSourceMap: false,
      inlineSources: false,
    },
  },
  deps: ['commander@^14', 'js-yaml@^5.5', 'semver@^7.8', 'yaml@^2.9', 'zod@^4'],
  // `default` runs `.projenrc.ts` with ts-node, which has no way to run on TypeScript 7.
  peerDeps: ['projen@>=0.103.25 <1', 'constructs@^10.8', 'ts-node@^10.9', 'typescript@>=5.5 <7', '@swc/core@^1.16'],
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    '@actions/expressions@0.3.61',
    '@actions/languageservice@0.3.61',
    '@actions/workflow-parser@0.3.61',
    '@arethetypeswrong/cli',
    '@swc/core',
    '@swc/jest',
    '@types/node@^20',
    '@types/semver',
    'constructs@10.8.0', // the oldest that the package accepts
    'fast-check',
    'jest@^30',
    '@types/jest@^30',
    'knip',
    'mermaid@11.17.2',
    'publint',
    'sh-syntax@^0.7',
    'ts-node@^10.9',
    'vscode-languageserver-textdocument',
  ],
  jestOptions: { configFilePath: 'jest.config.json', junitReporting: false, coverage: false },
  npmignoreEnabled: false, // `files` says what is packed
});

// jest runs on swc: types are checked by tsc, in a task of its own.
const jest = project.jest?.config;
if (!jest) throw new Error('the project has no jest');
jest.transform = { '^.+\\.[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }] };
jest.transformIgnorePatterns = [];
jest.moduleNameMapper = {
  '^sealwright$': '<rootDir>/src/index.ts',
  '^@actions/(workflow-parser|expressions|languageservice)$': '<rootDir>/node_modules/@actions/$1/dist/index.js',
  '^@actions/(workflow-parser|expressions|languageservice)/(.+?)(?:\\.js)?$':
    '<rootDir>/node_modules/@actions/$1/dist/$2.js',
};
jest.collectCoverage = false;
// A configuration under test lies outside of the repository and finds its packages here.
jest.modulePaths = ['<rootDir>/node_modules'];
jest.testPathIgnorePatterns = ['/node_modules/', '<rootDir>/test/e2e/'];
project.deps.removeDependency('ts-jest');

project.package.addField('bin', { sealwright: 'bin/sealwright' });
project.package.addField('files', ['bin', 'lib', 'docs', 'dependabot-config/action-pins.yml']);
project.package.addField('type', 'commonjs');
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './package.json': './package.json',
});
// A projen project that runs its `.projenrc` in another way needs none of them.
project.package.addField('peerDependenciesMeta', {
  'ts-node': { optional: true },
  typescript: { optional: true },
  '@swc/core': { optional: true },
});
project.package.addField('workspaces', ['examples/*']);
project.setScript('prepare', 'projen compile');
// The scripts of the steps are real shell files: the package carries them beside the code that names them.
project.compileTask.exec('node scripts/copy-step-scripts.mjs');

project.gitignore.exclude('node_modules');

// `npm test` uses nothing but what `npm ci` brings: types, lint, dead code, then the tests, whose count comes last.
project.testTask.reset();
project.testTask.spawn(project.compileTask);
project.testTask.exec('tsc --noEmit --project test/tsconfig.json');
project.testTask.exec('biome check --error-on-warnings src test scripts .projenrc.ts');
project.testTask.exec('knip');
// jest leaves a core free by itself: on two cores it would use one.
project.testTask.exec('jest --ci --maxWorkers=100%', { receiveArgs: true });
project.setScript('bench', 'node scripts/bench.mjs');
project.setScript('e2e', 'node scripts/e2e.mjs');

// The examples are synthesized by the code of this commit.
project.defaultTask?.exec('tsc --build && node scripts/copy-step-scripts.mjs');
for (const example of readdirSync('examples').sort()) {
  project.defaultTask?.exec('projen --no-post', { cwd: `examples/${example}` });
}

new Workflow(project, {
  fileName: 'ci.yml',
  name: 'ci',
  on: { push: { branches: ['main'] }, pullRequest: {}, mergeGroup: {} },
  concurrency: { group: 'ci-${{ github.ref }}', cancelInProgress: "${{ github.event_name == 'pull_request' }}" },
  jobs: {
    ci: {
      name: 'ci',
      runsOn: 'ubuntu-24.04',
      timeoutMinutes: 60,
      permissions: { contents: { level: 'read', for: 'check out the commit' } },
      steps: [
        checkout({ name: 'Check out', with: { 'persist-credentials': false } }),
        setupNode({ name: 'Set up Node.js', with: { 'node-version': '20', 'package-manager-cache': false } }),
        setupGo({ name: 'Set up Go', with: { 'go-version': '1.26', cache: false } }),
        setupPython({ name: 'Set up Python', with: { 'python-version': '3.12' } }),
        { name: 'Run everything', run: 'sudo --preserve-env=PATH,CI ./.ci/run\n' },
      ],
    },
  },
});

// The packed package is released by what it packs.
new ReleasePipeline(project, {
  repository: REPOSITORY,
  environment: 'release',
  manifestRepository: 'ghcr.io/sealwright/releases',
  assets: [
    files({
      command: 'npm version --no-git-tag-version --allow-same-version "$VERSION"\nnpm ci\nscripts/pack.sh .',
      outputs: ['sealwright-{version}.tgz'],
      setup: { node: '.nvmrc' },
    }),
  ],
  dependabot: { without: ['/examples/**', '/test/**'] },
});

new TextFile(project, '.nvmrc', { lines: ['20'] });
// The lock file names no registry: everybody installs from their own.
new TextFile(project, '.npmrc', { lines: ['omit-lockfile-registry-resolved=true'] });

project.synth();
