import { versionFile } from '../../../src/release/props';
import { refuses } from '../../support/release';

const gate = (pattern: string) => ({ gates: [versionFile({ path: 'VERSION', pattern })] });

refuses([
  ['a line without the version', gate('x'), 'gates[0].pattern', 'once', 'the whole line'],
  ['a line with two versions', gate('{version} {version}'), 'gates[0].pattern', 'once', 'the whole line'],
  ['a part of the version', gate('module x/v{major}'), 'gates[0].pattern', '{major}', '`command` gate'],
  ['a check twice', { requireChecks: ['ci', 'ci'] }, 'requireChecks', 'listed twice', 'remove one'],
]);
