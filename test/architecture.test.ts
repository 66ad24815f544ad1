import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';

const files = (readdirSync('src', { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file));
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const importsOf = (text: string) =>
  [...text.matchAll(/(?:from|require\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');
const areaOf = (file: string) => relative('src', file).split('/')[0] ?? '';

/** Who may import whom: data goes one way. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  release: [],
  workflow: [],
  proof: ['workflow'],
  pins: ['workflow'],
  actions: ['workflow', 'pins'],
  steps: ['release', 'workflow', 'actions'],
  emit: ['workflow', 'release'], // release: the props whose text is written
  rules: ['workflow', 'release', 'pins', 'actions', 'steps', 'proof'],
  report: ['rules'],
  pipeline: ['release', 'workflow', 'pins', 'actions', 'steps', 'emit', 'proof', 'rules', 'report'],
  cli: ['release', 'workflow', 'pins', 'actions', 'steps', 'emit', 'proof', 'rules', 'report', 'pipeline'],
};

test('every folder imports only what stands to its left', () => {
  const wrong = [...sources].flatMap(([file, text]) =>
    importsOf(text)
      .filter((name) => name.startsWith('.'))
      .map((name) => areaOf(join(dirname(file), name)))
      .filter((area) => area !== areaOf(file) && areaOf(file) !== 'index.ts' && !MAY[areaOf(file)]?.includes(area))
      .map((area) => `${file} imports ${area}`),
  );
  expect(wrong).toEqual([]);
});

test('nothing opens a socket', () => {
  const wrong = [...sources].filter(
    ([, text]) =>
      importsOf(text).some((name) => /^(?:node:)?(?:http2?|https|net|tls|dgram|dns)$/.test(name)) ||
      /\bfetch\(/.test(text.replace(/^.*fetch\(what.*$/gm, '').replace(/\bfetch\(('|`)/g, '')),
  );
  expect(wrong.map(([file]) => file)).toEqual([]);
});

test('the model and the workflow know no file, no YAML writer and no projen', () => {
  const wrong = [...sources].flatMap(([file, text]) =>
    ['release', 'workflow', 'proof', 'rules'].includes(areaOf(file))
      ? importsOf(text)
          .filter((name) => /^(?:node:fs|fs|node:child_process|projen|constructs|yaml)/.test(name))
          .map((name) => `${file} imports ${name}`)
      : [],
  );
  expect(wrong).toEqual([]);
});

test('a step is one .ts, one .sh, and a test that names it', () => {
  const tests = readdirSync('test/steps')
    .map((file) => readFileSync(join('test/steps', file), 'utf8'))
    .join('\n');
  const scripts = readdirSync('src/steps')
    .filter((file) => file.endsWith('.sh') && !file.startsWith('prelude'))
    .map((file) => basename(file, '.sh'));
  expect(scripts.filter((id) => !existsSync(`src/steps/${id}.ts`))).toEqual([]);
  // Run as part of the whole workflow, with its real tools.
  const whole = ['publish-artifact'];
  expect(scripts.filter((id) => !tests.includes(`script('${id}')`) && !whole.includes(id))).toEqual([]);
});

test('every exported name has a docstring, and no type of zod or yaml leaks', () => {
  const program = ts.createProgram(['src/index.ts'], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const index = program.getSourceFile('src/index.ts');
  const module = index && checker.getSymbolAtLocation(index);
  const exported = module ? checker.getExportsOfModule(module) : [];
  const bare = exported.filter((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return ts.displayPartsToString(target.getDocumentationComment(checker)) === '';
  });
  expect(exported.length).toBeGreaterThan(40);
  expect(bare.map(({ name }) => name).sort()).toEqual([]);
}, 30_000);
