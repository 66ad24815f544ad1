import type { RunStep } from '../workflow/model';
import { script } from './script';

/** Says what was rehearsed; `notRehearsed` are sentences, one each. */
export function rehearsalSummary(notRehearsed: readonly string[]): RunStep {
  return {
    name: 'Say what was rehearsed',
    env: { NOT_REHEARSED: notRehearsed.map((line) => `${line}\n`).join('') },
    run: script('rehearsal-summary'),
  };
}
