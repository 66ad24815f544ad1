import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that everybody can pull what was released. */
export function pullAnonymously(): RunStep {
  return { name: 'Pull everything without a login', run: script('pull-anonymously') };
}
