import type { RunStep } from '../workflow/model';
import { type Artifact, artifactEnv, nameOf } from './publish-artifact';
import { script } from './script';

/** Bytes of one archive: what a runner of GitHub's can hold beside the others. */
const MAX_BYTES = 10_000_000_000;

/** Checks a prepared archive, key by key and byte by byte. */
export function checkArtifact(artifact: Artifact): RunStep {
  return {
    name: `Check ${nameOf(artifact)}`,
    env: { ...artifactEnv(artifact), MAX_BYTES: String(MAX_BYTES) },
    run: script('check-artifact'),
  };
}
