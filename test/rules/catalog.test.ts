import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { RULES } from '../../src/rules/catalog';
import { checkFiles } from '../../src/rules/engine/engine';
import { exampleText } from '../../src/rules/engine/example';
import { ruleIndex, rulePage } from '../../src/rules/engine/page';
import type { Example, Rule, RuleContext } from '../../src/rules/engine/rule';
import { LineIndex } from '../../src/workflow/yaml-tree';

const update = process.env.UPDATE_GOLDEN === '1';

function golden(path: string, text: string): void {
  if (update) {
    mkdirSync('docs/rules', { recursive: true });
    writeFileSync(path, text);
  }
  expect(readFileSync(path, 'utf8')).toBe(text);
}

function findingsOf(rule: Rule, example: Example) {
  const text = exampleText(example);
  const path = example.file ?? '.github/workflows/example.yml';
  const context: RuleContext = { mode: 'synth', ...rule.exampleContext };
  const findings = checkFiles([{ path, text, origin: example.generated ? 'generated' : 'foreign' }], context, [rule]);
  const lines = new LineIndex(text);
  const offsetOf = (line: number, column: number) => {
    for (let at = 0; at <= text.length; at++) {
      const here = lines.at(at);
      if (here.line === line && here.column === column) return at;
    }
    throw new Error('no such place');
  };
  return findings.map((finding) =>
    text.slice(offsetOf(finding.line, finding.column), offsetOf(finding.endLine, finding.endColumn)),
  );
}

test('every rule has its file, its page and its place in the list', () => {
  const ids = RULES.map(({ id }) => id);
  const files = readdirSync('src/rules')
    .filter((file) => !['catalog.ts', 'finding.ts', 'index.ts', 'engine'].includes(file))
    .map((file) => basename(file, '.ts'));
  expect(ids).toEqual([...files].sort());
  if (!update) expect(readdirSync('docs/rules').sort()).toEqual([...ids.map((id) => `${id}.md`), 'README.md'].sort());
});

test('the list of rules is current', () => {
  golden('docs/rules/README.md', `# Rules\n\n${ruleIndex(RULES, '')}`);
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test('its page is current', () => golden(`docs/rules/${rule.id}.md`, rulePage(rule)));

  test('says what, why and what to do', () => {
    expect(rule.title).toMatch(/^[^A-Z].{10,}[^.]$/);
    expect(rule.why.length).toBeGreaterThan(40);
    expect(rule.fix.length).toBeGreaterThan(10);
    expect(rule.invalid.length).toBeGreaterThan(0);
    expect(rule.valid.length).toBeGreaterThan(0);
  });

  test.each(rule.invalid.map((example) => [example.name, example] as const))('finds: %s', (_name, example) => {
    expect(findingsOf(rule, example).map((text) => text.trim())).toContain(example.finds.trim());
  });

  test.each(rule.valid.map((example) => [example.name, example] as const))('is silent: %s', (_name, example) => {
    expect(findingsOf(rule, example)).toEqual([]);
  });
});
