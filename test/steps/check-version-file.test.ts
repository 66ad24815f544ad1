import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const check = (text: string, pattern = 'version = "{version}"') => {
  const temp = runnerTemp();
  writeFileSync(join(temp, 'Cargo.toml'), text);
  return runScript(script('check-version-file'), {
    temp,
    env: { FILE: 'Cargo.toml', PATTERN: pattern, VERSION: '1.2.3' },
  }).code;
};
test('the line is there', () => expect(check('x\nversion = "1.2.3"\n')).toBe(0));
test.each(['version = "1.2.30"\n', 'version = "1x2x3"\n', '# version = "1.2.3"\n', ''])('%j is refused', (text) =>
  expect(check(text)).toBe(1),
);
