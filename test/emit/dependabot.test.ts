import { dependabotData, deriveDirectories, directoryGaps, withoutSome } from '../../src/emit/dependabot';
import { dependabotProblems } from '../../src/emit/dependabot-schema';

const FILES = [
  'Dockerfile',
  'services/api/Dockerfile',
  'go.mod',
  'tools/go.mod',
  'package.json',
  'docs/readme.md',
  'requirements.txt',
];

test('the folders of each ecosystem are derived from the tree', () => {
  expect(deriveDirectories(FILES)).toEqual({
    docker: ['/', '/services/api'],
    gomod: ['/', '/tools'],
    npm: ['/'],
    pip: ['/'],
  });
  expect(deriveDirectories([])).toEqual({});
});

test.each([
  ['bazel', 'a/MODULE.bazel', '/a'],
  ['bun', 'bun.lock', '/'],
  ['bundler', 'Gemfile', '/'],
  ['cargo', 'a/b/Cargo.toml', '/a/b'],
  ['composer', 'composer.json', '/'],
  ['conda', 'environment.yml', '/'],
  ['deno', 'deno.json', '/'],
  ['devcontainers', '.devcontainer/devcontainer.json', '/'],
  ['devcontainers', 'a/.devcontainer.json', '/a'],
  ['docker', 'a/Containerfile.debug', '/a'],
  ['docker-compose', 'compose.yaml', '/'],
  ['dotnet-sdk', 'global.json', '/'],
  ['elm', 'elm.json', '/'],
  ['github-actions', '.github/actions/x/action.yml', '/.github/actions/x'],
  ['gitsubmodule', '.gitmodules', '/'],
  ['gomod', 'lib/x/go.mod', '/lib/x'],
  ['gradle', 'build.gradle.kts', '/'],
  ['helm', 'charts/app/Chart.lock', '/charts/app'],
  ['julia', 'Project.toml', '/'],
  ['maven', 'pom.xml', '/'],
  ['mix', 'mix.exs', '/'],
  ['nix', 'flake.lock', '/'],
  ['npm', 'package.json', '/'],
  ['nuget', 'src/App/App.csproj', '/src/App'],
  ['opentofu', 'main.tofu', '/'],
  ['pip', 'requirements-dev.txt', '/'],
  ['pre-commit', '.pre-commit-config.yaml', '/'],
  ['pub', 'pubspec.yaml', '/'],
  ['rust-toolchain', 'rust-toolchain.toml', '/'],
  ['sbt', 'build.sbt', '/'],
  ['swift', 'Package.swift', '/'],
  ['terraform', 'main.tf', '/'],
  ['uv', 'uv.lock', '/'],
  ['vcpkg', 'vcpkg.json', '/'],
])('%s is found by %s', (ecosystem, file, folder) => {
  expect(deriveDirectories([file])).toEqual({ [ecosystem]: [folder] });
});

test('a package of bun is not one of npm', () => {
  expect(deriveDirectories(['package.json', 'bun.lock', 'a/package.json'])).toEqual({ bun: ['/'], npm: ['/a'] });
});

test('an ecosystem or a folder is left out', () => {
  expect(withoutSome(deriveDirectories(FILES), ['npm', '/services/**', '/tools'])).toEqual({
    docker: ['/'],
    gomod: ['/'],
    pip: ['/'],
  });
});

test('given folders: absent, with nothing of the ecosystem, and what they leave out', () => {
  const folders = ['/', '/services', '/services/api', '/tools', '/docs'];
  const exists = (directory: string) => directory === '/services/*' || folders.includes(directory);
  const given = { docker: ['/', '/gone'], gomod: ['/tools', '/docs'] } as const;
  const derived = withoutSome(deriveDirectories(FILES), ['npm', 'pip']);
  expect(directoryGaps(given, derived, exists)).toEqual({
    absent: [{ ecosystem: 'docker', directory: '/gone' }],
    empty: [{ ecosystem: 'gomod', directory: '/docs' }],
    leftOut: [
      { ecosystem: 'docker', directory: '/services/api' },
      { ecosystem: 'gomod', directory: '/' },
    ],
  });
  expect(directoryGaps({ docker: ['/', '/services/*'], gomod: ['/', '/tools'] }, derived, exists)).toEqual({
    absent: [],
    empty: [],
    leftOut: [],
  });
});

test("the repository's own actions are looked after with the workflows", () => {
  const { updates } = dependabotData({ 'github-actions': ['/', '/.github/actions/x'] }, '/ledger', []) as unknown as {
    updates: { directories: string[] }[];
  };
  expect(updates.map(({ directories }) => directories)).toEqual([['/', '/ledger', '/.github/actions/x']]);
});

test('actions and ledger are one group; a week of cooldown; held pins are left alone; the schema agrees', () => {
  const data = dependabotData(deriveDirectories(FILES), '/dependabot-config', [{ action: 'actions/checkout' }]);
  expect(dependabotProblems(data)).toEqual([]);
  expect((data as { updates: unknown[] }).updates[0]).toEqual({
    'package-ecosystem': 'github-actions',
    directories: ['/', '/dependabot-config'],
    schedule: { interval: 'weekly' },
    cooldown: { 'default-days': 7 },
    groups: { actions: { patterns: ['*'] } },
    ignore: [{ 'dependency-name': 'actions/checkout' }],
  });
});
