import { checkFiles } from '../../src/rules';
import { RULES } from '../../src/rules/catalog';
import { exampleText } from '../../src/rules/engine/example';
import { readYaml } from '../../src/workflow/yaml-tree';

/** What a fix tells the reader to write: what stands between backticks and is a key with a value. */
function snippets(fix: string): readonly string[] {
  return [...fix.matchAll(/`([^`]+)`/g)]
    .map(([, text = '']) => text)
    .filter((text) => /^[A-Za-z-]+: /.test(text))
    .map((text) => text.replaceAll('…', 'x'));
}

const fixes = new Set(
  RULES.flatMap((rule) => [
    rule.fix,
    ...rule.invalid
      .map((example) => ({ ...example, text: exampleText(example) }))
      .flatMap(({ text, file, generated }) =>
        checkFiles(
          [
            {
              path: file ?? '.github/workflows/x.yml',
              text,
              origin: generated ? 'generated' : 'foreign',
            },
          ],
          { mode: 'check', ...rule.exampleContext },
          [rule],
        ).map(({ fix }) => fix),
      ),
  ]),
);

const written = [...fixes].flatMap(snippets);

test('some fixes are to be pasted', () => expect(written.length).toBeGreaterThan(3));

test.each(written)('pasted it is YAML: %s', (text) => {
  expect(readYaml(`${text}\n`).problems).toEqual([]);
  expect(readYaml(`${text}\n`).root?.kind).toBe('mapping');
});
