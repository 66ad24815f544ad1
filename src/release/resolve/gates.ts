import { shown } from '../errors';
import type { ReleasePipelineProps } from '../props';
import type { Problems } from './problems';

/** Checks the gates; two that would be one job are found where jobs are counted. */
export function checkGates({ gates = [], requireChecks = [] }: ReleasePipelineProps, problems: Problems): void {
  gates.forEach((gate, i) => {
    if (gate.kind !== 'version-file') return;
    const at = `gates[${i}].pattern`;
    const others = [...gate.pattern.matchAll(/\{(major|minor|patch|tag)\}/g)].map(([placeholder]) => placeholder);
    if (others.length > 0) {
      problems.add(
        'bad-value',
        at,
        `${shown(gate.pattern)} contains ${others.join(', ')}, and the only placeholder is {version}`,
        'compare a part of the version in a `command` gate, which gets VERSION and TAG',
      );
    } else if (gate.pattern.split('{version}').length !== 2) {
      problems.add(
        'bad-value',
        at,
        `${shown(gate.pattern)} does not contain \`{version}\` once`,
        'write the whole line, e.g. `version = "{version}"`',
      );
    }
  });
  problems.unique(requireChecks, 'requireChecks', 'check');
}
