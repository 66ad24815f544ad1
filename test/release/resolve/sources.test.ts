import {
  binaries,
  command,
  files,
  ociLayout,
  type ReleasePipelineProps,
  versionFile,
} from '../../../src/release/props';
import { sourcesOf } from '../../../src/release/resolve';
import { BASE, FACTS, refuses, released } from '../../support/release';

const gone = { node: '.nvmrc' };

refuses([
  [
    'a folder that is not there',
    { images: [{ name: 'gmc', context: 'gone', dockerfile: 'Dockerfile' }] },
    'images[0].context',
    'there is no folder "gone"',
    'create and commit it',
  ],
  [
    'a version file that is not there',
    { gates: [versionFile({ path: 'gone', pattern: '{version}' })] },
    'gates[0].path',
    'no file "gone"',
    'commit',
  ],
  [
    'a folder as a version file',
    { gates: [versionFile({ path: 'vendor', pattern: '{version}' })] },
    'gates[0].path',
    '"vendor" is a folder, not a file',
    'another file',
  ],
  [
    'a tree that is not there',
    { vendor: [{ path: 'gone', command: 'x' }] },
    'vendor[0].path',
    'no folder "gone"',
    'commit',
  ],
  ['a module that is not there', { govulncheck: ['.', 'gone'] }, 'govulncheck[1]', 'no file "gone/go.mod"', 'commit'],
  ...(
    [
      ['gates[0]', { gates: [command({ name: 'x', command: 'x', setup: gone })] }],
      ['assets[0]', { assets: [files({ command: 'x', outputs: ['y'], setup: gone })] }],
      ['assets[0]', { assets: [binaries({ command: 'x', output: 'y', platforms: ['linux/amd64'], setup: gone })] }],
      ['vendor[0]', { vendor: [{ path: 'vendor', command: 'x', setup: gone }] }],
      ['images[0].prepare', { images: [{ name: 'gmc', prepare: { command: 'x', outputs: ['y'], setup: gone } }] }],
      ['images[0].source', { images: [{ name: 'x', source: ociLayout({ command: 'x', output: 'y', setup: gone }) }] }],
    ] as const
  ).map(
    ([at, props]) =>
      [`a file of ${at}.setup that is not there`, props, `${at}.setup.node`, 'no file ".nvmrc"', 'commit'] as const,
  ),
]);

test.each(['.', './'])('the root as a context: %s', (context) => {
  const facts = { ...FACTS, paths: new Map([['./', undefined]]) };
  expect(released({ images: [{ name: 'gmc', context }] }, facts).images[0]?.source).toMatchObject({ target: 'gmc' });
});

test('names every file that the model looks at, each once', () => {
  const props: ReleasePipelineProps = {
    ...BASE,
    images: [
      { name: 'a', context: 'svc', variants: [{ suffix: '-b', dockerfile: 'b/Dockerfile' }] },
      { name: 'c', source: ociLayout({ command: 'x', output: 'y', setup: { go: 'go.mod' } }) },
    ],
    charts: [{ path: 'charts/app' }],
    sigstore: { mirror: 'https://tuf.example.com', rootFile: 'root.json' },
    gates: [versionFile({ path: 'VERSION', pattern: '{version}' })],
    govulncheck: ['.'],
  };
  expect(sourcesOf(props)).toEqual({
    dockerfiles: ['b/Dockerfile', 'svc/Dockerfile'],
    charts: ['charts/app'],
    texts: ['VERSION', 'root.json'],
    paths: ['VERSION', 'go.mod', 'svc'],
  });
});

test.each([[undefined], [5], [{ repository: 'x' }], [{ repository: 'a/b', images: 5, charts: [{}] }]])(
  'names no file of props that can not be used: %j',
  (props) => expect(Object.values(sourcesOf(props as never)).flat()).toEqual([]),
);
