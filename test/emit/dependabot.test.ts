import { dependabotData, deriveDirectories, emptyDirectories } from '../../src/emit/dependabot';
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

test('a folder that holds nothing of its ecosystem is named', () => {
  expect(emptyDirectories({ docker: ['/', '/gone'], cargo: ['/'] }, FILES)).toEqual([
    { ecosystem: 'docker', directory: '/gone' },
    { ecosystem: 'cargo', directory: '/' },
  ]);
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

const update = { 'package-ecosystem': 'github-actions', directories: ['/'], schedule: { interval: 'weekly' } };
test.each<[string, object]>([
  [
    'days by kind of version where GitHub knows none',
    { ...update, cooldown: { 'default-days': 7, 'semver-major-days': 30 } },
  ],
  ['a hundred days', { ...update, cooldown: { 'default-days': 100 } }],
  ['an ecosystem that there is not', { ...update, 'package-ecosystem': 'actions' }],
  ['no folder', { 'package-ecosystem': 'npm', schedule: { interval: 'weekly' } }],
  ['a folder and folders', { ...update, directory: '/' }],
  ['a group whose name ends in a digit', { ...update, groups: { a1: {} } }],
  ['reviewers', { ...update, reviewers: ['x'] }],
  ['vendor for gomod', { ...update, 'package-ecosystem': 'gomod', vendor: true }],
])('the schema refuses %s', (_name, entry) =>
  expect(dependabotProblems({ version: 2, updates: [entry] })).not.toEqual([]),
);
