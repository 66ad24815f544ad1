import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const docker =
  '#!/usr/bin/env bash\nread -r password\nprintf \'%s / %s / %s\\n\' "$*" "$password" "$DOCKER_CONFIG" >&2\n';
const login = (env: Readonly<Record<string, string>>) =>
  runScript(script('registry-login'), {
    temp: runnerTemp(),
    path: [stubs({ docker })],
    env: { REGISTRY: 'ghcr.io', USERNAME: 'octocat', PASSWORD: 'secret', ...env },
  });
test('the password is read from standard input', () => {
  const { code, stderr, env } = login({});
  expect(code).toBe(0);
  expect(stderr).toMatch(/^login ghcr\.io --username octocat --password-stdin \/ secret/);
  expect(env).toMatch(/^DOCKER_CONFIG=/);
});
test.each([[{ PASSWORD: '' }], [{ REGISTRY: '--help' }], [{ REGISTRY: 'a\nb' }]])('%j is refused', (env) =>
  expect(login(env).code).toBe(1),
);
