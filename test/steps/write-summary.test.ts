import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

test('the summary holds the notes and the manifest', () => {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'release'));
  writeFileSync(join(temp, 'release/notes.md'), 'notes\n');
  writeFileSync(join(temp, 'release/release.txt'), 'fact\n');
  expect(runScript(script('write-summary'), { temp, env: { TAG: 'v1.2.3' } }).summary).toMatch(
    /v1\.2\.3 is released[\s\S]*notes[\s\S]* {4}fact/,
  );
});
