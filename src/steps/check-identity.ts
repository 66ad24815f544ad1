import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that the job's own identity is the one that everybody verifies. */
export function checkIdentity(): RunStep {
  return { name: "Read this job's own identity", run: script('check-identity') };
}
