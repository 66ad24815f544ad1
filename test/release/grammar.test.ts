import * as grammar from '../../src/release/grammar';

test.each<[string, RegExp, readonly string[], readonly string[]]>([
  ['an image', grammar.IMAGE_NAME, ['a', 'a/b', 'a-b.c__d'], ['A', 'a/', '/a', 'a//b', 'a-', '']],
  ['a version', grammar.VERSION, ['1.2.3', '0.0.0-rc.1'], ['v1.2.3', '1.2', '01.2.3', '1.2.3+x', '1.2.3-01']],
  ['a path', grammar.PATH, ['a', 'a/b', '.nvmrc', 'a..b'], ['', '/a', '../a', 'a/..', '-a', 'a$b', 'a\nb']],
  ['a suffix', grammar.SUFFIX, ['-ubi', '-ubi9-fips'], ['ubi', '-', '-UBI', '-a-']],
  ['a pipeline', grammar.UNIT, ['api', 'api-v2'], ['', 'Api', '-a', 'a--b', 'a_b']],
  ['a secret', grammar.SECRET, ['TOKEN', '_x'], ['GITHUB_TOKEN', 'github_x', '1A', 'a-b']],
  ['a branch', grammar.BRANCH, ['main', 'release/*', 'release-*'], ['*', '-a', 'a b', 'a*b']],
  ['a host', grammar.HOST, ['quay.io', 'localhost:5000'], ['https://quay.io', 'a_b', 'quay.io/']],
])('%s', (_name, pattern, good, bad) => {
  expect(good.filter((text) => !pattern.test(text))).toEqual([]);
  expect(bad.filter((text) => pattern.test(text))).toEqual([]);
});
