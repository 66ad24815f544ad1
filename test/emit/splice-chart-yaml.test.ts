import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { artifactHubAnnotations, artifactHubRepositoryData } from '../../src/emit/artifact-hub';
import { spliceAnnotations } from '../../src/emit/splice-chart-yaml';
import { artifactHubSchema } from '../../src/release/artifact-hub';

const splice = (text: string, annotations: Readonly<Record<string, string>>) => {
  const result = spliceAnnotations(text, new Map(Object.entries(annotations)));
  if (!('text' in result)) throw new Error(result.problem);
  return result.text;
};
const problem = (text: string) => {
  const result = spliceAnnotations(text, new Map([['artifacthub.io/x', 'y']]));
  return 'problem' in result ? result.problem : undefined;
};

describe('spliceAnnotations', () => {
  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['no annotations', 'name: a # the name\n', { 'a/b': 'c' }, 'name: a # the name\nannotations:\n  a/b: "c"\n'],
    ['no newline at the end', 'name: a', { 'a/b': 'c' }, 'name: a\nannotations:\n  a/b: "c"\n'],
    ['empty annotations', 'annotations:\nname: a\n', { 'a/b': 'c' }, 'annotations:\n  a/b: "c"\nname: a\n'],
    [
      'others before and after',
      'annotations:\n    x: 1 # one\n    a/b: old # kept\n    y: 2\nname: a\n',
      { 'a/b': 'c' },
      'annotations:\n    x: 1 # one\n    a/b: "c" # kept\n    y: 2\nname: a\n',
    ],
    [
      'a new one',
      'annotations:\n  x: 1\n\n# about the name\nname: a\n',
      { 'a/b': 'c' },
      'annotations:\n  x: 1\n  a/b: "c"\n\n# about the name\nname: a\n',
    ],
    [
      'a block',
      'annotations:\n  a/b: |\n    - 1\n    - 2\n  y: 2\n',
      { 'a/b': '- 3\n' },
      'annotations:\n  a/b: |\n    - 3\n  y: 2\n',
    ],
    [
      'the same value in another form',
      "annotations:\n  a/b: 'c' # kept\n",
      { 'a/b': 'c' },
      "annotations:\n  a/b: 'c' # kept\n",
    ],
    [
      'line ends of Windows',
      'name: a\r\nannotations:\r\n  x: 1\r\n',
      { 'a/b': 'c' },
      'name: a\r\nannotations:\r\n  x: 1\r\n  a/b: "c"\r\n',
    ],
  ])('%s', (_name, text, annotations, expected) => expect(splice(text, annotations)).toBe(expected));

  test.each([
    ['a list', '- a\n', 'not a block mapping'],
    ['flow', '{name: a}\n', 'not a block mapping'],
    ['annotations that are a list', 'annotations: [a]\n', 'not a mapping'],
    ['an anchor', 'annotations: &x\n  a: b\nother: *x\n', 'anchor'],
    ['a key twice', 'annotations:\n  a: b\n  a: c\n', 'stands twice'],
    ['a merge', 'x: &x {a: b}\nannotations:\n  <<: *x\n', 'merge key'],
    ['two documents', 'name: a\n---\nname: b\n', 'more than one document'],
    ['no YAML', 'a: [', 'not YAML'],
  ])('%s is a problem, and nothing changes', (_name, text, message) => expect(problem(text)).toContain(message));

  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'a quoted key first',
      'annotations:\n  "x.y/z": MIT # keep\n  w: 1\n',
      { 'a/b': 'c', 'x.y/z': 'd' },
      'annotations:\n  "x.y/z": "d" # keep\n  w: 1\n  a/b: "c"\n',
    ],
    [
      'a comment behind a quoted value',
      "annotations:\n  a/b: 'x' # keep\n",
      { 'a/b': '- 1\n- 2\n' },
      'annotations:\n  a/b: | # keep\n    - 1\n    - 2\n',
    ],
    [
      'a comment behind a block header',
      'annotations:\n  a/b: >- # keep\n    x\n    y\n\nname: a\n',
      { 'a/b': 'z' },
      'annotations:\n  a/b: "z" # keep\n\nname: a\n',
    ],
    [
      'a comment deeper than the value',
      'annotations:\n  a/b: x\n    # keep\n  c: d\n',
      { 'a/b': 'z' },
      'annotations:\n  a/b: "z"\n    # keep\n  c: d\n',
    ],
    [
      'a value of two lines',
      'annotations:\n  a/b: x\n    y # keep\n  c: d\n',
      { 'a/b': 'z' },
      'annotations:\n  a/b: "z" # keep\n  c: d\n',
    ],
    [
      'an empty value',
      'annotations:\n  a/b: # keep\n  c: d\n',
      { 'a/b': 'z' },
      'annotations:\n  a/b: "z" # keep\n  c: d\n',
    ],
    [
      'a null with a comment',
      'annotations: ~ # keep\nname: a\n',
      { 'a/b': 'z' },
      'annotations:  # keep\n  a/b: "z"\nname: a\n',
    ],
    [
      'a block that keeps its last lines',
      'annotations:\n  c: |+\n    d\n\n\nname: a\n',
      { 'a/b': 'z' },
      'annotations:\n  c: |+\n    d\n\n\n  a/b: "z"\nname: a\n',
    ],
    [
      'blank lines behind a block',
      'annotations:\n  c: |\n    d\n\n\nname: a\n',
      { 'a/b': 'z' },
      'annotations:\n  c: |\n    d\n  a/b: "z"\n\n\nname: a\n',
    ],
    [
      'flow',
      'annotations: { a/b: old, c: "d" } # keep\n',
      { 'a/b': 'x\ny', e: 'f' },
      'annotations: { a/b: "x\\ny", c: "d", e: "f" } # keep\n',
    ],
    ['empty flow', 'annotations: {} # keep\n', { 'a/b': 'c' }, 'annotations:  # keep\n  a/b: "c"\n'],
    ['a root that is indented', '  name: a\n', { 'a/b': 'c' }, '  name: a\n  annotations:\n    a/b: "c"\n'],
    [
      'a picture',
      'name: a\n',
      { 'a/b': '- \u{1f680}\n- x\n' },
      'name: a\nannotations:\n  a/b: |\n    - \u{1f680}\n    - x\n',
    ],
  ])('%s', (_name, text, annotations, expected) => expect(splice(text, annotations)).toBe(expected));

  test.each([
    ['a list', 'annotations:\n  artifacthub.io/x:\n    - a\n', 'not a text of its own'],
    ['an alias', 'v: &v z\nannotations:\n  artifacthub.io/x: *v\n', 'not a text of its own'],
    ['an anchor that others use', 'annotations:\n  artifacthub.io/x: &v z\nw: *v\n', 'no longer say the same'],
    ['a text behind the end', 'name: a\n...\n', 'no longer say the same'],
  ])('%s is a problem, and nothing changes', (_name, text, message) => expect(problem(text)).toContain(message));

  test.each([
    ['flow', "annotations: { artifacthub.io/prerelease: 'false', a: b }\n"],
    ['flow of several lines', 'annotations: {\n  artifacthub.io/prerelease: "false"\n  }\n'],
    ['a key in quotes', 'annotations:\n  "artifacthub.io/prerelease": "false"\n'],
    ['a blank before the colon', 'annotations:\n  artifacthub.io/prerelease : "false"\n'],
    ['a block', 'annotations:\n  artifacthub.io/prerelease: |-\n    false\n'],
    ['a value on the next line', 'annotations:\n  artifacthub.io/prerelease:\n    "false"\n'],
    [
      'the same line in a text',
      'annotations:\n  artifacthub.io/prerelease: "false"\nx: |\n  artifacthub.io/prerelease: no\n',
    ],
  ])('what a release fills in must be a line of its own: %s', (_name, text) => {
    const at = text.indexOf('artifacthub');
    expect(spliceAnnotations(text, new Map([['artifacthub.io/prerelease', 'false']]))).toMatchObject({
      problem: 'a release replaces the line of `artifacthub.io/prerelease`, and it has none of its own',
      fix: expect.stringContaining('without quotes'),
      at: { start: at },
    });
  });

  test.each([
    ['none yet', 'name: a\n'],
    ['without braces', 'annotations: {}\n'],
    ['as it stands', "annotations:\n    artifacthub.io/prerelease: 'false' # filled in\n"],
    ['line ends of Windows', 'annotations:\r\n  artifacthub.io/prerelease: false\r\n'],
    ['another value', 'annotations:\n  artifacthub.io/prerelease: |-\n    true\n'],
  ])('what a release fills in is a line of its own: %s', (_name, text) => {
    expect(splice(text, { 'artifacthub.io/prerelease': 'false' })).toMatch(/^ +artifacthub\.io\/prerelease: \S?false/m);
  });

  const key = fc.stringMatching(/^artifacthub\.io\/[a-z]{1,6}$/);
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }).filter((text) => !/[\ud800-\udfff]/u.test(text)),
    fc.constantFrom(
      'true',
      '- a: b\n- c: d\n',
      'x # y',
      '1.10',
      '"',
      'a\nb',
      ' a\nb',
      'a\n\n',
      '\n',
      '- \u{1f680}\n- b\n',
    ),
  );
  const quoted = (text: string, quote: string) => `${quote}${text}${quote}`;
  const scalar = fc.tuple(
    fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/),
    fc.constantFrom('', '"', "'"),
    fc.constantFrom('', ' # c'),
  );
  const written = (indent: string) =>
    fc.oneof(
      scalar.map(([text, quote, comment]) => ` ${quoted(text, quote)}${comment}\n`),
      scalar.map(([, , comment]) => `${comment}\n`),
      fc
        .tuple(
          fc.constantFrom('|', '>', '|-', '|+', '>2', '|2-'),
          fc.constantFrom('', ' # c'),
          fc.array(fc.constantFrom('x', 'y: z', '# no comment', ''), { minLength: 1, maxLength: 4 }),
        )
        .map(
          ([header, comment, body]) =>
            ` ${header}${comment}\n${['x', ...body].map((line) => (line === '' ? '\n' : `${indent}  ${line}\n`)).join('')}`,
        ),
      fc.constant(` one\n${indent}  two # c\n`),
    );
  const entries = fc.integer({ min: 1, max: 6 }).chain((width) => {
    const indent = ' '.repeat(width);
    return fc
      .uniqueArray(
        fc.tuple(
          key,
          fc.constantFrom('', '"', "'"),
          written(indent),
          fc.constantFrom('', `${indent}# c\n`, '# c\n', '\n'),
        ),
        {
          selector: ([name]) => name,
          maxLength: 4,
        },
      )
      .map((list) =>
        list.map(([name, quote, text, behind]) => `${indent}${quoted(name, quote)}:${text}${behind}`).join(''),
      )
      .map((body) => (body === '' ? '' : `annotations: # c\n${body}`));
  });
  const flow = fc.dictionary(key, scalar, { maxKeys: 3 }).map(
    (own) =>
      `annotations: {${Object.entries(own)
        .map(([name, [text, quote]]) => `"${name}": ${quoted(text, quote)}`)
        .join(', ')}} # c\n`,
  );
  const chart = fc
    .tuple(
      fc.uniqueArray(
        fc.constantFrom('name: a # c', 'version: 1.0.0', '# a comment', '', "home: 'https://x'", 'sources:\n- x'),
      ),
      fc.oneof(entries, flow, fc.constantFrom('annotations:\n', 'annotations: ~ # c\n', 'annotations: null\n')),
      fc.constantFrom('', '\n# end\n', 'type: application\n', 'type: application', 'description: |\n  x\n\n'),
      fc.constantFrom('\n', '\r\n'),
    )
    .map(([head, own, tail, newline]) =>
      `${head.map((line) => `${line}\n`).join('')}${own}${tail}`.replaceAll('\n', newline),
    )
    .filter((text) => text.includes(':'));

  test('property: the data is what was wanted, the rest stays, twice is once', () => {
    fc.assert(
      fc.property(chart, fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }), (text, annotations) => {
        const result = spliceAnnotations(text, new Map(Object.entries(annotations)));
        // What can't be put in is a problem; what is there is right.
        if (!('text' in result)) return;
        const once = result.text;
        const [before, after] = [parse(text) ?? {}, parse(once)];
        expect(after).toEqual({ ...before, annotations: { ...before.annotations, ...annotations } });
        expect(splice(once, annotations)).toBe(once);
        expect((once.match(/# c/g) ?? []).length).toBeGreaterThanOrEqual(
          (text.match(/ # c(?=\r?\n)/g) ?? []).length - 0,
        );
        if (text.includes('\r\n')) expect(once).not.toMatch(/[^\r]\n/);
      }),
      { numRuns: 500 },
    );
  });

  test('property: a plain value can always be put in, and what is said already stays as it is', () => {
    const plain = fc.stringMatching(/^[ -~]{1,20}$/);
    fc.assert(
      fc.property(chart, fc.dictionary(key, plain, { minKeys: 1, maxKeys: 4 }), (text, annotations) => {
        splice(text, annotations);
        const same = Object.entries((parse(text)?.annotations ?? {}) as Record<string, string | null>);
        expect(splice(text, Object.fromEntries(same.filter(([, inner]) => inner !== null) as [string, string][]))).toBe(
          text,
        );
      }),
      { numRuns: 300 },
    );
  });

  const corpus = join('..', 'shared', 'corpus', 'open');
  const charts = existsSync(corpus)
    ? (readdirSync(corpus, { recursive: true }) as string[])
        .filter((path) => path.endsWith('Chart.yaml'))
        .map((path) => join(corpus, path))
    : [];
  // The corpus of real repositories is no part of this one: where it is not beside it, jest counts the test as skipped.
  (charts.length > 0 ? test : test.skip)('real charts: one annotation more, every other line as it was', () => {
    for (const file of charts) {
      const text = readFileSync(file, 'utf8');
      const result = spliceAnnotations(text, new Map([['artifacthub.io/x', 'y']]));
      if (!('text' in result)) continue;
      const lines = text.split('\n');
      expect(result.text.split('\n').filter((line) => !lines.includes(line)).length).toBeLessThanOrEqual(2);
      expect(parse(result.text).annotations['artifacthub.io/x']).toBe('y');
    }
  });
});

describe('Artifact Hub', () => {
  test('every value is a text, lists are YAML, placeholders stand for what a release fills in', () => {
    const found = artifactHubAnnotations(
      {
        operator: true,
        category: 'security',
        changes: ['a', { kind: 'fixed', description: 'b: c' }],
        links: [{ name: 'x', url: 'https://x' }],
      },
      true,
      true,
    );
    expect(Object.fromEntries(found)).toEqual({
      'artifacthub.io/category': 'security',
      'artifacthub.io/changes': '- description: a\n- kind: fixed\n  description: "b: c"\n',
      'artifacthub.io/images': '[]',
      'artifacthub.io/links': '- name: x\n  url: https://x\n',
      'artifacthub.io/operator': 'true',
      'artifacthub.io/prerelease': 'false',
    });
  });

  test('changes that are all texts stay texts', () => {
    const found = artifactHubAnnotations({ changes: ['one', 'two: 2'] }, false, false);
    expect(found.get('artifacthub.io/changes')).toBe('- one\n- "two: 2"\n');
  });

  test('an ID that is not known is left out', () => {
    expect(artifactHubRepositoryData({ owners: [{ name: 'a', email: 'a@b' }] })).toEqual({
      owners: [{ name: 'a', email: 'a@b' }],
    });
  });

  test.each<[string, object]>([
    ['an empty ID', { repositoryId: '' }],
    ['a category that there is not', { category: 'tools' }],
    ['a kind that there is not', { changes: [{ kind: 'new', description: 'x' }] }],
    ['a link without an address', { links: [{ name: 'x' }] }],
    ['an owner without an e-mail', { owners: [{ name: 'x' }] }],
    ['a maintainer without an e-mail, whom Artifact Hub drops', { maintainers: [{ name: 'x', email: '' }] }],
    ['an address that is a script', { links: [{ name: 'x', url: 'javascript:x' }] }],
    ['a text with a newline', { alternativeName: 'a\nb' }],
    ['capabilities that there are not', { operatorCapabilities: 'full' }],
    ['a key without an address', { signKey: { fingerprint: 'A'.repeat(40) } }],
    ['a typo', { categroy: 'security' }],
    ['a license that there is not', { license: 'banana' }],
    ['an example that is no resource', { crdsExamples: [{ a: 1 }] }],
    ['what is no regular expression', { ignore: [{ name: 'x', version: '[' }] }],
  ])('%s is refused', (_name, props) => expect(artifactHubSchema.safeParse(props).success).toBe(false));

  test.each<[string, object]>([
    ['an ID in capitals', { repositoryId: 'AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA' }],
    ['an expression of licenses', { license: 'MIT OR Apache-2.0' }],
    [
      'a description of two lines',
      { crds: [{ kind: 'a', version: 'b', name: 'c', displayName: 'd', description: 'e\nf' }] },
    ],
    ['versions by a regular expression', { ignore: [{ name: 'x', version: '^0\\.' }] }],
  ])('%s is taken', (_name, props) => expect(artifactHubSchema.safeParse(props).success).toBe(true));
});
