import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const repository = () => {
  const temp = runnerTemp();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: temp });
  mkdirSync(join(temp, 'vendor'));
  writeFileSync(join(temp, 'vendor/a.go'), 'package a\n');
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'x');
  return temp;
};
const check = (temp: string, tree = 'vendor') => runScript(script('check-vendor'), { temp, env: { TREE: tree } });
test('what is committed is what is derived', () => expect(check(repository()).code).toBe(0));
test.each<[string, (temp: string) => void]>([
  ['a changed file', (temp) => writeFileSync(join(temp, 'vendor/a.go'), 'package b\n')],
  ['a new file', (temp) => writeFileSync(join(temp, 'vendor/b.go'), 'package b\n')],
  [
    'a file that git ignores',
    (temp) => [writeFileSync(join(temp, '.gitignore'), '*.bin\n'), writeFileSync(join(temp, 'vendor/b.bin'), 'x')],
  ],
])('%s is refused', (_name, change) => {
  const temp = repository();
  change(temp);
  expect(check(temp).code).toBe(1);
});
test('a tree of which nothing is committed is refused', () =>
  expect(check(repository(), 'other').stderr).toContain('nothing was compared'));
