import { DEPENDABOT_ECOSYSTEMS } from '../../src/emit/dependabot';
import { dependabotProblems } from '../../src/emit/dependabot-schema';

const weekly = { interval: 'weekly' };
const npm = { 'package-ecosystem': 'npm', directory: '/', schedule: weekly };
const file = (entry: object, top: object = {}) => ({ version: 2, updates: [{ ...npm, ...entry }], ...top });
const problems = (entry: object, top: object = {}) => dependabotProblems(file(entry, top));
const registries = { r: { type: 'npm-registry', url: 'https://npm.example.com', token: '${{secrets.T}}' } };
const shared = { infrastructure: { schedule: weekly, assignees: ['x'], labels: ['y'], 'target-branch': 'z' } };

describe('GitHub takes', () => {
  test.each(DEPENDABOT_ECOSYSTEMS)('the ecosystem %s', (ecosystem) => {
    expect(problems({ 'package-ecosystem': ecosystem })).toEqual([]);
  });

  test.each<[string, object, object?]>([
    ['directories with globs', { directory: undefined, directories: ['/', '/services/*', '/**'] }],
    [
      'a day, a time and a time zone',
      { schedule: { ...weekly, day: 'monday', time: '23:59', timezone: 'Europe/Berlin' } },
    ],
    ...['daily', 'monthly', 'quarterly', 'semiannually', 'yearly'].map((interval): [string, object] => [
      interval,
      { schedule: { interval } },
    ]),
    ['cron', { schedule: { interval: 'cron', cronjob: '0 9 * * 1' } }],
    ['allow', { allow: [{ 'dependency-name': 'x' }, { 'dependency-type': 'direct' }] }],
    ['assignees', { assignees: ['x'] }],
    ['a commit message', { 'commit-message': { prefix: 'x'.repeat(50), 'prefix-development': 'y', include: 'scope' } }],
    [
      'cooldown',
      {
        cooldown: {
          'default-days': 90,
          'semver-major-days': 1,
          'semver-minor-days': 2,
          'semver-patch-days': 3,
          include: ['a*'],
          exclude: Array(150).fill('b'),
        },
      },
    ],
    ['cooldown by default days', { 'package-ecosystem': 'docker', cooldown: { 'default-days': 7 } }],
    ['exclude-paths', { 'exclude-paths': ['x/**'] }],
    [
      'groups',
      {
        groups: {
          a: { patterns: ['*'], 'exclude-patterns': ['x'], 'applies-to': 'security-updates' },
          'b-1_c|d': { 'dependency-type': 'production', 'update-types': ['minor', 'patch', 'major'] },
          e: { patterns: ['*'], 'group-by': 'dependency-name' },
        },
      },
    ],
    [
      'ignore',
      { ignore: [{ 'dependency-name': 'x', versions: ['1.x'], 'update-types': ['version-update:semver-major'] }] },
    ],
    ['code of packages', { 'insecure-external-code-execution': 'deny' }],
    ['labels', { labels: [] }],
    ['a milestone', { milestone: 3 }],
    [
      'a group of several ecosystems',
      { schedule: undefined, 'multi-ecosystem-group': 'infrastructure', patterns: ['*'] },
      { 'multi-ecosystem-groups': shared },
    ],
    ['a name', { name: 'x' }],
    ['a limit', { 'open-pull-requests-limit': 0 }],
    ['a separator', { 'pull-request-branch-name': { separator: '-' } }],
    ['a rebase strategy', { 'rebase-strategy': 'disabled' }],
    ['a registry', { registries: ['r'] }, { registries }],
    ['all registries', { registries: '*' }, { registries }],
    ['a target branch', { 'target-branch': 'x' }],
    ['vendor', { vendor: true }],
    ['a versioning strategy', { 'versioning-strategy': 'lockfile-only' }],
    ['beta ecosystems', {}, { 'enable-beta-ecosystems': true }],
    ['the same folder for another branch', {}, { updates: [npm, { ...npm, 'target-branch': 'x' }] }],
  ])('%s', (_name, entry, top = {}) => expect(problems(entry, top)).toEqual([]));
});

describe('GitHub rejects', () => {
  test.each<[string, object, RegExp, object?]>([
    ['a version that there is not', {}, /^version/, { version: 1 }],
    ['a key that there is not', {}, /Unrecognized key/, { update: [] }],
    ['nothing to update', {}, /^updates/, { updates: [] }],
    ['an ecosystem that there is not', { 'package-ecosystem': 'actions' }, /package-ecosystem/],
    ['no folder', { directory: undefined }, /give `directory` or `directories`/],
    ['a folder and folders', { directories: ['/'] }, /give `directory` or `directories`/],
    ['a folder without a slash', { directory: 'x' }, /begins with `\/`/],
    ['a glob in `directory`', { directory: '/services/*' }, /a glob belongs into `directories`/],
    ['no schedule', { schedule: undefined }, /no `schedule`/],
    ['an interval that there is not', { schedule: { interval: 'hourly' } }, /interval/],
    ['cron without a time', { schedule: { interval: 'cron' } }, /`cronjob`/],
    ['a time of cron without cron', { schedule: { ...weekly, cronjob: '* * * * *' } }, /`cronjob`/],
    ['a day that there is not', { schedule: { ...weekly, day: 'someday' } }, /schedule\.day/],
    ['a time that there is not', { schedule: { ...weekly, time: '99:99' } }, /not a time of the day/],
    ['an empty rule of allow', { allow: [{}] }, /says nothing/],
    ['a long prefix', { 'commit-message': { prefix: 'x'.repeat(51) } }, /commit-message\.prefix/],
    ['a hundred days', { cooldown: { 'default-days': 100 } }, /default-days/],
    ['no day', { cooldown: { 'default-days': 0 } }, /default-days/],
    ['151 exceptions', { cooldown: { 'default-days': 7, exclude: Array(151).fill('x') } }, /exclude/],
    ...[
      'bazel',
      'devcontainers',
      'docker',
      'docker-compose',
      'github-actions',
      'gitsubmodule',
      'helm',
      'terraform',
    ].map((ecosystem): [string, object, RegExp] => [
      `days by kind of version for ${ecosystem}`,
      { 'package-ecosystem': ecosystem, cooldown: { 'semver-major-days': 30 } },
      /takes only `default-days`/,
    ]),
    ['a group whose name ends in a digit', { groups: { a1: { patterns: ['*'] } } }, /begins and ends with a letter/],
    ['a group of nothing', { groups: { a: { 'applies-to': 'version-updates' } } }, /names nothing/],
    ['a group by something else', { groups: { a: { patterns: ['*'], 'group-by': 'x' } } }, /group-by/],
    [
      'updates of another kind in a group',
      { groups: { a: { 'update-types': ['version-update:semver-major'] } } },
      /update-types/,
    ],
    ['updates of another kind in ignore', { ignore: [{ 'update-types': ['major'] }] }, /update-types/],
    ['reviewers', { reviewers: ['x'] }, /Unrecognized key/],
    [
      'a group of several ecosystems that there is not',
      { 'multi-ecosystem-group': 'x', patterns: ['*'] },
      /no group `x`/,
    ],
    [
      'one without patterns',
      { 'multi-ecosystem-group': 'infrastructure' },
      /needs `patterns`/,
      { 'multi-ecosystem-groups': shared },
    ],
    ['one without a schedule', {}, /schedule/, { 'multi-ecosystem-groups': { a: {} } }],
    ['patterns of no group', { patterns: ['*'] }, /`patterns` belong to it/],
    ['a registry that there is not', { registries: ['x'] }, /no registry `x`/, { registries }],
    ['a registry of no kind', {}, /registries\.r\.type/, { registries: { r: { type: 'ftp' } } }],
    ['a separator that there is not', { 'pull-request-branch-name': { separator: '+' } }, /separator/],
    ['a strategy that there is not', { 'versioning-strategy': 'never' }, /versioning-strategy/],
    ['vendor for gomod', { 'package-ecosystem': 'gomod', vendor: true }, /must not be set for gomod/],
    ['one folder twice', {}, /`updates\.0` looks after already/, { updates: [npm, npm] }],
    [
      'one folder twice by a glob',
      {},
      /`updates\.0` looks after already/,
      {
        updates: [
          { ...npm, directory: '/a/b' },
          { ...npm, directory: undefined, directories: ['/x', '/a/*'] },
        ],
      },
    ],
  ])('%s', (_name, entry, message, top = {}) => {
    expect(problems(entry, top)).toEqual([expect.stringMatching(message)]);
  });
});
