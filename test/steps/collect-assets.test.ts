import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const collect = (
  files: Readonly<Record<string, string>>,
  outputs: string,
  change: (cwd: string, temp: string) => void = () => undefined,
  env: Readonly<Record<string, string>> = {},
) => {
  const temp = runnerTemp();
  const cwd = join(temp, 'work');
  mkdirSync(join(cwd, 'dist'), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);
  change(cwd, temp);
  return {
    temp,
    ...runScript(script('collect-assets'), {
      temp,
      cwd,
      env: { OUTPUTS: outputs, RENDERED: '', FACTS: '', TAG: 'v1.2.3', VERSION: '1.2.3', ...env },
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

describe('a file that the job of a chart rendered', () => {
  const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const rendered = (text: string, facts: string, name = 'web-v1.2.3.yaml') =>
    collect(
      { a: 'a' },
      'a\n',
      (_cwd, temp) => {
        mkdirSync(join(temp, 'chart-web/rendered'), { recursive: true });
        writeFileSync(join(temp, 'chart-web/rendered', name), text);
      },
      { RENDERED: 'chart-web web-{tag}.yaml\n', FACTS: facts },
    );
  const facts = `chart web ghcr.io/acme/charts/web ${digest('x')}\nfile web-v1.2.3.yaml - ${digest('kind: X\n')}\n`;

  test("is listed beside the others; its fact is that job's", () => {
    const { code, temp, outputs } = rendered('kind: X\n', facts);
    expect([code, outputs.facts]).toEqual([0, `file a - ${digest('a')}`]);
    expect(readFileSync(join(temp, 'out/SHA256SUMS'), 'utf8')).toContain(
      `${digest('kind: X\n').slice(7)}  web-v1.2.3.yaml\n`,
    );
  });

  test('may be all that there is', () => {
    const { code, outputs } = collect(
      {},
      '',
      (_cwd, temp) => {
        mkdirSync(join(temp, 'chart-web/rendered'), { recursive: true });
        writeFileSync(join(temp, 'chart-web/rendered/web-v1.2.3.yaml'), 'kind: X\n');
      },
      { RENDERED: 'chart-web web-{tag}.yaml\n', FACTS: facts },
    );
    expect([code, outputs.facts]).toEqual([0, '']);
  });

  test.each<[string, string, string, string | undefined, string]>([
    ['other bytes', 'kind: Y\n', facts, undefined, 'is not the file that the job chart-web rendered'],
    ['no fact', 'kind: X\n', '', undefined, 'is not the file that the job chart-web rendered'],
    ['no file', 'kind: X\n', facts, 'other.yaml', 'the job chart-web rendered no file web-v1.2.3.yaml'],
  ])('%s stops the release', (_name, text, says, name, message) => {
    const { code, outputs, stderr } = rendered(text, says, name);
    expect([code, outputs]).toEqual([1, {}]);
    expect(stderr).toContain(message);
  });
});
