import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const SHA = 'c'.repeat(40);
const CLAIMS = {
  job_workflow_ref: 'acme/app/.github/workflows/publish.yml@refs/tags/v1.2.3',
  repository: 'acme/app',
  ref: 'refs/tags/v1.2.3',
  sha: SHA,
  event_name: 'push',
};

/** GitHub answers with a token of these claims; `curl` writes down what it was called with. */
function check(claims: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}, answer?: string) {
  const temp = runnerTemp();
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  const curl = `#!/usr/bin/env bash
printf '%s\\n' "$*" >&2
[[ $(cat) == 'header = "Authorization: Bearer secret"' && \${!#} == 'https://issuer/?x=1&audience=sealwright' ]] || exit 22
printf '%s' '${answer ?? JSON.stringify({ value: token })}'
`;
  return runScript(script('check-identity'), {
    temp,
    path: [stubs({ curl })],
    env: {
      TAG: 'v1.2.3',
      WORKFLOW_FILE: 'publish.yml',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_SHA: SHA,
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://issuer/?x=1',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
      ...env,
    },
  });
}

test('the identity that everybody verifies; its token stands on no command line', () => {
  const { code, stderr } = check(CLAIMS);
  expect(code).toBe(0);
  expect(stderr).not.toContain('secret');
  // Any length of padding.
  for (const actor of ['', 'a', 'ab', 'abc', 'ü~?']) expect(check({ ...CLAIMS, actor }).code).toBe(0);
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  [
    'a branch',
    { job_workflow_ref: 'acme/app/.github/workflows/publish.yml@refs/heads/main' },
    'job_workflow_ref is acme/app/.github/workflows/publish.yml@refs/heads/main',
  ],
  [
    'a workflow that called this one',
    { job_workflow_ref: 'evil/app/.github/workflows/publish.yml@refs/tags/v1.2.3' },
    'job_workflow_ref is evil/app',
  ],
  ['another repository', { repository: 'acme/other' }, 'repository is acme/other'],
  ['another tag', { ref: 'refs/tags/v1.2.4' }, 'ref is refs/tags/v1.2.4'],
  ['another commit', { sha: 'd'.repeat(40) }, `sha is ${'d'.repeat(40)}`],
  ['another event', { event_name: 'workflow_dispatch' }, 'event_name is workflow_dispatch'],
  ['a claim that is not there', { sha: undefined }, 'sha is nothing'],
])('%s stops the job', (_name, claims, message) => {
  const { code, stderr } = check({ ...CLAIMS, ...claims });
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

test.each<[string, Readonly<Record<string, string>>, string | undefined, string]>([
  ['no permission', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }, undefined, 'it needs the permission id-token: write'],
  ['an address without TLS', { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://issuer/?x=1' }, undefined, 'gets no identity'],
  ['an issuer that refuses', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'other' }, undefined, 'GitHub gives this job no token'],
  ['an answer without a token', {}, '{}', 'GitHub gives this job no token'],
  ['a token that is none', {}, '{"value":"x"}', 'GitHub gives this job no token'],
])('%s stops the job', (_name, env, answer, message) => {
  const { code, stderr } = check(CLAIMS, env, answer);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});
