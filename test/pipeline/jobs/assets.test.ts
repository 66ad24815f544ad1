import { assetsJob } from '../../../src/pipeline/jobs/assets';
import { chartJobs } from '../../../src/pipeline/jobs/chart';
import { type Asset, files, renderedChart } from '../../../src/release/props';
import { resolveRelease } from '../../../src/release/resolve';
import type { RunStep, Step } from '../../../src/workflow/model';

const fact = (name: string) => ({ name, version: '0.0.0', dependencies: 0, hasLock: false, annotations: {} });
const release = (assets: readonly Asset[]) =>
  resolveRelease(
    {
      repository: 'acme/app',
      images: [{ name: 'web' }],
      charts: [{ path: 'charts/web', digestValues: { web: 'image.digest' } }, { path: 'charts/crds' }],
      assets,
    },
    {
      dockerfiles: new Map([['Dockerfile', [{ name: undefined, line: 1 }]]]),
      charts: new Map([
        ['charts/web', fact('web')],
        ['charts/crds', fact('crds')],
      ]),
    },
  );
const built = files({ command: 'make', outputs: ['dist/x'] });
const web = renderedChart({
  chart: 'charts/web',
  output: 'dist/web-{tag}.yaml',
  values: { mode: 'a,b', off: false, size: 2 },
});
const crds = renderedChart({ chart: 'crds', output: 'crds.yaml' });

function jobs(assets: readonly Asset[]) {
  const found = release(assets);
  const job = assetsJob(found).assets;
  if (!job || !('steps' in job)) throw new Error('there is no such job');
  const charts = chartJobs(found);
  const rendered = (id: string) => {
    const chart = charts[id];
    return chart && 'env' in chart ? chart.env?.RENDERED : undefined;
  };
  return { ...job, rendered, names: job.steps.map((step: Step) => step.name) };
}

test('none without a file', () => expect(assetsJob(release([]))).toEqual({}));

test('what is built waits for no chart', () => {
  const { needs, names, permissions } = jobs([built]);
  expect([needs, Object.keys(permissions)]).toEqual([['release'], ['contents']]);
  expect(names).toEqual(['Check out the commit', 'Build', 'Collect the files', 'Keep it for the next job']);
});

test('what a chart renders is fetched by its id, after the builds', () => {
  const { needs, names, rendered, steps } = jobs([web, built]);
  expect(needs).toEqual(['release', 'chart-web']);
  expect(names).toEqual([
    'Demand every hand-off',
    'Check out the commit',
    'Build',
    'Fetch what chart-web rendered',
    'Collect the files',
    'Keep it for the next job',
  ]);
  expect(steps[3]).toMatchObject({ with: { 'artifact-ids': `\${{ needs.chart-web.outputs.artifact-id }}` } });
  expect((steps[4] as RunStep).env).toEqual({
    OUTPUTS: 'dist/x\n',
    RENDERED: 'chart-web web-{tag}.yaml\n',
    FACTS: `\${{ needs.chart-web.outputs.facts }}\n`,
  });
  expect([rendered('chart-web'), rendered('chart-crds')]).toEqual([
    'file web-{tag}.yaml\nvalue mode="a,b"\nvalue off=false\nvalue size=2\n',
    '',
  ]);
});

test('with nothing to build it reads no code; each chart is fetched once', () => {
  const again = renderedChart({ chart: 'crds', output: 'more.yaml' });
  const { needs, names, permissions, rendered } = jobs([crds, web, again]);
  expect([needs, permissions]).toEqual([['release', 'chart-web', 'chart-crds'], {}]);
  expect(names.filter((name) => name?.startsWith('Fetch'))).toEqual([
    'Fetch what chart-web rendered',
    'Fetch what chart-crds rendered',
  ]);
  expect(names).not.toContain('Check out the commit');
  expect(rendered('chart-crds')).toBe('file crds.yaml\nfile more.yaml\n');
});
