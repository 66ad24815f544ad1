import { artifactHubFile } from '../artifact-hub-file';
import { shown } from '../errors';
import * as grammar from '../grammar';
import { nearest } from '../nearest';
import type { ChartProps, ReleasePipelineProps } from '../props';
import type { ChartFacts, ReleaseChart, ReleaseImage, ReleaseRegistry, SourceFacts } from '../release';
import type { Problems } from './problems';

/** The charts of a release. */
export function resolveCharts(
  props: ReleasePipelineProps,
  facts: SourceFacts,
  registries: readonly ReleaseRegistry[],
  images: readonly ReleaseImage[],
  problems: Problems,
): readonly ReleaseChart[] {
  const charts = (props.charts ?? []).map((chart, i) => {
    const at = `charts[${i}]`;
    const known = knownChart(chart, facts, at, problems);
    if (known) checkChart(chart, known, at, problems);
    checkDigestValues(chart, known, images, at, problems);
    return resolveChart(chart, i === 0, known, registries);
  });
  const taken = new Set(images.flatMap(({ repositories }) => repositories));
  for (const chart of charts) {
    for (const repository of chart.repositories.filter((name) => taken.has(name))) {
      problems.add(
        'collision',
        'charts',
        `the chart ${shown(chart.name)} and an image would both be ${repository}`,
        repository.startsWith('docker.io/')
          ? 'rename one of them: docker.io has one level below the namespace'
          : 'give the chart another `repository`',
      );
    }
  }
  if (props.prerelease === 'chart-yaml' && !charts.some(({ artifactHub }) => artifactHub)) {
    problems.add(
      'impossible',
      'prerelease',
      "`chart-yaml` keeps the prerelease annotation of Chart.yaml, and no chart's annotations are written",
      'remove it, or give a chart `artifactHub`',
    );
  }
  return charts;
}

function resolveChart(
  chart: ChartProps,
  isFirst: boolean,
  known: ChartFacts | undefined,
  registries: readonly ReleaseRegistry[],
): ReleaseChart {
  const name = known?.name ?? chart.path.split('/').at(-1) ?? '';
  const folder = chart.repository ?? 'charts';
  const path = chart.path.replace(/\/$/, '');
  return {
    name,
    path,
    repositories: registries.map(
      ({ host, namespace }) => `${host}/${namespace}/${host === 'docker.io' ? '' : `${folder}/`}${name}`,
    ),
    version: chart.version ?? 'tag',
    lockedDependencies: chart.dependencies === 'locked',
    digestValues: chart.digestValues ?? {},
    digestMode: chart.digestMode ?? 'install-command',
    emptyDigests: chart.emptyDigests ?? 'accepted',
    renderValues: chart.renderValues ?? {},
    artifactHub: chart.artifactHub,
    artifactHubFile: artifactHubFile({ name, path, artifactHub: chart.artifactHub }, isFirst),
  };
}

/** What the tree says of the chart; nothing where it can't be used. */
function knownChart(
  chart: ChartProps,
  { charts }: SourceFacts,
  at: string,
  problems: Problems,
): ChartFacts | undefined {
  const facts = charts.get(chart.path);
  if (typeof facts === 'object') return facts;
  if (facts === undefined) {
    const message = `there is no ${shown(`${chart.path}/Chart.yaml`)}`;
    problems.add('missing', `${at}.path`, message, 'name the folder of a chart');
  } else problems.add('bad-value', `${at}.path`, facts, 'fix the file');
  return undefined;
}

function checkChart(chart: ChartProps, known: ChartFacts, at: string, problems: Problems): void {
  if (!grammar.CHART_NAME.test(known.name)) {
    problems.add(
      'bad-value',
      `${at}.path`,
      `the chart's name ${shown(known.name)} can't be used`,
      'use lower-case letters, digits, `.` and `-`',
    );
  }
  if (chart.version === 'chart-yaml' && !grammar.VERSION.test(known.version)) {
    problems.add(
      'bad-value',
      `${at}.version`,
      `${chart.path}/Chart.yaml:${known.versionLine ?? 1}: no tag can equal the version ${shown(known.version)}`,
      'write a strict semantic version without build metadata there, such as 1.2.3',
    );
  }
  if (known.dependencies > 0 && chart.dependencies !== 'locked') {
    problems.add(
      'impossible',
      `${at}.dependencies`,
      `the chart has ${known.dependencies} dependencies, and what they resolve to is not fixed`,
      "give `dependencies: 'locked'` and commit Chart.lock",
    );
  }
  if (chart.dependencies === 'locked' && !known.hasLock) {
    problems.add(
      'missing',
      `${at}.dependencies`,
      `there is no ${shown(`${chart.path}/Chart.lock`)}`,
      'run `helm dependency update` and commit Chart.lock',
    );
  }
}

function checkDigestValues(
  chart: ChartProps,
  known: ChartFacts | undefined,
  images: readonly ReleaseImage[],
  at: string,
  problems: Problems,
): void {
  const keys = images.map(({ key }) => key);
  const entries = Object.entries(chart.digestValues ?? {});
  for (const [key, path] of entries) {
    const where = `${at}.digestValues.${key}`;
    if (!keys.includes(key)) {
      const close = nearest(key, keys);
      const hint = close === undefined ? '' : `did you mean \`${close}\`? `;
      const fix = keys.length === 0 ? 'list it in `images`' : `${hint}the images are ${keys.join(', ')}`;
      problems.add('unknown-name', where, `there is no image ${shown(key)}`, fix);
    }
    checkValue(chart, known, path, where, problems);
  }
  problems.unique(Object.values(chart.digestValues ?? {}), `${at}.digestValues`, 'path');
  if (entries.length > 0) return;
  if (chart.digestMode === 'stamp') {
    const message = 'no digest value is given, so none can be stamped';
    problems.add('impossible', `${at}.digestMode`, message, 'give `digestValues`');
  }
  if (chart.emptyDigests === 'rejected') {
    const message = 'no digest value is given, so none can be rejected';
    problems.add('impossible', `${at}.emptyDigests`, message, 'give `digestValues`');
  }
}

/** A digest is set at a path that values.yaml has: Helm takes any other one too, and pins nothing by it. */
function checkValue(
  { path: folder, digestMode }: ChartProps,
  known: ChartFacts | undefined,
  path: string,
  at: string,
  problems: Problems,
): void {
  if (known?.values === undefined) return;
  const kind = known.values.get(path);
  if (kind === 'empty') return;
  if (kind === 'text') {
    if (digestMode !== 'stamp') return;
    const message = `${shown(path)} of ${folder}/values.yaml is not an empty text that a digest can be stamped over`;
    const last = path.split('.').at(-1);
    problems.add(
      'bad-value',
      at,
      message,
      `write \`${last}: ""\` on a line of its own, without braces, anchors and quotes around the key; or use \`digestMode: 'install-command'\``,
    );
    return;
  }
  const texts = [...known.values].flatMap(([one, its]) => (its === 'other' ? [] : [one]));
  const digests = texts.filter((one) => /digest$/i.test(one));
  const close = nearest(path, texts);
  const list = digests.length === 0 ? '' : `; its paths that end in digest are ${digests.join(', ')}`;
  problems.add(
    kind === undefined ? 'unknown-name' : 'bad-value',
    at,
    kind === undefined
      ? `${folder}/values.yaml has no ${shown(path)}`
      : `${shown(path)} of ${folder}/values.yaml is not a text`,
    `${close === undefined ? 'name a path that holds an empty text' : `did you mean \`${close}\`?`}${list}`,
  );
}
