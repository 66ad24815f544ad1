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
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const index = program.getSourceFile('src/index.ts');
  const module = index && checker.getSymbolAtLocation(index);
  const resolved = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = (module ? checker.getExportsOfModule(module) : []).map(resolved);
  const documented = (symbol: ts.Symbol | undefined) =>
    ts.displayPartsToString(symbol?.getDocumentationComment(checker)) !== '';
  const members = exported.flatMap((symbol) =>
    (symbol.declarations ?? []).flatMap((node) => membersOf(node, symbol.name)),
  );

  interface Member {
    readonly path: string;
    readonly node: ts.Declaration;
    readonly symbol: ts.Symbol | undefined;
  }

  /** What a declaration offers, down to the types that are written in place and up to those that it extends. */
  function membersOf(node: ts.Node, owner: string): readonly Member[] {
    const found: Member[] = [];
    ts.forEachChild(node, (child) => {
      if (ts.isBlock(child) || isHidden(child)) return;
      if (ts.isExpressionWithTypeArguments(child)) {
        const base = checker.getSymbolAtLocation(child.expression);
        const own = base && resolved(base).declarations?.filter((one) => sources.has(sourceOf(one)));
        found.push(...(own ?? []).flatMap((one) => membersOf(one, owner)));
        return;
      }
      const path = isMember(child) ? `${owner}.${child.name.getText()}` : owner;
      if (isMember(child)) found.push({ path, node: child, symbol: checker.getSymbolAtLocation(child.name) });
      found.push(...membersOf(child, path));
    });
    return found;
  }

  function isMember(node: ts.Node): node is ts.Declaration & { readonly name: ts.PropertyName } {
    return (
      (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) ||
      ts.isPropertySignature(node) ||
      ts.isMethodSignature(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isGetAccessor(node)
    );
  }

  /** Private, protected, internal, or documented by the class that it overrides. */
  function isHidden(node: ts.Node): boolean {
    const kinds = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []).map(({ kind }) => kind) : [];
    return (
      kinds.includes(ts.SyntaxKind.PrivateKeyword) ||
      kinds.includes(ts.SyntaxKind.ProtectedKeyword) ||
      kinds.includes(ts.SyntaxKind.OverrideKeyword) ||
      ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')
    );
  }

  function sourceOf(node: ts.Node): string {
    return relative(process.cwd(), node.getSourceFile().fileName);
  }

  test('every exported name has a docstring', () => {
    expect(exported.length).toBeGreaterThan(40);
    expect(exported.filter((symbol) => !documented(symbol)).map(({ name }) => name)).toEqual([]);
  });

  test('every member has a docstring', () => {
    expect(members.length).toBeGreaterThan(200);
    expect(members.filter(({ symbol }) => !documented(symbol)).map(({ path }) => path)).toEqual([]);
  });

  test('every optional member says what happens without it', () => {
    const optional = members.filter(({ node }) => 'questionToken' in node && node.questionToken !== undefined);
    const bare = optional.filter(
      ({ symbol }) => !symbol?.getJsDocTags(checker).some(({ name, text }) => name === 'default' && text?.length),
    );
    expect(optional.length).toBeGreaterThan(80);
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  test('the compiled declarations that a user reads import nothing of zod, yaml or Octokit', () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/(?:from |import\()['"]([^'"]+)['"]/g)) {
        if (!name.startsWith('.')) packages.add(name.split('/')[0] ?? name);
        else
          visit([`${name}.d.ts`, `${name}/index.d.ts`].map((one) => join(dirname(path), one)).find(existsSync) ?? '');
      }
    };
    visit('lib/index.d.ts');
    expect(seen.size).toBeGreaterThan(20);
    expect([...packages].sort()).toEqual(['constructs', 'projen']);
  });

  test('every type that a signature names is exported, and none is of zod or yaml', () => {
    const known = new Set(exported);
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
    for (const symbol of exported) for (const declaration of symbol.declarations ?? []) visit(declaration, symbol.name);
    expect([...found].sort()).toEqual([]);
  });
});
