import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const collect = (
  files: Readonly<Record<string, string>>,
  outputs: string,
  change: (temp: string) => void = () => undefined,
) => {
  const temp = runnerTemp();
  const cwd = join(temp, 'work');
  mkdirSync(join(cwd, 'dist'), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);
  change(cwd);
  return {
    temp,
    ...runScript(script('collect-assets'), {
      temp,
      cwd,
      env: { OUTPUTS: outputs, RENDERED: '', TAG: 'v1.2.3', VERSION: '1.2.3' },
    }),
  };
};
test('flat names, one sorted list of checksums, a fact each', () => {
  const { code, temp, outputs } = collect({ 'dist/b-v1.2.3': 'b', 'a.txt': 'a' }, 'dist/b-{tag}\na.txt\n');
  expect(code).toBe(0);
  expect(
    readFileSync(join(temp, 'out/SHA256SUMS'), 'utf8')
      .split('\n')
      .map((line) => line.slice(66)),
  ).toEqual(['a.txt', 'b-v1.2.3', '']);
  expect(outputs.facts?.split('\n').map((line) => line.split(' ')[1])).toEqual(['b-v1.2.3', 'a.txt']);
});
test.each<[string, Readonly<Record<string, string>>, string, (cwd: string) => void]>([
  ['a file that was not made', {}, 'a.txt\n', () => undefined],
  ['two of one name', { 'dist/a': 'x', a: 'y' }, 'dist/a\na\n', () => undefined],
  ['a symbolic link', {}, 'a\n', (cwd) => symlinkSync('/etc/passwd', join(cwd, 'a'))],
  ['a folder that is a link', {}, 'out/passwd\n', (cwd) => symlinkSync('/etc', join(cwd, 'out'))],
  ['nothing', {}, '', () => undefined],
])('%s is refused', (_name, files, outputs, change) => expect(collect(files, outputs, change).code).toBe(1));
