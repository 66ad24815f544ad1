import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

test("a tag's commit that was changed in the ledger is one finding, at its line", async () => {
  const good = readFileSync('examples/minimal/dependabot-config/action-pins.yml', 'utf8');
  const { out } = await run(['check'], {
    '.github/workflows/publish.yml': readFileSync('examples/minimal/.github/workflows/publish.yml', 'utf8'),
    'dependabot-config/action-pins.yml': good.replace(/(upload-artifact@).{40}/, `$1${'f'.repeat(40)}`),
  });
  expect(out).toMatch(
    /^dependabot-config\/action-pins\.yml:9:13: error: v7\.0\.1 of `actions\/upload-artifact` is another commit, [\s\S]*1 error, 0 warnings$/m,
  );
});

test('a commit that is wrong in ledger and workflow alike: nothing is compared with such a ledger', async () => {
  const wrong = (path: string) =>
    readFileSync(`examples/minimal/${path}`, 'utf8').replace(/(upload-artifact@).{40}/g, `$1${'f'.repeat(40)}`);
  const files = ['.github/workflows/publish.yml', 'dependabot-config/action-pins.yml'];
  const { out } = await run(['check'], Object.fromEntries(files.map((path) => [path, wrong(path)])));
  expect(out).toMatch(/\[pin-ledger\]/);
  expect(out).toMatch(/\[ref-version-mismatch\]/);
  expect(out).not.toMatch(/\[pin-differs-from-ledger\]/);
});

test.each([
  [['check', '--format', 'xml'], 'Allowed choices are plain, json'],
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

test.each([['--help'], ['check', '--help'], ['verify', '--help']])('%s %s says the exit codes', async (...args) => {
  expect((await run(args, {})).out).toContain('Exit codes: 0 clean, 1 findings, 2 usage, 3 network or credentials');
});

test('a local workflow that is called is read, and called by no folder', async () => {
  const { code, out } = await run(['check'], {
    '.github/workflows/x.yml': BAD.replace('on: push', 'on: workflow_call'),
    '.github/workflows/y.yml':
      'on: push\npermissions: {}\njobs:\n  x:\n    uses: ./.github/workflows/x.yml\n  y:\n    uses: ./.github/workflows/z.yml\n',
  });
  expect(code).toBe(1);
  expect(out).toContain('x.yml:7:15: error: `actions/checkout` is named by `v7`');
  expect(out).toContain('y.yml:7:11: error: `./.github/workflows/z.yml` is not in the repository');
  expect(out).not.toContain('y.yml:5');
});

test('a folder where the ledger is, is a finding', async () => {
  const { code, out } = await run(['check'], {
    '.github/workflows/x.yml': BAD,
    'dependabot-config/action-pins.yml/x': '',
  });
  expect([code, out]).toEqual([1, expect.stringMatching(/action-pins\.yml:1:\d+: error: .*\[pin-ledger\]/)]);
});

test("a user's mistake in .projenrc.ts: the whole message, exit code 1, no stack trace", () => {
  inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
    writeFileSync(
      join(root, '.projenrc.ts'),
      "import { ReleasePipeline, ReleaseProject } from 'sealwright';\nconst project = new ReleaseProject({ name: 'x' });\nnew ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app', scna: 'gate' } as never] });\nproject.synth();\n",
    );
    const ran = runConfiguration(root);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(
      /^\.projenrc\.ts:3:1: error: images\[0\]\.scna: there is no such prop \[invalid-release\]\n.*\n {2}fix: did you mean `scan`\?/,
    );
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

test('a workflow is one in whatever folder the command runs', async () => {
  const { code, out } = await inFolder({ '.github/workflows/x.yml': BAD }, async (root) => {
    let said = '';
    const out = (text: string) => {
      said += text;
    };
    const streams = { out, err: () => undefined };
    const result = await main(['check', 'x.yml'], join(root, '.github/workflows'), streams);
    return { code: result, out: said };
  });
  expect([code, out]).toEqual([1, expect.stringContaining('.github/workflows/x.yml:7:15: error')]);
});

test('a file that is neither workflow nor action is not said to be clean', async () => {
  const { code, err } = await run(['check', 'x.yml'], { 'x.yml': BAD });
  expect([code, err]).toEqual([2, expect.stringContaining('"x.yml": neither a workflow')]);
});

test('what comes after the first MiB is not passed over', async () => {
  const { code, out } = await run(['check'], {
    '.github/workflows/x.yml': `on: push\n${`# ${'x'.repeat(1000)}\n`.repeat(1100)}${BAD}`,
  });
  expect([code, out]).toEqual([1, expect.stringContaining('the file is larger than 1 MiB')]);
});

test.each<[string, (path: string) => void]>([
  ['a link into nothing', (path) => symlinkSync('nothing', path)],
  ['a link to a device', (path) => symlinkSync('/dev/zero', path)],
  ['a folder', (path) => mkdirSync(path)],
])('%s in place of a workflow is a finding', async (_, make) => {
  const { code, out } = await inFolder({ '.github/workflows/y.yml': BAD }, async (root) => {
    make(join(root, '.github/workflows/x.yml'));
    let said = '';
    const out = (text: string) => {
      said += text;
    };
    const streams = { out, err: () => undefined };
    return { code: await main(['check'], root, streams), out: said };
  });
  expect([code, out]).toEqual([1, expect.stringMatching(/x\.yml:1:\d+: error: .*\[unreadable-file\]/)]);
});

test('links among the actions lead nowhere', async () => {
  const code = await inFolder({ '.github/workflows/y.yml': BAD }, async (root) => {
    mkdirSync(join(root, '.github/actions'));
    for (let i = 0; i < 30; i++) symlinkSync('.', join(root, `.github/actions/d${i}`));
    return main(['check'], root, { out: () => undefined, err: () => undefined });
  });
  expect(code).toBe(1);
});

test('a local action is read wherever it is', async () => {
  const { out } = await run(['check'], {
    '.github/workflows/x.yml': BAD.replace('actions/checkout@v7', './ci/x'),
    'ci/x/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: ./ci/y\n',
    'ci/y/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: evil/x@main\n',
  });
  expect(out).toContain('ci/y/action.yml:4:13: error: `evil/x` is named by `main`');
});

test.each([
  [
    'aliases of aliases',
    `on:\n  push:\n    tags: &a0 ['v*', x]\nx:\n${Array.from({ length: 12 }, (_, i) => `  - &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]\n`).join('')}jobs:\n  a: { steps: [] }\n`,
  ],
  ['a value without an end', `on: push\njobs:\n  a:\n    steps:\n      - run: echo ${'${{'.repeat(60_000)}\n`],
])('%s cost nothing', async (_, text) => {
  const { code, out } = await run(['check'], { '.github/workflows/x.yml': text });
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/(?:stands for more than 200,000 values|more than 40,000 characters)/),
  ]);
});
