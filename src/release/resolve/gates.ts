import { shown } from '../errors';
import type { ReleasePipelineProps } from '../props';
import type { SourceFacts } from '../release';
import type { Problems } from './problems';

/** Checks the gates; two that would be one job are found where jobs are counted. */
export function checkGates(
  { gates = [], requireChecks = [] }: ReleasePipelineProps,
  { texts }: SourceFacts,
  problems: Problems,
): void {
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
    } else if (
      texts
        ?.get(gate.path)
        ?.split('\n')
        .some((line) => isOfPattern(line, gate.pattern)) === false
    ) {
      problems.add(
        'bad-value',
        at,
        `no line of ${gate.path} is ${shown(gate.pattern)}, whatever the version`,
        'write the line as it stands in the file, with `{version}` for its version',
      );
    }
  });
  problems.unique(requireChecks, 'requireChecks', 'check');
}

function isOfPattern(line: string, pattern: string): boolean {
  const [before = '', after = ''] = pattern.split('{version}');
  return line.length > before.length + after.length && line.startsWith(before) && line.endsWith(after);
}
