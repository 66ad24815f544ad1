import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Says in the run's summary what was released. */
export function writeSummary(): RunStep {
  return { name: 'Say what was released', run: script('write-summary') };
}
