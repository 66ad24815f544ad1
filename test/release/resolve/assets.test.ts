import { type BinaryPlatform, binaries, files, renderedChart } from '../../../src/release/props';
import { refuses, released } from '../../support/release';

const built = (...outputs: string[]) => files({ command: 'x', outputs });
const tool = (output: string, ...platforms: BinaryPlatform[]) => binaries({ command: 'x', output, platforms });

refuses([
  ['a file of ours', { assets: [built('SHA256SUMS')] }, 'assets[0].outputs[0]', 'writes', 'another name'],
  ['a list of MD5', { assets: [built('MD5SUMS')] }, 'assets[0].outputs[0]', 'MD5', 'SHA256SUMS'],
  ['two files of one name', { assets: [built('a/x', 'b/x')] }, 'assets', 'the file "x" is listed twice', 'remove one'],
  ['two names that differ in capitals', { assets: [built('X', 'x')] }, 'assets', 'listed twice', 'remove one'],
  ['two names that become one', { assets: [built('x-{tag}', 'x-v{version}')] }, 'assets', '"x-v1.2.3"', 'remove one'],
  ['an unknown placeholder', { assets: [built('x-{os}')] }, 'assets[0].outputs[0]', 'unknown placeholder', '{tag}'],
  ['a path that leaves the root', { assets: [built('../x')] }, 'assets[0].outputs[0]', 'below the root', 'letters'],
  [
    'two versions of one language',
    {
      assets: ['one', 'two'].map((name) => files({ command: 'x', outputs: [name], setup: { go: `${name}/go.mod` } })),
    },
    'assets',
    '`setup.go` names "one/go.mod" and "two/go.mod"',
    'the same file',
  ],
  [
    'binaries without {arch}',
    { assets: [tool('x-{os}', 'linux/amd64', 'linux/arm64')] },
    'assets[0].output',
    'contains no {arch}: linux/amd64 and linux/arm64 would be one file',
    '{os}-{arch}',
  ],
  [
    'binaries without {os} and {arch}',
    { assets: [tool('x', 'linux/amd64', 'darwin/arm64')] },
    'assets[0].output',
    'contains no {os} and no {arch}',
    '{os} and {arch}',
  ],
  [
    'binaries for an unknown platform',
    { assets: [tool('x-{os}-{arch}', 'solaris' as BinaryPlatform)] },
    'assets[0].platforms[0]',
    '"solaris" is not a legal value',
    'darwin/arm64',
  ],
  [
    'a binary for one platform twice',
    { assets: [tool('x-{os}-{arch}', 'linux/amd64', 'linux/amd64')] },
    'assets[0].platforms',
    'listed twice',
    'remove one',
  ],
  ['an unknown chart', { assets: [renderedChart({ chart: 'a', output: 'x' })] }, 'assets[0].chart', '"a"', 'none'],
]);

test('a binary for one system needs no {os}', () =>
  expect(released({ assets: [tool('x-{arch}', 'linux/amd64', 'linux/arm64')] }).builds[0]?.outputs).toEqual([
    'x-amd64',
    'x-arm64',
  ]));
