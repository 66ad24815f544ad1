import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

test('the notes of the tagged commit', () => {
  const temp = runnerTemp();
  const gh = `#!/bin/sh\ncase $4 in repos/a/b/contents/docs/v1.2.3.md?ref=c) echo new ;; *) exit 1 ;; esac\n`;
  const env = {
    NOTES_FILE: 'docs/{tag}.md',
    TAG: 'v1.2.3',
    VERSION: '1.2.3',
    GITHUB_REPOSITORY: 'a/b',
    GITHUB_SHA: 'c',
  };
  expect(runScript(script('take-notes'), { temp, path: [stubs({ gh })], env }).outputs.digest).toMatch(/^sha256:/);
  expect(readFileSync(join(temp, 'notes/maintainer-notes.md'), 'utf8')).toBe('new\n');
  expect(runScript(script('take-notes'), { temp, path: [stubs({ gh })], env: { ...env, TAG: 'v9' } }).stderr).toContain(
    'write docs/v9.md',
  );
  const long = stubs({ gh: '#!/bin/sh\nhead -c 60001 /dev/zero | tr "\\0" x\n' });
  const ran = runScript(script('take-notes'), { temp: runnerTemp(), path: [long], env });
  expect([ran.code, ran.outputs]).toEqual([1, {}]);
  expect(ran.stderr).toContain('docs/v1.2.3.md is 60001 bytes long; 60000 is the most');
});
