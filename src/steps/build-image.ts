import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Builds an image for one platform into an OCI archive; what differs from leg to leg is in the job's environment. Output: `digest`. */
export function buildImage(): RunStep {
  return { name: 'Build the image', id: 'made', run: script('build-image') };
}
