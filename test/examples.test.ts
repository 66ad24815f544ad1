import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { checkFiles } from '../src/rules';
import { isLibraryScript } from '../src/steps';
import { githubDiagnostics, shellSyntaxErrors } from './support/oracles';
import { copyFolder, inFolder, snapshot } from './support/synth';

const EXAMPLES = readdirSync('examples').filter((name) => existsSync(`examples/${name}/.projenrc.ts`));
const WORKFLOWS = ['.', ...EXAMPLES.map((name) => `examples/${name}`)].flatMap((root) => {
  const folder = join(root, '.github/workflows');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
});
const home = process.cwd();

afterEach(() => process.chdir(home));

test.each(EXAMPLES)('%s: a synth leaves what is committed', (name) => {
  inFolder({}, (root) => {
    copyFolder(`examples/${name}`, root);
    // Git keeps whether a file is a program, and nothing else of its mode.
    const committed = () =>
      Object.fromEntries(
        Object.entries(snapshot(root)).map(([path, text]) => [
          path,
          text.replace(/^100([0-7])/, (_, digits) => `100${Number(digits) & 1}`).replace(/^(100.)[0-7]{2}/, '$1'),
        ]),
      );
    const before = committed();
    process.env.PROJEN_DISABLE_POST = '1';
    process.chdir(root);
    jest.isolateModules(() => {
      require(join(root, '.projenrc.ts'));
    });
    expect(committed()).toEqual(before);
  });
});

test('GitHub folds no workflow away in a pull request', () => {
  const folded = (root: string) =>
    readFileSync(join(root, '.gitattributes'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('/.github/workflows/') && line.includes('linguist-generated'));
  // The two that are projects of projen's, which folds whatever it writes.
  expect(['.', 'examples/monorepo'].flatMap(folded)).toEqual([]);
});

test('there are workflows to look at', () => {
  expect(WORKFLOWS.length).toBeGreaterThanOrEqual(EXAMPLES.length);
});

describe.each(WORKFLOWS)('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  test("GitHub's own parser and language service say nothing", async () => {
    expect(await githubDiagnostics(file, text)).toEqual([]);
  });

  test("ghalint's policies hold", () => {
    const { jobs, env } = parseDocument(text).toJS({ maxAliasCount: -1 });
    expect(JSON.stringify(env ?? {})).not.toContain('secrets.');
    for (const job of Object.values<Record<string, unknown>>(jobs)) {
      expect(typeof job.permissions).toBe('object');
      expect(job['timeout-minutes']).toEqual(expect.any(Number));
      expect(JSON.stringify(job.env ?? {})).not.toContain('secrets.');
      expect(job).not.toHaveProperty('secrets');
      expect(job).not.toHaveProperty('container');
      for (const step of job.steps as { uses?: string; with?: Record<string, unknown> }[]) {
        if (step.uses !== undefined) expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
        if (step.uses?.startsWith('actions/checkout@')) expect(step.with?.['persist-credentials']).toBe(false);
      }
    }
  });

  test('our own rules say nothing', () => {
    const tagPrefix = /^ {4}tags: \["([^[]*)\[/m.exec(text)?.[1];
    const release = tagPrefix === undefined ? [] : [{ workflow: file, tagPrefix, registrySecrets: [] }];
    const context = { mode: 'check', isLibraryScript, release } as const;
    expect(checkFiles([{ path: file, text, origin: 'generated' }], context)).toEqual([]);
  });

  test('every script parses', async () => {
    const scripts = new Set<string>();
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(walk);
      else if (typeof value === 'object' && value !== null) {
        for (const [key, inner] of Object.entries(value)) {
          if (key === 'run' && typeof inner === 'string') scripts.add(inner);
          else walk(inner);
        }
      }
    };
    walk(parseDocument(text).toJS({ maxAliasCount: -1 }));
    for (const script of scripts)
      expect([script.slice(0, 60), await shellSyntaxErrors(script)]).toEqual([script.slice(0, 60), []]);
  });
});
