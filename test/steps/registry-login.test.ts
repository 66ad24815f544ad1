import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const docker =
  '#!/usr/bin/env bash\nread -r password\nprintf \'%s / %s / %s\\n\' "$*" "$password" "$DOCKER_CONFIG" >&2\n';
const login = (env: Readonly<Record<string, string>>, program = docker) => {
  const temp = runnerTemp();
  const ran = runScript(script('registry-login'), {
    temp,
    path: [stubs({ docker: program })],
    env: { REGISTRY: 'ghcr.io', USERNAME: 'octocat', PASSWORD: 'secret', ...env },
  });
  return { ...ran, temp };
};

test('the password is read from standard input', () => {
  const { code, env, temp } = login({});
  expect(code).toBe(0);
  expect(readFileSync(join(temp, 'login/error'), 'utf8')).toMatch(
    /^login ghcr\.io --username octocat --password-stdin \/ secret/,
  );
  expect(env).toMatch(/^DOCKER_CONFIG=/);
});
test.each([[{ PASSWORD: '' }], [{ REGISTRY: '--help' }], [{ REGISTRY: 'a\nb' }]])('%j is refused', (env) =>
  expect(login(env).code).toBe(1),
);

test('why a login fails is said in the words of docker', () => {
  const { code, stderr } = login({}, '#!/bin/sh\necho "denied: denied" >&2\nexit 1\n');
  expect([code, stderr]).toEqual([1, '::error::octocat could not log in to ghcr.io: denied: denied\n']);
});
