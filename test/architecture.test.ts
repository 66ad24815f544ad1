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

describe('the public API', () => {
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
  const resolved = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = (module ? checker.getExportsOfModule(module) : []).map((symbol) => ({
    name: symbol.name,
    target: resolved(symbol),
  }));

  test('every exported name has a docstring', () => {
    const bare = exported.filter(
      ({ target }) => ts.displayPartsToString(target.getDocumentationComment(checker)) === '',
    );
    expect(exported.length).toBeGreaterThan(40);
    expect(bare.map(({ name }) => name).sort()).toEqual([]);
  });

  test('every type that a signature names is exported, and none is of zod or yaml', () => {
    const known = new Set(exported.map(({ target }) => target));
    const found = new Set<string>();
    const visit = (node: ts.Node, owner: string): void => {
      const flags = ts.canHaveModifiers(node) ? ts.getCombinedModifierFlags(node as ts.Declaration) : 0;
      const isInternal = ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');
      if (flags & ts.ModifierFlags.Private || isInternal || ts.isBlock(node)) return;
      if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
        const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
        const symbol = checker.getSymbolAtLocation(name);
        const target = symbol && resolved(symbol);
        const files = target?.declarations?.map((one) => relative(process.cwd(), one.getSourceFile().fileName)) ?? [];
        if (files.some((file) => /node_modules\/(?:zod|yaml|js-yaml)\//.test(file)))
          found.add(`${owner}: ${name.getText()}`);
        const isOurs = target && files.some((file) => file.startsWith('src/'));
        if (isOurs && !(target.flags & ts.SymbolFlags.TypeParameter) && !known.has(target))
          found.add(`${owner}: ${name.getText()}`);
      }
      // The value of a property or a parameter is no part of its type.
      ts.forEachChild(node, (child) => {
        if ((ts.isPropertyDeclaration(node) || ts.isParameter(node)) && child === node.initializer) return;
        visit(child, owner);
      });
    };
    for (const { name, target } of exported)
      for (const declaration of target.declarations ?? []) visit(declaration, name);
    expect([...found].sort()).toEqual([]);
  });
});
