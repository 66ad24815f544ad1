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
      'annotations:\n    x: 1 # one\n    a/b: old # gone\n    y: 2\nname: a\n',
      { 'a/b': 'c' },
      'annotations:\n    x: 1 # one\n    a/b: "c"\n    y: 2\nname: a\n',
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
    ['annotations in flow', 'annotations: {a: b}\n', 'not a block mapping'],
    ['an anchor', 'annotations: &x\n  a: b\nother: *x\n', 'anchor'],
    ['a key twice', 'annotations:\n  a: b\n  a: c\n', 'stands twice'],
    ['a merge', 'x: &x {a: b}\nannotations:\n  <<: *x\n', 'merge key'],
    ['two documents', 'name: a\n---\nname: b\n', 'more than one document'],
    ['no YAML', 'a: [', 'not YAML'],
  ])('%s is a problem, and nothing changes', (_name, text, message) => expect(problem(text)).toContain(message));

  const key = fc.stringMatching(/^artifacthub\.io\/[a-z]{1,6}$/);
  const value = fc.oneof(fc.string(), fc.constantFrom('true', '- a: b\n- c: d\n', 'x # y', '1.10', '"', 'a\nb'));
  const chart = fc
    .tuple(
      fc.array(fc.constantFrom('name: a # c', 'version: 1.0.0', '# a comment', '', "home: 'https://x'"), {
        maxLength: 4,
      }),
      fc.dictionary(key, fc.stringMatching(/^[a-z]{1,5}$/), { maxKeys: 4 }),
      fc.constantFrom('', '\n# end\n', 'type: application\n'),
    )
    .map(([head, own, tail]) => {
      const entries = Object.entries(own).map(([name, text]) => `  ${name}: ${text} # c\n`);
      return `${[...new Set(head)].map((line) => `${line}\n`).join('')}${entries.length > 0 ? `annotations:\n${entries.join('')}` : ''}${tail}`;
    })
    .filter((text) => text.includes(':'));

  test('property: the data is what was wanted, the rest stays, twice is once', () => {
    fc.assert(
      fc.property(
        chart,
        fc.dictionary(
          key,
          value.filter(
            (text) =>
              !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/.test(text) &&
              !/^\s|\n\s|\n\n/.test(text) &&
              text !== '',
          ),
          { minKeys: 1, maxKeys: 4 },
        ),
        (text, annotations) => {
          const once = splice(text, annotations);
          const [before, after] = [parse(text) ?? {}, parse(once)];
          expect(after).toEqual({ ...before, annotations: { ...before.annotations, ...annotations } });
          expect(splice(once, annotations)).toBe(once);
          const same = Object.fromEntries(
            Object.entries((before.annotations ?? {}) as Record<string, string>).map(([name, inner]) => [
              name,
              String(inner),
            ]),
          );
          expect(splice(text, same)).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  const corpus = join('..', 'shared', 'corpus', 'open');
  const charts = existsSync(corpus)
    ? (readdirSync(corpus, { recursive: true }) as string[])
        .filter((path) => path.endsWith('Chart.yaml'))
        .map((path) => join(corpus, path))
    : [];
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
      'artifacthub.io/changes': '- a\n- kind: fixed\n  description: "b: c"\n',
      'artifacthub.io/images': '[]',
      'artifacthub.io/links': '- name: x\n  url: https://x\n',
      'artifacthub.io/operator': 'true',
      'artifacthub.io/prerelease': 'false',
    });
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
  ])('%s is refused', (_name, props) => expect(artifactHubSchema.safeParse(props).success).toBe(false));
});
