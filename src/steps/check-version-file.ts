import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that one line of a file names the version. */
export function checkVersionFile(file: string, pattern: string): RunStep {
  return {
    name: `Demand the version in ${file}`,
    env: { FILE: file, PATTERN: pattern, VERSION: expression('needs.release.outputs.version') },
    run: script('check-version-file'),
  };
}
