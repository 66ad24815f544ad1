import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Where a rehearsal publishes to. */
export const REHEARSAL_HOST = 'localhost:5000';

/** Starts the registry of a rehearsal. */
export function rehearsalRegistry(): RunStep {
  return {
    name: 'Start a registry on loopback',
    env: { ADDRESS: REHEARSAL_HOST.replace('localhost', '127.0.0.1') },
    run: script('rehearsal-registry'),
  };
}
