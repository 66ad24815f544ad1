import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Takes one platform out of an OCI archive that a command wrote. Output: `digest`. */
export function exportImage(archive: string): RunStep {
  return {
    name: 'Take the platform out of the archive',
    id: 'made',
    env: { ARCHIVE: archive },
    run: script('export-image'),
  };
}
