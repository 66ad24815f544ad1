import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const run = (checks: string, statuses = '') =>
  runScript(script('require-checks'), {
    temp: runnerTemp(),
    path: [
      stubs({
        gh: `#!/usr/bin/env bash\nif [[ $* == *check-runs* ]]; then printf '${checks}'; else printf '${statuses}'; fi\n`,
      }),
    ],
    env: { CHECKS: 'unit tests\nlint\n', GH_TOKEN: 't', GITHUB_REPOSITORY: 'a/b', GITHUB_SHA: 'c' },
  });
test('succeeded as a check or as a status', () =>
  expect(run('success\\tunit tests\\n', 'success\\tlint\\n').code).toBe(0));
test.each([
  ['skipped', 'success\\tunit tests\\nskipped\\tlint\\n'],
  ['not run', 'success\\tunit tests\\n'],
  ['failed', 'success\\tunit tests\\nfailure\\tlint\\n'],
  ['a failure beside a success of the same name', 'success\\tunit tests\\nfailure\\tlint\\nsuccess\\tlint\\n'],
  ['of a longer name', 'success\\tunit tests\\nsuccess\\tlint more\\n'],
])('%s is refused', (_name, checks) => expect(run(checks).code).toBe(1));

test('only the newest run of each name is asked for', () => {
  const gh = '#!/usr/bin/env bash\necho "$*" >&2\n';
  const { stderr } = runScript(script('require-checks'), {
    temp: runnerTemp(),
    path: [stubs({ gh })],
    env: { CHECKS: 'lint\n', GH_TOKEN: 't', GITHUB_REPOSITORY: 'a/b', GITHUB_SHA: 'c' },
  });
  expect(stderr).toContain('commits/c/check-runs?filter=latest&');
  expect(stderr).toContain('commits/c/status?');
});
