import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** A prepared artifact. */
export interface Artifact {
  readonly kind: 'image' | 'chart' | 'artifacthub';
  /** The image's key or the chart's name. */
  readonly key: string;
  /** The job that made it. */
  readonly job: string;
  readonly repositories: readonly string[];
  /** Of an image. */
  readonly platforms: readonly string[];
  /** An image has a CycloneDX list too. */
  readonly cyclonedx: boolean;
}

const FILES = { image: 'image.tar', chart: 'chart.tar', artifacthub: 'artifacthub.tar' } as const;
/** Bytes of one archive: what a runner of GitHub's can hold beside the others. */
const MAX_BYTES = 10_000_000_000;

/** Checks the archive, copies it by digest, signs and attests each digest, verifies what is there. */
export function publishArtifact({ kind, key, job, repositories, platforms, cyclonedx }: Artifact): RunStep {
  const output = kind === 'artifacthub' ? 'artifacthub-digest' : 'digest';
  return {
    name: `Publish the ${kind === 'artifacthub' ? 'Artifact Hub metadata of' : kind} ${key}`,
    env: {
      KIND: kind,
      KEY: key,
      FOLDER: `${expression('runner.temp')}/${job}`,
      FILE: FILES[kind],
      DIGEST: expression(`needs.${job}.outputs.${output}`),
      REPOSITORIES: repositories.join(' '),
      PLATFORMS: platforms.join(' '),
      CYCLONEDX: String(cyclonedx),
      MAX_BYTES: String(MAX_BYTES),
    },
    run: script('publish-artifact'),
  };
}
