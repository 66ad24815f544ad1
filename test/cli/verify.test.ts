import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main';
import { runnerTemp } from '../support/step';

/** `units`: where there is a script, which only says how it was called. */
async function run(args: readonly string[], units: readonly string[]) {
  const root = runnerTemp();
  for (const unit of units) {
    const script = join(root, 'release', unit, 'verify-release.sh');
    mkdirSync(dirname(script), { recursive: true });
    writeFileSync(script, `#!/bin/sh\nprintf '${unit}<%s>' "$@"\necho seen >&2\nexit 3\n`, { mode: 0o755 });
  }
  mkdirSync(join(root, 'release/policies'), { recursive: true });
  let out = '';
  let err = '';
  const code = await main(['verify', ...args], root, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

test('runs the script, passes its words and its exit code', async () => {
  const commit = '1'.repeat(40);
  expect(await run(['v1.2.3; rm'], [''])).toEqual({ code: 3, out: '<v1.2.3; rm>', err: 'seen\n' });
  expect(await run(['--json', '--commit', commit, 'v1.2.3'], [''])).toMatchObject({
    out: `<--json><--commit><${commit}><v1.2.3>`,
  });
});

test('the only unit needs no name, one of several does', async () => {
  expect(await run(['api-v1.2.3'], ['api'])).toMatchObject({ code: 3, out: 'api<api-v1.2.3>' });
  expect(await run(['v1.2.3'], ['worker', 'api'])).toEqual({
    code: 2,
    out: '',
    err: 'error: this repository has several pipelines; give one of them with --pipeline: api, worker\n',
  });
  expect(await run(['--pipeline', 'worker', 'v1.2.3'], ['worker', 'api'])).toMatchObject({ out: 'worker<v1.2.3>' });
});

test.each([
  [['v1.2.3'], [], 'there is no release/verify-release.sh here'],
  [['--pipeline', '../x', 'v1.2.3'], ['api'], 'there is no pipeline "../x" here; there is api'],
  [[], [''], "missing required argument 'version'"],
  [['--force', 'v1.2.3'], [''], "unknown option '--force'"],
])('%j with %j is a usage error', async (args, units, message) => {
  const { code, out, err } = await run(args, units);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});
