import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { releaseGraph } from '../../src/emit/release-graph';
import { grantedWrites } from '../../src/rules/engine/privileged';
import { viewOf } from '../../src/rules/engine/view';
import type { Job, Permissions, Workflow } from '../../src/workflow/model';
import { blocks, mermaidErrors } from '../support/markdown';

const UNITS = [
  ['release/RUNBOOK.md', '.github/workflows/publish.yml'],
  ['examples/minimal/release/RUNBOOK.md', 'examples/minimal/.github/workflows/publish.yml'],
  ['examples/chart-only/release/RUNBOOK.md', 'examples/chart-only/.github/workflows/publish.yml'],
  ['examples/actions-gateway/release/RUNBOOK.md', 'examples/actions-gateway/.github/workflows/publish.yml'],
  ['examples/monorepo/release/api/RUNBOOK.md', 'examples/monorepo/.github/workflows/publish-api.yml'],
] as const;

const diagramsOf = (file: string) =>
  blocks(readFileSync(file, 'utf8'))
    .filter(({ language }) => language === 'mermaid')
    .map(({ text }) => text);

/** A diagram as data: names by id, in which box they stand, and the arrows. */
function read(diagram: string) {
  const names = new Map([...diagram.matchAll(/^ {4}(j\d+)\["(.*)"\]$/gm)].map((match) => [match[1], match[2] ?? '']));
  const [, privileged = ''] = diagram.split('subgraph identity');
  const arrows = [...diagram.matchAll(/^ {2}(.+) --> (j\d+)$/gm)].flatMap(([, from = '', to = '']) =>
    from.split(' & ').map((one) => [one, to] as const),
  );
  return {
    names,
    privileged: [...(privileged.split('\n  end')[0] ?? '').matchAll(/^ {4}(j\d+)/gm)].map((match) => match[1] ?? ''),
    arrows,
  };
}

function reach(arrows: readonly (readonly [string, string])[], to: string): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (at: string): void => {
    for (const [from, target] of arrows) {
      if (target !== at || found.has(from)) continue;
      found.add(from);
      walk(from);
    }
  };
  walk(to);
  return found;
}

test.each(UNITS)('%s draws the jobs of %s', (runbook, workflow) => {
  const [diagram = ''] = diagramsOf(runbook);
  const { names, privileged, arrows } = read(diagram);
  const text = readFileSync(workflow, 'utf8');
  const jobs = parseDocument(text).toJS({ maxAliasCount: -1 }).jobs as Readonly<
    Record<string, { readonly name: string; readonly needs?: readonly string[] }>
  >;
  const node = (job: string) =>
    [...names].find(([, name]) => name.replace(/, environment .*$/, '') === jobs[job]?.name)?.[0] ?? job;
  expect([...names.keys()]).toEqual(Object.keys(jobs).map(node));
  const needs = Object.entries(jobs).flatMap(([id, { needs: all = [] }]) =>
    all.map((need) => [node(need), node(id)] as const),
  );
  for (const id of Object.keys(jobs)) {
    const drawn = reach(arrows, node(id));
    expect(drawn).toContain('tag');
    expect([...drawn].filter((one) => one !== 'tag').sort()).toEqual([...reach(needs, node(id))].sort());
  }
  expect(privileged).toEqual(
    viewOf({ path: workflow, text, origin: 'generated' })
      .jobs.filter(({ permissions }) => grantedWrites(permissions).length > 0)
      .map(({ id }) => node(id)),
  );
});

const job = (name: string, more: Partial<Job> = {}): Job => ({
  name,
  runsOn: 'ubuntu-24.04',
  timeoutMinutes: 1,
  permissions: {},
  steps: [],
  ...(more as object),
});
const flow = (jobs: Workflow['jobs']): Workflow => ({
  name: 'x',
  on: {},
  concurrency: { group: 'x', cancelInProgress: false },
  jobs,
});

test('a job that reads a secret, writes or signs is privileged; one that reads is not', () => {
  const writes = (permissions: Permissions) => job('x', { permissions });
  const kinds: Readonly<Record<string, Job>> = {
    secret: job('x', { steps: [{ name: 'x', run: 'x', env: { P: '${{ secrets.PASSWORD }}' } }] } as Partial<Job>),
    shared: job('x', { env: { P: '${{ secrets.PASSWORD }}' } } as Partial<Job>),
    id: writes({ 'id-token': { level: 'write', for: 'x' } }),
    packages: writes({ packages: { level: 'write', for: 'x' } }),
    attestations: writes({ attestations: { level: 'write', for: 'x' } }),
    contents: writes({ contents: { level: 'write', for: 'x' } }),
    reads: writes({ contents: { level: 'read', for: 'x' }, packages: { level: 'read', for: 'x' } }),
    words: job('x', { steps: [{ name: 'x', run: './secrets.sh # no secrets.X here' }] } as Partial<Job>),
  };
  for (const [name, one] of Object.entries(kinds)) {
    expect([name, read(releaseGraph(flow({ one }))).privileged.length]).toEqual([
      name,
      name === 'reads' || name === 'words' ? 0 : 1,
    ]);
  }
});

test('an arrow that others imply is left out', () => {
  const diagram = releaseGraph(
    flow({ a: job('a'), b: job('b', { needs: ['a'] }), c: job('c', { needs: ['a', 'b'] }) }),
  );
  expect(read(diagram).arrows).toEqual([
    ['tag', 'j0'],
    ['j0', 'j1'],
    ['j1', 'j2'],
  ]);
});

describe("Mermaid's own parser", () => {
  const files = ['README.md', ...UNITS.map(([runbook]) => runbook), 'examples/monorepo/release/worker/RUNBOOK.md'];

  test('takes every diagram that is committed', () => {
    const diagrams = files.flatMap(diagramsOf);
    expect(diagrams).toHaveLength(files.length);
    expect(mermaidErrors(diagrams)).toEqual(files.map(() => null));
  });

  test('takes a name that means something to Mermaid', () => {
    const hostile = ['end', 'gate "x"] --> y', '%% comment', 'a;b', '<script>', '`md`', '#quot;', 'ü — 😀'];
    const jobs = Object.fromEntries(hostile.map((name, i) => [`job-${i}`, job(name)]));
    const diagram = releaseGraph(flow(jobs));
    expect(mermaidErrors([diagram])).toEqual([null]);
    expect(read(diagram).names.size).toBe(hostile.length);
  });

  test('refuses a mistake', () => {
    const [good = ''] = diagramsOf('examples/minimal/release/RUNBOOK.md');
    const bad = [
      good.replace('flowchart', 'flowchrt'),
      good.replace('  end\n', ''),
      good.replace('["release"]', '[release (first)]'),
      good.replace('tag --> j0', 'tag -> j0'),
    ];
    for (const one of bad) expect(one).not.toBe(good);
    expect(mermaidErrors(bad)).toEqual(bad.map(() => expect.stringContaining('rror')));
  });
});
