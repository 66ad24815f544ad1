import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readStages } from '../../../src/pipeline/tree/dockerfile';
import { readChart } from '../../../src/pipeline/tree/source-facts';
import { SourceTree } from '../../../src/pipeline/tree/source-tree';
import { inFolder } from '../../support/synth';

describe('SourceTree', () => {
  test('reads what is below the root, and nothing else', () => {
    inFolder({ 'a/b': 'x', 'node_modules/c': 'y', big: 'x'.repeat(2_000_000) }, (root) => {
      inFolder({ secret: 's' }, (outside) => {
        symlinkSync(join(outside, 'secret'), join(root, 'link'));
        symlinkSync(outside, join(root, 'folder'));
        symlinkSync('a/b', join(root, 'inner'));
        const tree = new SourceTree(root);
        expect(['a/b', 'inner'].map((path) => tree.readText(path))).toEqual(['x', 'x']);
        expect(
          ['link', 'folder/secret', '../x', '/etc/hostname', 'a', 'none', 'big'].map((path) => tree.readText(path)),
        ).toEqual(Array(7).fill(undefined));
        expect(['a/b', 'a', 'inner', 'big'].map((path) => tree.kindOf(path))).toEqual([
          'file',
          'folder',
          'file',
          'file',
        ]);
        expect(['none', 'a/b/c', 'link', 'folder', '..'].map((path) => tree.kindOf(path))).toEqual(
          Array(5).fill(undefined),
        );
        expect(tree.files()).toEqual(['a/b', 'big']);
      });
    });
  });
});

test('files: only what git ignores, node_modules and what go vendors are left out', () => {
  const files = {
    '.gitignore': '/dist/\n*.log\n',
    'dist/Dockerfile': '',
    'x.log': '',
    'lib/x/go.mod': '',
    'target/a': '',
    'testdata/Dockerfile': '',
    'vendor/modules.txt': '',
    'vendor/a/Dockerfile': '',
    'ruby/vendor/Gemfile': '',
    'a/b/c/d/e/f/g/h/i/j/go.mod': '',
    'a/node_modules/x/package.json': '',
  };
  const kept = ['.gitignore', 'a/b/c/d/e/f/g/h/i/j/go.mod', 'lib/x/go.mod', 'ruby/vendor/Gemfile', 'target/a'];
  inFolder(files, (root) => {
    // Without git nothing is known to be ignored.
    expect(new SourceTree(root).files()).toEqual([...kept, 'testdata/Dockerfile', 'dist/Dockerfile', 'x.log'].sort());
    execFileSync('git', ['init', '-q'], { cwd: root });
    expect(new SourceTree(root).files()).toEqual([...kept, 'testdata/Dockerfile'].sort());
    expect(new SourceTree(join(root, 'lib')).files()).toEqual(['x/go.mod']);
  });
});

describe('readStages', () => {
  test.each<[string, string, readonly (string | undefined)[]]>([
    ['names in any case', 'from a AS Build\nFROM --platform=$X b as web\nFROM c\n', ['build', 'web', undefined]],
    ['an argument before', 'ARG V=1\nFROM a:$V AS x\n', ['x']],
    ['a continued line', 'FROM \\\n  a \\\n  AS x\n', ['x']],
    ['comments between', '# FROM no AS no\nFROM a AS x # not a comment\n', []],
    ['a script in the file', 'FROM a AS x\nRUN <<EOF\nFROM no AS no\nEOF\nFROM b AS y\n', ['x', 'y']],
    ['line ends of Windows', 'FROM a AS x\r\nFROM b AS y\r\n', ['x', 'y']],
    ['a backquote that continues', '# escape=`\nFROM a `\n AS x\n', ['x']],
    ['nothing', '', []],
  ])('%s', (_name, text, expected) => expect(readStages(text).map(({ name }) => name)).toEqual(expected));
  test('property: never throws', () =>
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readStages(text))));
});

describe('readChart', () => {
  test.each<[string, string, RegExp]>([
    ['a list', '- a\n', /:1: it is not a mapping/],
    ['no name', 'version: 1.0.0\n', /has no `name`/],
    ['a key twice', 'name: a\nname: b\n', /:2: the key `name` stands twice/],
    [
      'annotations that are a list',
      'name: a\nversion: 1.0.0\nannotations: [a]\n',
      /:3: `annotations` is not a mapping/,
    ],
    ['no YAML', 'name: [', /not YAML/],
  ])('%s is named with its line', (_name, text, message) => {
    inFolder({ 'c/Chart.yaml': text }, (root) => expect(readChart(new SourceTree(root), 'c')).toMatch(message));
  });
  test('name, version, dependencies, lock, annotations', () => {
    inFolder(
      { 'c/Chart.yaml': 'name: a\nversion: 1.0.0\ndependencies:\n  - name: x\nannotations:\n  k: v\n' },
      (root) => {
        writeFileSync(join(root, 'c/Chart.lock'), 'x');
        expect(readChart(new SourceTree(root), 'c')).toEqual({
          name: 'a',
          version: '1.0.0',
          versionLine: 2,
          dependencies: 1,
          hasLock: true,
          annotations: { k: 'v' },
          values: new Map(),
        });
        expect(readChart(new SourceTree(root), 'none')).toBeUndefined();
      },
    );
  });
  test.each([
    ['double quotes', 'a:\n  digest: ""\n', 'empty'],
    ['single quotes and a comment', "a:\n  digest: '' # set by the release\n", 'empty'],
    ['nothing', 'a:\n  digest:\n', 'empty'],
    ['no line end', 'a:\n  digest: ""', 'empty'],
    ['nothing but a comment', 'a:\n  digest: # set by the release\n', 'text'],
    ['a null', 'a:\n  digest: ~\n', 'text'],
    ['a text', 'a:\n  digest: latest\n', 'text'],
    ['braces', 'a: { x: 1, digest: "" }\n', 'text'],
    ['a key in quotes', 'a:\n  "digest": ""\n', 'text'],
    ['a key in quotes above', '"a":\n  digest: ""\n', 'text'],
    ['a blank before the colon', 'a:\n  digest : ""\n', 'text'],
    ['a line end of Windows', 'a:\r\n  digest: ""\r\n', 'text'],
    ['an anchor above', 'a: &a\n  digest: ""\nb: *a\n', 'text'],
  ])('values.yaml: where a digest can be stamped: %s', (_name, values, kind) => {
    inFolder({ 'c/Chart.yaml': 'name: a\nversion: 1.0.0\n', 'c/values.yaml': values }, (root) => {
      const chart = readChart(new SourceTree(root), 'c');
      expect(typeof chart === 'object' && chart.values?.get('a.digest')).toBe(kind);
    });
  });
  test('values.yaml: each path, and where a text stands', () => {
    const values = 'a: &a\n  digest: ""\n  none:\n  tag: "1"\nb: *a\nreplicas: 2\non: true\nname: x\nlist: [x]\n';
    inFolder({ 'c/Chart.yaml': 'name: a\nversion: 1.0.0\n', 'c/values.yaml': values }, (root) =>
      expect(readChart(new SourceTree(root), 'c')).toMatchObject({
        values: new Map([
          ['a', 'other'],
          ['a.digest', 'text'],
          ['a.none', 'text'],
          ['a.tag', 'text'],
          ['b', 'other'],
          ['b.digest', 'text'],
          ['b.none', 'text'],
          ['b.tag', 'text'],
          ['replicas', 'other'],
          ['on', 'other'],
          ['name', 'text'],
          ['list', 'other'],
        ]),
      }),
    );
  });
  test.each([
    ['- a\n', 'c/values.yaml:1: it is not a mapping'],
    ['a: 1\nb: [', 'c/values.yaml:2: it is not YAML'],
  ])('a values.yaml that can not be read is named with its line: %j', (values, message) => {
    inFolder({ 'c/Chart.yaml': 'name: a\nversion: 1.0.0\n', 'c/values.yaml': values }, (root) =>
      expect(readChart(new SourceTree(root), 'c')).toContain(message),
    );
  });
});
