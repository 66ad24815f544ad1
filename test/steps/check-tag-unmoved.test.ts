import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const SHA = 'c'.repeat(40);
const check = (answer: string) =>
  runScript(script('check-tag-unmoved'), {
    temp: runnerTemp(),
    path: [stubs({ gh: `#!/bin/sh\ncase $2 in repos/acme/app/git/ref/tags/v1.2.3) ${answer} ;; *) exit 1 ;; esac\n` })],
    env: { TAG: 'v1.2.3', GH_TOKEN: 't', GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: SHA },
  });

test('the tag is where it was', () => expect(check(`echo 'commit ${SHA}'`).code).toBe(0));

test.each([
  ['a tag that was moved', `echo 'commit ${'d'.repeat(40)}'`, 'the tag was moved'],
  ['a tag that is gone', 'exit 1', 'GitHub does not show the tag v1.2.3'],
  ['an answer that is none', 'echo', 'the tag was moved'],
])('%s stops the job', (_name, answer, message) => {
  const { code, stderr } = check(answer);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});
