import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Demands that the tag still names the commit of the run. */
export function checkTagUnmoved(): RunStep {
  return {
    name: 'Check that the tag was not moved',
    env: { GH_TOKEN: expression('github.token') },
    run: script('check-tag-unmoved'),
  };
}
