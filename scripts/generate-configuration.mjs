// Prints docs/configuration.md: every prop that a user can give, from its docstring.
// usage: node scripts/generate-configuration.mjs > docs/configuration.md
import { readFileSync } from 'node:fs';
import ts from 'typescript';

const PROPS = 'src/release/props.ts';
/** What a user begins with, before the rest of the props in the order of their file. */
const FIRST = [
  [PROPS, 'ReleasePipelineProps'],
  ['src/pipeline/repository-props.ts', 'RepositoryProps'],
  ['src/pipeline/release-project.ts', 'ReleaseProjectProps'],
  ['src/pipeline/dependabot-config.ts', 'DependabotProps'],
  ['src/emit/dependabot.ts', 'DependabotEcosystem'],
];

const parse = (file) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
const named = (file, name) => parse(file).statements.find((node) => node.name?.text === name);
const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
const PLATFORMS = 'src/release/platforms.ts';
const statements = [
  ...parse(PLATFORMS).statements.filter(ts.isTypeAliasDeclaration),
  ...parse(PROPS).statements,
].filter(isExported);

// What a function makes is shown as the function, and not as the types that it chooses from.
const functions = statements.flatMap((node) => {
  if (ts.isFunctionDeclaration(node)) return [{ node, call: node.name.text }];
  if (!ts.isVariableStatement(node)) return [];
  const [{ name, initializer }] = node.declarationList.declarations;
  return initializer.expression.properties.map((method) => ({
    node: method,
    call: `${name.text}.${method.name.text}`,
  }));
});
const isMade = (node) => functions.some((one) => one.node.type.getText() === node.name.text);
const chosenFrom = statements.filter((node) => ts.isTypeAliasDeclaration(node) && isMade(node)).flatMap(choices);
const shown = statements.filter(
  (node) =>
    ts.isTypeAliasDeclaration(node) ||
    (ts.isInterfaceDeclaration(node) && !chosenFrom.some((type) => type.getText() === node.name.text)),
);
const first = FIRST.map(([file, name]) => named(file, name));
const sections = [...first, ...shown.filter((node) => node.name.text !== 'ReleasePipelineProps')];
const names = new Set(sections.map((node) => node.name.text));

const plain = (text) =>
  text
    .replace(/\{@link ([\w.]+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
const commentText = (comment) => plain(ts.getTextOfJSDocComment(comment) ?? '');
const docOf = (node) => {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return docs.map(({ comment }) => commentText(comment)).join(' ');
};
const tagOf = (node, name) => {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
  return tag && commentText(tag.comment);
};
const cell = (text) => text.replaceAll('|', '\\|');
const withoutComments = (text) => text.replace(/\/\*\*[\s\S]*?\*\//g, '');

/** A type as people write it, with links to the types that have a section. */
function typeText(type) {
  const text = withoutComments(type.getText())
    .replace(/\breadonly /g, '')
    .replace(/\bReadonly<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/< | >/g, (blank) => blank.trim())
    .trim();
  return text
    .split(new RegExp(`\\b(${[...names].join('|')})\\b`))
    .map((part, i) => (i % 2 === 1 ? `[${part}](#${part.toLowerCase()})` : part && `\`${part}\``))
    .join('');
}

/** The object that a type is written as in place: alone, or as the item of a list. */
function inPlace(type) {
  if (ts.isTypeLiteralNode(type)) return { object: type, suffix: '' };
  if (ts.isTypeOperatorNode(type)) return inPlace(type.type);
  if (ts.isArrayTypeNode(type) && ts.isTypeLiteralNode(type.elementType)) {
    return { object: type.elementType, suffix: '[]' };
  }
  return undefined;
}

function rows(members, prefix = '') {
  return members.flatMap((member) => {
    const name = `${prefix}${member.name.getText()}`;
    const object = inPlace(member.type);
    const fallback = tagOf(member, 'default');
    const value = fallback?.startsWith('- ') ? fallback.slice(2) : `\`${fallback}\``;
    const by = member.questionToken ? value : '**required**';
    const type = object ? (object.suffix === '' ? 'an object' : 'a list of objects') : typeText(member.type);
    return [
      `| \`${name}\` | ${cell(type)} | ${cell(by)} | ${cell(docOf(member))} |`,
      ...(object ? rows(object.object.members, `${name}${object.suffix}.`) : []),
    ];
  });
}

const table = (members) =>
  `| prop | type | default | what it is |\n| --- | --- | --- | --- |\n${rows(members).join('\n')}\n`;

/** The types that a union chooses from. */
function choices({ type }) {
  return ts.isUnionTypeNode(type) ? type.types : [type];
}

function functionText({ node, call }) {
  const [parameter] = node.parameters;
  const type = parameter?.type;
  const inside = type && ts.isTypeLiteralNode(type) ? table(type.members) : '';
  const takes = type && names.has(type.getText()) ? `It takes ${typeText(type)}.\n` : '';
  const argument = inside ? '{ … }' : (parameter?.name.text ?? '');
  return [`### \`${call}(${argument})\`\n`, `${docOf(node)}\n`, takes, inside].filter((part) => part !== '').join('\n');
}

/** The items of the list whose items a type is: `(typeof LIST)[number]`; a list that it begins with is named. */
function listed(type) {
  const list = type.objectType.type.exprName.text;
  const declared = parse(PLATFORMS).statements.filter(ts.isVariableStatement);
  const declarations = declared.flatMap(({ declarationList }) => [...declarationList.declarations]);
  const { initializer } = declarations.find(({ name }) => name.text === list);
  return initializer.expression.elements.map((item) =>
    ts.isSpreadElement(item) ? '[Platform](#platform)' : `\`${item.getText()}\``,
  );
}

function section(node) {
  const title = `## ${node.name.text}\n`;
  if (ts.isInterfaceDeclaration(node)) {
    const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => typeText(type.expression)));
    const also = bases.length === 0 ? '' : ` It has the props of ${bases.join(' and ')} too.`;
    return [title, `${docOf(node)}${also}\n`, table(node.members)].join('\n');
  }
  if (isMade(node)) {
    const made = functions.filter((one) => one.node.type.getText() === node.name.text);
    return [title, `${docOf(node)}\n`, ...made.map(functionText)].join('\n');
  }
  if (ts.isIndexedAccessTypeNode(node.type)) {
    return [title, `${docOf(node)}\n`, `One of ${listed(node.type).join(', ')}.\n`].join('\n');
  }
  const [objects, others] = [true, false].map((is) =>
    choices(node).filter((type) => ts.isTypeLiteralNode(type) === is),
  );
  const list = [...others.map(typeText), ...(objects.length === 0 ? [] : ['an object'])].join(', ');
  return [title, `${docOf(node)}\n`, `One of ${list}.\n`, ...objects.map(({ members }) => table(members))].join('\n');
}

process.stdout.write(`# Configuration

Every prop, with its type and what happens without it. Printed from the docstrings by \`scripts/generate-configuration.mjs\`.

\`new ReleasePipeline(project, props)\` takes [ReleasePipelineProps](#releasepipelineprops) and [RepositoryProps](#repositoryprops);
\`new ReleaseProject(props)\` takes [ReleaseProjectProps](#releaseprojectprops).

${sections.map(section).join('\n')}`);
