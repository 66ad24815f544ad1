import { ReleaseError } from '../../src/release/errors';
import { command, files, Registry, renderedChart } from '../../src/release/props';
import { resolveRelease } from '../../src/release/resolve';
import { schemaProblems } from '../../src/release/schema-problems';
import { BASE, FACTS, refuses } from '../support/release';

const hub = { namespace: 'team', username: 'bot', tokenSecret: 'HUB' };

refuses([
  ['a typo', { imagse: [] }, 'imagse', 'no such prop', 'did you mean `images`? the props are repository, name'],
  ['a typo in an image', { images: [{ name: 'gmc', platform: [] }] }, 'images[0].platform', 'no such', '`platforms`?'],
  ['a typo in a value', { images: [{ name: 'gmc', scan: 'gates' }] }, 'images[0].scan', '"gates"', '`gate`?'],
  ['no repository', { repository: undefined }, 'repository', 'is required', 'give a text'],
  [
    'not owner/name',
    { repository: 'https://github.com/a/b' },
    'repository',
    'is not `owner/name`',
    'write `owner/name`',
  ],
  [
    'an unknown platform',
    { platforms: ['linux/arm'] },
    'platforms[0]',
    'not a legal',
    'the legal values are linux/386',
  ],
  ['an empty list', { platforms: [] }, 'platforms', '[] is empty', 'fill it'],
  ['an empty command', { gates: [command({ name: 'x', command: ' ' })] }, 'gates[0].command', 'is empty', 'fill it'],
  [
    'a number out of bounds',
    { gates: [command({ name: 'x', command: 'x', timeoutMinutes: 0 })] },
    'gates[0].timeoutMinutes',
    '0 is not a whole number from 1 to 360',
    'write a whole number from 1 to 360',
  ],
  ['a fraction', { sbom: { maxBytes: 0.5 } }, 'sbom.maxBytes', '0.5 is not a whole number', 'from 1 to 100000000'],
  ['a text for a list', { images: 'gmc' }, 'images', '"gmc" is not a list', 'give a list'],
  ['a text for an object', { images: ['gmc'] }, 'images[0]', '"gmc" is not an object', 'give an object'],
  ['a text for a flag', { requireProtectedTag: 'yes' }, 'requireProtectedTag', 'not `true` or `false`', '`true`'],
  ['two lines', { acceptPublicLog: 'a\nb' }, 'acceptPublicLog', 'more than one line', 'on one line'],
  [
    'an expression',
    { gates: [command({ name: 'x', command: 'echo ${{ github.actor }}' })] },
    'gates[0].command',
    'GitHub would expand',
    'environment',
  ],
  [
    'a control character',
    { gates: [command({ name: 'x', command: 'a\u0007' })] },
    'gates[0].command',
    'control characters',
    'remove them',
  ],
  [
    'a tab in a value for Helm',
    { charts: [{ path: 'charts/app' }], assets: [renderedChart({ chart: 'app', output: 'x', values: { a: 'b\tc' } })] },
    'assets[0].values.a',
    'contains a tab',
    'remove a tab',
  ],
  ['a path that leaves the root', { govulncheck: ['../..'] }, 'govulncheck[0]', 'is not a path', 'write a path below'],
  ['an absolute path', { govulncheck: ['/etc'] }, 'govulncheck[0]', 'is not a path', 'write a path below'],
  ['a path like an option', { govulncheck: ['--push'] }, 'govulncheck[0]', 'is not a path', 'write a path below'],
  ['a namespace that ends in a slash', { namespace: 'foo-/' }, 'namespace', 'not a namespace', 'acme/team'],
  [
    'a name of no build argument',
    { images: [{ name: 'gmc', buildArgs: { 'a-b': 'c' } }] },
    'images[0].buildArgs.a-b',
    'the name "a-b" is not',
    'write the name of a build argument',
  ],
  ['an unknown kind', { assets: [{ kind: 'zip' }] }, 'assets[0].kind', '"zip" is not a legal value', 'built, binaries'],
  ['no kind', { assets: [{ command: 'x' }] }, 'assets[0].kind', 'is required', 'built, binaries'],
  ['a text that is too long', { images: [{ name: 'a'.repeat(401) }] }, 'images[0].name', 'longer than 400', 'shorten'],
]);

describe('the name of a secret', () => {
  const value = 'dckr_pat_123-abc';
  test.each([
    ['tokenSecret', Registry.dockerHub({ ...hub, tokenSecret: value })],
    ['passwordSecret', Registry.generic({ host: 'quay.io', ...hub, passwordSecret: value })],
  ])('is called %s, and what stands in its place is not shown', (prop, registry) => {
    const found = schemaProblems({ ...BASE, registries: [registry] });
    expect(found.map(({ path }) => path)).toEqual([`registries[0].${prop}`]);
    expect(JSON.stringify(found)).not.toContain('dckr_pat');
  });
  test('is not shown either where the registry is of an unknown kind', () => {
    const registry = { ...Registry.dockerHub({ ...hub, tokenSecret: value }), kind: 'hub' };
    expect(JSON.stringify(schemaProblems({ ...BASE, registries: [registry] }))).not.toContain('dckr_pat');
  });
  test('is required', () =>
    expect(
      schemaProblems({ ...BASE, registries: [{ kind: 'generic', host: 'quay.io', namespace: 'a', username: 'b' }] }),
    ).toEqual([expect.objectContaining({ path: 'registries[0].passwordSecret', message: 'is required' })]));
});

test('props that are no object are one problem', () =>
  expect(schemaProblems('x')).toEqual([
    { code: 'bad-value', path: 'props', message: '"x" is not an object', fix: 'give an object' },
  ]));

test('an error says all with path and value, and nothing that a terminal obeys', () => {
  const props = { ...BASE, images: [{ name: '\u001b[31mX' }], namespce: 1, visibility: 'secret' };
  const error = (() => {
    try {
      resolveRelease(props as never, FACTS);
    } catch (caught) {
      return caught as ReleaseError;
    }
    throw new Error('accepted');
  })();
  expect(error).toBeInstanceOf(ReleaseError);
  expect(error.problems.map(({ path }) => path).sort()).toEqual(['images[0].name', 'namespce', 'visibility']);
  expect(error.message).not.toContain('\u001b');
  expect(error.message).toContain('3 problems');
});

test('no problem asks for nothing in particular', () => {
  const wild = {
    ...BASE,
    images: [{ name: 5, scan: 1, platforms: [{ platform: 'x' }], labels: { A: 1 }, registries: [5] }],
    charts: [5],
    assets: [files({ command: '', outputs: [] })],
    tools: { cosign: 5 },
    notes: {},
    tag: 5,
  };
  for (const { fix } of schemaProblems(wild)) expect(fix).not.toMatch(/^write one|^see /);
});
