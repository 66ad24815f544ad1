import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { inFolder } from '../support/synth';

const BAD =
  'on: push\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n';

async function run(args: readonly string[], files: Readonly<Record<string, string>>) {
  let out = '';
  let err = '';
  const code = await inFolder(files, (root) =>
    main(args, root, {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    }),
  );
  return { code, out, err };
}

test('findings: their place, why and what to do on standard output, exit code 1', async () => {
  const { code, out, err } = await run(['check'], { '.github/workflows/x.yml': BAD });
  expect([code, err]).toEqual([1, '']);
  expect(out).toContain(
    '.github/workflows/x.yml:7:15: error: `actions/checkout` is named by `v7`, which is not a commit [unpinned-uses]',
  );
  expect(out).toMatch(/\n {2}why: .+\n {2}fix: .+/);
});

test('JSON has the fields that scripts rely on', async () => {
  const { code, out } = await run(['check', '--format', 'json', '.github/workflows/x.yml'], {
    '.github/workflows/x.yml': BAD,
  });
  const report = JSON.parse(out);
  expect([code, Object.keys(report), report.files]).toEqual([
    1,
    ['version', 'files', 'findings'],
    ['.github/workflows/x.yml'],
  ]);
  expect(Object.keys(report.findings[0])).toEqual([
    'rule',
    'severity',
    'file',
    'line',
    'column',
    'endLine',
    'endColumn',
    'message',
    'why',
    'fix',
  ]);
});

test('a ledger that somebody edited is checked too', async () => {
  const { out } = await run(['check'], {
    '.github/workflows/x.yml': BAD,
    'dependabot-config/action-pins.yml': 'runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n',
  });
  expect(out).toContain('dependabot-config/action-pins.yml:4:13: error: `a/b` is not a commit');
});

test.each([
  [['check', '--format', 'xml'], 'legal values are plain, json'],
  [['check', 'nowhere'], 'there is no "nowhere"'],
  [['chek'], "unknown command 'chek'"],
  [['check'], 'there is no workflow or action here'],
])('%j is a usage error: exit code 2, on standard error', async (args, message) => {
  const { code, out, err } = await run(args, { 'readme.md': '' });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('help is not an error', async () => {
  expect(await run(['--help'], {})).toMatchObject({ code: 0, out: expect.stringContaining('check') });
});

test("a user's mistake in .projenrc.ts: the whole message, exit code 1, no stack trace", () => {
  inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
    writeFileSync(
      join(root, '.projenrc.ts'),
      "import { ReleasePipeline, ReleaseProject } from 'sealwright';\nconst project = new ReleaseProject({ name: 'x' });\nnew ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app', scna: 'gate' } as never] });\nproject.synth();\n",
    );
    const ran = runConfiguration(root);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('images[0].scna: there is no such prop\n    fix: did you mean `scan`?');
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });
});

test('a refused synth names the line of .projenrc.ts and of the override, without a stack trace', () => {
  inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
    writeFileSync(
      join(root, '.projenrc.ts'),
      "import { ReleasePipeline, ReleaseProject } from 'sealwright';\nconst project = new ReleaseProject({ name: 'x' });\nconst pipeline = new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });\npipeline.publish.file.addOverride('jobs.release.steps.0.uses', 'a/b@main');\nproject.synth();\n",
    );
    const ran = runConfiguration(root);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('(.projenrc.ts:3), overridden at .projenrc.ts:4');
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });
});

/** Runs a configuration as projen does, with the compiled package. */
function runConfiguration(root: string) {
  const home = process.cwd();
  const loader = `const { join } = require('node:path'); const Module = require('node:module'); const resolve = Module._resolveFilename; Module._resolveFilename = (name, ...rest) => resolve(name === 'sealwright' ? ${JSON.stringify(home)} : name, ...rest);`;
  writeFileSync(join(root, 'loader.cjs'), loader);
  return spawnSync(
    process.execPath,
    [
      '-r',
      join(root, 'loader.cjs'),
      join(home, 'node_modules/ts-node/dist/bin.js'),
      '--swc',
      '-O',
      '{"module":"commonjs","moduleResolution":"node10","target":"es2022"}',
      '.projenrc.ts',
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NODE_PATH: join(home, 'node_modules'), PROJEN_DISABLE_POST: '1', NODE_OPTIONS: '' },
    },
  );
}
