import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GATE_PROBLEMS } from '../src/pipeline/gate/gate-problem';
import { RULES } from '../src/rules/catalog';
import { ruleIndex } from '../src/rules/engine/page';
import { blocks, mermaidErrors, prose } from './support/markdown';

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

test("the README's diagram is one to Mermaid", () => {
  const diagrams = blocks(readme).filter(({ language }) => language === 'mermaid');
  expect(mermaidErrors(diagrams.map(({ text }) => text))).toEqual([null]);
}, 30_000);

test('the list of props is current', () => {
  const text = execFileSync('node', ['scripts/generate-configuration.mjs'], { encoding: 'utf8' });
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('docs/configuration.md', text);
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(text);
}, 30_000);

const PAGES = [
  ...['.', 'docs', 'test/e2e'].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))),
  ...readdirSync('examples').map((name) => `examples/${name}/README.md`),
].filter((file) => file.endsWith('.md'));

test.each(PAGES)('%s: every link leads to a file or a heading', (page) => {
  const text = readFileSync(page, 'utf8');
  const broken = [...prose(text).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(
    ([link, path = '', anchor]) => {
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(file)) return [link];
      return anchor === undefined || anchors(readFileSync(file, 'utf8')).includes(anchor) ? [] : [link];
    },
  );
  expect(broken).toEqual([]);
});

/** The anchors that GitHub gives the headings of a page. */
function anchors(markdown: string): readonly string[] {
  return [...prose(markdown).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}

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

test("the gate's list of its own findings is current", () => {
  const page = readFileSync('docs/gate.md', 'utf8');
  const rows = Object.entries(GATE_PROBLEMS).map(([id, { what, fix }]) => `| \`${id}\` | ${what} | ${fix} |\n`);
  const table = `| id | what is wrong | what to do |\n| --- | --- | --- |\n${rows.join('')}`;
  const text = page.replace(
    /<!-- problems -->[\s\S]*<!-- \/problems -->/,
    `<!-- problems -->\n${table}<!-- /problems -->`,
  );
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('docs/gate.md', text);
  else expect(page).toBe(text);
});
