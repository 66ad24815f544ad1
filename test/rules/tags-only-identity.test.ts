import { checkFiles } from '../../src/rules';
import type { ReleaseIdentity } from '../../src/rules/engine/rule';
import { tagsOnlyIdentity } from '../../src/rules/tags-only-identity';

const unit = (name: string, tagPrefix: string): ReleaseIdentity => ({
  workflow: `.github/workflows/publish-${name}.yml`,
  tagPrefix,
  registrySecrets: [],
});
const job = (on: string, condition: string, count = 1) =>
  `on: ${on}\npermissions: {}\njobs:\n${Array.from({ length: count }, (_, i) => `  x${i}:\n    if: ${condition}\n    runs-on: ubuntu-24.04\n    permissions: { id-token: write, packages: write }\n    steps: []\n`).join('')}`;
const said = (text: string, release: readonly ReleaseIdentity[] = []) =>
  checkFiles([{ path: '.github/workflows/x.yml', text, origin: 'foreign' }], { mode: 'check', release }, [
    tagsOnlyIdentity,
  ]).map(({ message }) => message);

test.each([
  ["{ push: { tags: ['a-v*'] } }", 0],
  ["{ push: { tags: ['b-v*'] } }", 0],
  ["{ push: { tags: ['c-v*'] } }", 1],
])('a workflow of no unit may run for the tags of any: %s', (on, count) => {
  expect(said(job(on, "github.ref_type == 'tag'"), [unit('a', 'a-v'), unit('b', 'b-v')])).toHaveLength(count);
});

test.each([
  ["{ push: { tags: ['v*'] } }", 'true', 0],
  ["{ push: { tags: ['V*'] } }", 'true', 1],
  ["{ push: { tags: ['V1'] } }", 'true', 1],
  ["{ push: { tags: ['v1'] } }", 'true', 0],
  ['push', "\"github.event_name == 'push' && startsWith(github.ref, 'refs/tags/V')\"", 0],
  ['{ push: { tags: } }', 'true', 1],
  ["{ push: { branches: [], tags: ['v*'] } }", 'true', 1],
  ["{ push: { tags-ignore: [], branches: ['v1'] } }", "github.ref_type == 'tag'", 1],
  ['{ push: { tags: } }', '"startsWith(github.ref, \'refs/tags/v\')"', 0],
])('a filter knows capitals, and an empty one is none: %s %s', (on, condition, count) => {
  expect(said(job(on, condition), [unit('a', 'v')])).toHaveLength(count);
});

test.each([
  "workflow_call, 'github.event_name == ''push'''",
  "workflow_call, 'github.event_name != ''workflow_call'''",
])('a called workflow runs for the event of its caller: %s', (line) => {
  const [on = '', condition = ''] = line.split(', ');
  expect(said(job(on, condition))).toHaveLength(1);
});

test.each(['b'.repeat(201), 'b'.repeat(256), 'dev\u00a0x'])('a branch with an odd name is one: %j', (name) => {
  expect(said(job(`{ push: { branches: ['${name}'] } }`, 'true'))).toHaveLength(1);
});

test.each([
  ['branches', job(`{ push: { branches: [${Array.from({ length: 4000 }, (_, i) => `b${i}`).join(', ')}] } }`, 'x', 6)],
  [
    'a condition of alternatives',
    job('push', Array.from({ length: 1500 }, (_, i) => `github.ref == 'l${i}'`).join(' || '), 6),
  ],
])('what would take long is not proven: %s', (_, text) => {
  const start = performance.now();
  expect(said(text)).toHaveLength(6);
  expect(performance.now() - start).toBeLessThan(2000);
});
