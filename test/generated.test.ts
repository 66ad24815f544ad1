import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Permissions } from '../src';
import { metadataOf, uploadArtifact } from '../src/actions';
import { shippedPins } from '../src/pins/catalog';
import { PERMISSION_SCOPES } from '../src/workflow/facts.generated';
import { githubDiagnostics, shellSyntaxErrors } from './support/oracles';

test('the facts are what their generator makes of the schema that is installed', () => {
  const before = readFileSync('src/workflow/facts.generated.ts', 'utf8');
  execFileSync(process.execPath, ['scripts/generate-facts.mjs']);
  expect(readFileSync('src/workflow/facts.generated.ts', 'utf8')).toBe(before);
  expect(PERMISSION_SCOPES['id-token']).toEqual(['write', 'none']);
});

test('every pin of the catalog has metadata and a typed factory', () => {
  const factories = readdirSync('src/actions').filter(
    (file) => file.endsWith('.generated.ts') && file !== 'metadata.generated.ts',
  );
  const pins = shippedPins().pins;
  expect(factories).toHaveLength(pins.length);
  for (const { action, sha, tag } of pins)
    expect(metadataOf(action, sha)?.metadata).toMatchObject({ action, sha, tag });
  expect(metadataOf('actions/checkout', 'f'.repeat(40))).toMatchObject({ exact: false });
});

test('a wrong or missing input does not compile', () => {
  // @ts-expect-error `path` is required
  expect(uploadArtifact({ name: 'x', with: {} })).toBeDefined();
  // @ts-expect-error `with` is required
  expect(uploadArtifact({ name: 'x' })).toBeDefined();
  // @ts-expect-error there is no `pth`
  expect(uploadArtifact({ name: 'x', with: { path: 'x', pth: 'y' } })).toMatchObject({
    action: 'actions/upload-artifact',
  });
});

test('a level that a scope has not does not compile', () => {
  // @ts-expect-error `id-token` can only be written
  const permissions: Permissions = { 'id-token': { level: 'read', for: 'x' } };
  expect(permissions).toBeDefined();
});

describe('the oracles see mistakes', () => {
  const text = (step: string, extra = '') =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n${extra}    steps:\n      - ${step}\n`;
  const UPLOAD = 'uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a';
  test.each([
    ['an input that there is not', text(`${UPLOAD}\n        with:\n          path: x\n          pth: y`)],
    ['an input that is missing', text(`${UPLOAD}\n        with:\n          name: x`)],
    ['a job that there is not', text('run: x', '    needs: b\n')],
    ['a scope that there is not', text('run: x', '    permissions:\n      package: read\n')],
    ['an expression that is none', text('run: x', '    if: github.ref ==\n')],
    ['a key that there is not', text('run: x', '    runs: x\n')],
  ])('%s', async (_name, workflow) => expect((await githubDiagnostics('x.yml', workflow)).length).toBeGreaterThan(0));
  test('an honest one is silent', async () => expect(await githubDiagnostics('x.yml', text('run: x'))).toEqual([]));
  test('a script that does not parse', async () => expect(await shellSyntaxErrors('if true; then\n')).toHaveLength(1));
});
