import { versionFile } from '../../../src/release/props';
import { FACTS, problemsOf, refuses } from '../../support/release';

const gate = (pattern: string) => ({ gates: [versionFile({ path: 'VERSION', pattern })] });

refuses([
  ['a line without the version', gate('x'), 'gates[0].pattern', 'once', 'the whole line'],
  ['a line with two versions', gate('{version} {version}'), 'gates[0].pattern', 'once', 'the whole line'],
  ['a part of the version', gate('module x/v{major}'), 'gates[0].pattern', '{major}', '`command` gate'],
  ['a check twice', { requireChecks: ['ci', 'ci'] }, 'requireChecks', 'listed twice', 'remove one'],
]);

test.each([
  ['another word', 'verison = "{version}"', 1],
  ['a part of the line', '"{version}"', 1],
  ['the line', 'version = "{version}"', 0],
])('the pattern of a version file that is %s', (_name, pattern, count) => {
  const facts = { ...FACTS, texts: new Map([['VERSION', '[package]\nversion = "0.1.0"\n']]) };
  const problem = { path: 'gates[0].pattern', message: expect.stringContaining('no line of VERSION is') };
  expect(problemsOf(gate(pattern), facts)).toEqual(Array(count).fill(expect.objectContaining(problem)));
});
