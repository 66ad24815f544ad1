import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Puts a throw-away key in the place of the tag's identity. */
export function rehearsalKey(): RunStep {
  return { name: 'Sign with a throw-away key', run: script('rehearsal-key') };
}
