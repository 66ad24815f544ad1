import type { AssetBuild } from '../release/release';
import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** A file that the job of a chart rendered. */
export interface RenderedFile {
  /** The job's id, and the folder that its hand-off was fetched into. */
  readonly job: string;
  /** May hold `{tag}` and `{version}`. */
  readonly name: string;
}

/** Collects the files of a release with one list of checksums. Outputs: `digest`, `facts`. */
export function collectAssets(builds: readonly AssetBuild[], rendered: readonly RenderedFile[]): RunStep {
  const jobs = [...new Set(rendered.map(({ job }) => job))];
  return {
    name: 'Collect the files',
    id: 'made',
    env: {
      OUTPUTS: builds.flatMap(({ outputs }) => outputs.map((output) => `${output}\n`)).join(''),
      RENDERED: rendered.map(({ job, name }) => `${job} ${name}\n`).join(''),
      FACTS: jobs.map((job) => `${expression(`needs.${job}.outputs.facts`)}\n`).join(''),
    },
    run: script('collect-assets'),
  };
}
