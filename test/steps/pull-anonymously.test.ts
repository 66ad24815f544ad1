import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const pull = (crane: string) => {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'release'));
  writeFileSync(
    join(temp, 'release/release.txt'),
    `image app ghcr.io/acme/app sha256:${'a'.repeat(64)}\nchart app ghcr.io/acme/charts/app sha256:${'b'.repeat(64)}\nsbom app linux/amd64 sha256:${'c'.repeat(64)}\n`,
  );
  return runScript(script('pull-anonymously'), {
    temp,
    path: [stubs({ crane })],
    env: { DOCKER_CONFIG: '/a/login', GITHUB_REPOSITORY: 'acme/app' },
  });
};
test('every digest, without the login of the job', () => {
  const { code, stdout } = pull('#!/bin/sh\n[ "$DOCKER_CONFIG" != /a/login ] && echo "$2" >&2\n');
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line.startsWith('public'))).toHaveLength(2);
});
test('a package that is private: the setting is named', () => {
  const { code, stderr } = pull('#!/bin/sh\ncase $2 in *charts*) exit 1 ;; esac\n');
  expect(code).toBe(1);
  expect(stderr).toContain('nobody can pull ghcr.io/acme/charts/app without a login');
  expect(stderr).toContain('Change visibility');
});
test('without a release manifest nothing was pulled', () => {
  const temp = runnerTemp();
  const { code } = runScript(script('pull-anonymously'), { temp, env: { GITHUB_REPOSITORY: 'acme/app' } });
  expect(code).not.toBe(0);
});
