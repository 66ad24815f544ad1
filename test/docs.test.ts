import { readFileSync, writeFileSync } from 'node:fs';
import { RULES } from '../src/rules/catalog';
import { ruleIndex } from '../src/rules/engine/page';

const readme = readFileSync('README.md', 'utf8');

test("the README's list of rules is current", () => {
  const text = readme.replace(
    /<!-- rules -->[\s\S]*<!-- \/rules -->/,
    `<!-- rules -->\n${ruleIndex(RULES, 'docs/rules/')}<!-- /rules -->`,
  );
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('README.md', text);
  else expect(readme).toBe(text);
});

test("the README's example is the minimal one", () => {
  expect(readme).toContain(readFileSync('examples/minimal/.projenrc.ts', 'utf8'));
});

test('every dependency has its line', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const names = [
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
    ...Object.keys(manifest.devDependencies),
  ];
  const lines = [...readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| `([^`]+)` \|/gm)].map(
    (match) => match[1],
  );
  expect(lines.sort()).toEqual([...new Set(names)].sort());
});

test('the examples are as short as they say', () => {
  const lines = (name: string) => readFileSync(`examples/${name}/.projenrc.ts`, 'utf8').trimEnd().split('\n').length;
  expect(lines('minimal')).toBeLessThanOrEqual(15);
  expect(lines('actions-gateway')).toBeLessThanOrEqual(80);
});

test("every id of the gate's own has its line", () => {
  const sources = ['synth-gate', 'artifact-hub-findings', 'chart-metadata', 'dependabot-config', 'ledger-finding']
    .map((name) => readFileSync(`src/pipeline/${name}.ts`, 'utf8'))
    .join('\n');
  const used = [
    ...sources.matchAll(
      /'(changed-after-the-gate|existing-file|invalid-file|no-room|symbolic-link)'|rule: '([a-z-]+)'/g,
    ),
  ].map((match) => match[1] ?? match[2]);
  const lines = [...readFileSync('docs/gate.md', 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  expect(lines.sort()).toEqual([...new Set(used)].sort());
});
