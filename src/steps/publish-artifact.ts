import { type Env, expression, type RunStep } from '../workflow/model';
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

/** Copies a checked artifact by digest, signs and attests each digest, verifies what is there. */
export function publishArtifact(artifact: Artifact): RunStep {
  return { name: `Publish ${nameOf(artifact)}`, env: artifactEnv(artifact), run: script('publish-artifact') };
}

/** e.g. `the image app`. */
export function nameOf({ kind, key }: Artifact): string {
  return `the ${kind === 'artifacthub' ? 'Artifact Hub metadata of' : kind} ${key}`;
}

/** What both steps of an artifact need to know of it. */
export function artifactEnv({ kind, key, job, repositories, platforms, cyclonedx }: Artifact): Env {
  return {
    KIND: kind,
    KEY: key,
    FOLDER: `${expression('runner.temp')}/${job}`,
    FILE: FILES[kind],
    DIGEST: expression(`needs.${job}.outputs.${kind === 'artifacthub' ? 'artifacthub-digest' : 'digest'}`),
    REPOSITORIES: repositories.join(' '),
    PLATFORMS: platforms.join(' '),
    CYCLONEDX: String(cyclonedx),
  };
}
