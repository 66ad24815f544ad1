import type { ScanPolicy } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Looks for known vulnerabilities in each leg; `MODE` is in the job's environment. */
export function scanImage(policy: ScanPolicy): RunStep {
  return {
    name: 'Scan exactly these bytes',
    env: { SEVERITIES: policy.severities.join(','), ONLY_FIXED: String(policy.onlyFixed) },
    run: script('scan-image'),
  };
}
