import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

test('a private instance is trusted by its root', () => {
  const temp = runnerTemp();
  const cosign = '#!/bin/sh\necho "$@" >&2\ncat "$5" >&2\n';
  const { code, stderr, env } = runScript(script('trust-sigstore'), {
    temp,
    path: [stubs({ cosign })],
    env: { MIRROR: 'https://tuf.example.com', ROOT: '{"root":1}' },
  });
  expect(code).toBe(0);
  expect(stderr).toContain('initialize --mirror https://tuf.example.com --root');
  expect(stderr).toContain('{"root":1}');
  expect(env).toContain('TUF_ROOT=');
});
