import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ReleasePipeline, type ReleasePipelineProps, ReleaseProject } from '../../src';
import { ownRunnerLabels } from '../../src/pipeline/actionlint-config';
import { inFolder } from '../support/synth';
import { describeReal, toolPath } from '../support/tools';

process.env.PROJEN_DISABLE_POST = '1';

const FILE = '.github/actionlint.yaml';
const synth = (root: string, platforms: ReleasePipelineProps['platforms']) => {
  const project = new ReleaseProject({ name: 'app', outdir: root });
  new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }], ...(platforms && { platforms }) });
  project.synth();
};
const own: ReleasePipelineProps['platforms'] = ['linux/amd64', { platform: 'linux/riscv64', runner: 'own-riscv' }];

test('a label of its own is told to actionlint once, and taken back with the runner', () =>
  inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
    synth(root, own);
    const text = readFileSync(join(root, FILE), 'utf8');
    expect(text).toMatch(
      /^# Written by sealwright.*\n(?:#.*\n)*\n?self-hosted-runner:\n {2}labels:\n {4}- own-riscv\n$/,
    );
    synth(root, ['linux/amd64', 'linux/arm64']);
    expect(existsSync(join(root, FILE))).toBe(false);
  }));

test.each([FILE, '.github/actionlint.yml'])('%s that the repository wrote is left as it is', (file) =>
  inFolder({ Dockerfile: 'FROM scratch\n', [file]: 'config-variables: null\n' }, (root) => {
    synth(root, own);
    expect(readFileSync(join(root, file), 'utf8')).toBe('config-variables: null\n');
    expect(existsSync(join(root, FILE))).toBe(file === FILE);
  }),
);

test("GitHub's own runners and expressions are no labels of one's own", () => {
  expect(
    ownRunnerLabels([
      'ubuntu-24.04',
      'ubuntu-24.04-arm',
      'ubuntu-latest',
      'windows-2025',
      'macos-15-intel',
      '${{ matrix.os }}',
    ]),
  ).toEqual([]);
  expect(ownRunnerLabels(['b', 'a', 'b', 'ubuntu-24.04-16core'])).toEqual(['a', 'b', 'ubuntu-24.04-16core']);
});

describeReal('actionlint')('actionlint', () => {
  test('knows the label', () =>
    inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
      synth(root, own);
      mkdirSync(join(root, '.git'));
      const lint = () =>
        spawnSync('actionlint', ['-shellcheck='], { cwd: root, encoding: 'utf8', env: { PATH: toolPath() } });
      expect(lint()).toMatchObject({ status: 0, stdout: '' });
      rmSync(join(root, FILE));
      expect(lint().stdout).toContain('label "own-riscv" is unknown');
    }));
});
