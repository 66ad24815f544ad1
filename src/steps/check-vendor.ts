import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that a vendored tree is what its command, which has just run, derives. */
export function checkVendor(tree: string): RunStep {
  return { name: `Compare ${tree}`, env: { TREE: tree }, run: script('check-vendor') };
}
