import { shown } from '../errors';
import * as grammar from '../grammar';
import { filled } from '../placeholders';
import type { BinariesAsset, ReleasePipelineProps, Setup } from '../props';
import type { AssetBuild, ReleaseChart, RenderedChart } from '../release';
import type { Problems } from './problems';

const RESERVED_FILES =
  /^(?:SHA256SUMS|release\.txt|(?:maintainer-)?notes\.md|.*\.(?:sigstore|spdx|cdx)\.json|artifacthub-repo\.yml)$/i;
const MD5_FILES = /^md5sums?(?:\.txt)?$|\.md5$/i;

/** The files of a release and what makes them. */
export interface ResolvedAssets {
  readonly builds: readonly AssetBuild[];
  readonly renderedCharts: readonly RenderedChart[];
  /** The names of the files. */
  readonly assets: readonly string[];
}

/** The files of a release. */
export function resolveAssets(
  props: ReleasePipelineProps,
  charts: readonly ReleaseChart[],
  problems: Problems,
): ResolvedAssets {
  const builds: AssetBuild[] = [];
  const renderedCharts: RenderedChart[] = [];
  const outputs: string[] = [];
  (props.assets ?? []).forEach((asset, i) => {
    const at = `assets[${i}]`;
    if (asset.kind === 'rendered-chart') {
      const chart = charts.find(({ name, path }) => name === asset.chart || path === asset.chart);
      if (!chart) {
        problems.add(
          'unknown-name',
          `${at}.chart`,
          `there is no chart ${shown(asset.chart)}`,
          `the charts are ${charts.map(({ name }) => name).join(', ') || 'none'}`,
        );
      }
      checkOutput(asset.output, `${at}.output`, problems);
      renderedCharts.push({
        chart: chart?.path ?? asset.chart,
        output: fileOf(asset.output),
        values: asset.values ?? {},
      });
      outputs.push(asset.output);
      return;
    }
    if (asset.kind === 'binaries') checkPlatforms(asset, at, problems);
    const made = asset.kind === 'binaries' ? [...new Set(binaryOutputs(asset))] : asset.outputs;
    made.forEach((output, j) => {
      checkOutput(output, asset.kind === 'binaries' ? `${at}.output` : `${at}.outputs[${j}]`, problems);
    });
    builds.push({ command: asset.command, outputs: made, setup: asset.setup });
    outputs.push(...made);
  });
  checkSetups(
    builds.map(({ setup }) => setup),
    problems,
  );
  // Where capitals do not count, one of two such files would take the place of the other.
  const names = outputs.map((output) => fileOf(filled(output)).toLowerCase());
  problems.unique(names, 'assets', 'file');
  return { builds, renderedCharts, assets: outputs.map(fileOf) };
}

function fileOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function binaryOutputs({ output, platforms }: BinariesAsset): readonly string[] {
  return platforms.map((platform) => {
    const [os = '', architecture = '', variant = ''] = platform.split('/');
    const name = output.replaceAll('{os}', os).replaceAll('{arch}', `${architecture}${variant}`);
    return os === 'windows' ? `${name}.exe` : name;
  });
}

/** Each platform's binary is a file of its own. */
function checkPlatforms(asset: BinariesAsset, at: string, problems: Problems): void {
  problems.unique(asset.platforms, `${at}.platforms`, 'platform');
  const outputs = binaryOutputs(asset);
  const same = outputs.findIndex((output, i) => outputs.indexOf(output) !== i);
  const first = asset.platforms[outputs.indexOf(outputs[same] ?? '')];
  const second = asset.platforms[same];
  if (first === second) return;
  const missing = ['{os}', '{arch}'].filter((placeholder) => !asset.output.includes(placeholder));
  problems.add(
    'collision',
    `${at}.output`,
    `${shown(asset.output)} contains no ${missing.join(' and no ')}: ${first} and ${second} would be one file`,
    `put ${missing.join(' and ')} into it, e.g. \`dist/tool-{os}-{arch}\``,
  );
}

function checkOutput(output: string, at: string, problems: Problems): void {
  const plain = filled(output);
  const file = fileOf(plain);
  if (/[{}]/.test(plain)) {
    problems.add(
      'bad-value',
      at,
      `${shown(output)} contains an unknown placeholder`,
      'the placeholders are {tag} and {version}; `binaries` also knows {os} and {arch}',
    );
  } else if (!grammar.PATH.test(plain) || !grammar.ASSET_NAME.test(file)) {
    problems.add(
      'bad-value',
      at,
      `${shown(output)} is not a path below the root whose last part is a plain file name`,
      'use letters, digits and `. _ -`',
    );
  } else if (RESERVED_FILES.test(file)) {
    problems.add('collision', at, `${shown(file)} is a file that the release itself writes`, 'give it another name');
  } else if (MD5_FILES.test(file)) {
    problems.add(
      'refused',
      at,
      `${shown(file)} is refused: two files can be made with one MD5, so it proves nothing`,
      'remove it: every release has SHA256SUMS, and its signature',
    );
  }
}

/** All files are built in one job, which sets each language up once. */
function checkSetups(setups: readonly (Setup | undefined)[], problems: Problems): void {
  for (const tool of ['go', 'node', 'python'] as const) {
    const files = [...new Set(setups.flatMap((setup) => (setup?.[tool] === undefined ? [] : [setup[tool]])))];
    if (files.length < 2) continue;
    problems.add(
      'impossible',
      'assets',
      `\`setup.${tool}\` names ${files.map(shown).join(' and ')}, and one job builds all files`,
      'name the same file in each',
    );
  }
}
