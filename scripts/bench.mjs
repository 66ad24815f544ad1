// How long things take, beside their like in the same run: whole processes, in turn, medians.
//   1. `npx projen` that changes nothing, in examples/actions-gateway and in a plain projen TypeScript project
//   2. what of it is ours: the same configuration file with and without a release
//   3. `npm test`
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 7;
const root = process.cwd();
const work = mkdtempSync(join(tmpdir(), 'bench-'));
const env = { ...process.env, CI: 'true' };

const seconds = (program, args, cwd) => {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const inTurn = (commands) => {
  const times = commands.map(() => []);
  for (let round = -1; round < ROUNDS; round++) {
    commands.forEach(([program, args, cwd], i) => {
      const time = seconds(program, args, cwd);
      if (round >= 0) times[i].push(time);
    });
  }
  return times.map(median);
};
const print = (name, ours, theirs) =>
  console.log(`${name}: ${ours.toFixed(2)} s beside ${theirs.toFixed(2)} s, ratio ${(ours / theirs).toFixed(2)}`);

try {
  // A project as `projen new typescript` makes it, with the packages that are installed here.
  const plain = join(work, 'plain');
  mkdirSync(plain);
  symlinkSync(join(root, 'node_modules'), join(plain, 'node_modules'));
  execFileSync('git', ['init', '-q'], { cwd: plain });
  writeFileSync(
    join(plain, '.projenrc.ts'),
    "import { typescript } from 'projen';\nconst project = new typescript.TypeScriptProject({ name: 'plain', defaultReleaseBranch: 'main', projenrcTs: true });\nproject.synth();\n",
  );
  spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/ts-node/dist/bin.js'),
      '--swc',
      '-O',
      '{"module":"commonjs","moduleResolution":"node10"}',
      '.projenrc.ts',
    ],
    { cwd: plain, env: { ...env, PROJEN_DISABLE_POST: '1' } },
  );
  const example = join(work, 'example');
  cpSync('examples/actions-gateway', example, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(example, 'node_modules'));

  const [ours, theirs] = inTurn([
    ['npx', ['projen', '--no-post'], example],
    ['npx', ['projen', '--no-post'], plain],
  ]);
  print('npx projen, nothing changes: actions-gateway beside a plain TypeScript project', ours, theirs);

  const bare = join(work, 'bare');
  mkdirSync(bare);
  symlinkSync(join(root, 'node_modules'), join(bare, 'node_modules'));
  writeFileSync(
    join(bare, '.projenrc.ts'),
    "import { Project } from 'projen';\nnew Project({ name: 'bare' }).synth();\n",
  );
  const node = [
    join(root, 'node_modules/ts-node/dist/bin.js'),
    '--swc',
    '-O',
    '{"module":"commonjs","moduleResolution":"node10","target":"es2022"}',
    '.projenrc.ts',
  ];
  const [withRelease, without] = inTurn([
    [process.execPath, node, example],
    [process.execPath, node, bare],
  ]);
  console.log(
    `our share of a synth: ${(withRelease - without).toFixed(2)} s (${withRelease.toFixed(2)} s with a release, ${without.toFixed(2)} s without)`,
  );

  console.log(`npm test: ${seconds('npm', ['test'], root).toFixed(0)} s`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
