import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const absent =
  'HEAD request failed, falling back on GET: unexpected status code 404 Not Found\nError: GET https://r/v2/x/manifests/t: MANIFEST_UNKNOWN: no';

/** `answers`: what `crane digest` says, by reference; a text that is no digest is an error. */
function find(answers: Readonly<Record<string, string>>, signed: boolean, env: Readonly<Record<string, string>> = {}) {
  const cases = Object.entries(answers).map(([reference, answer]) =>
    answer.startsWith('sha256:')
      ? `  ${reference}) echo '${answer}' ;;`
      : `  ${reference}) printf '%s\\n' '${answer}' >&2; exit 1 ;;`,
  );
  return runScript(script('find-release'), {
    temp: runnerTemp(),
    path: [
      stubs({
        crane: `#!/usr/bin/env bash\ncase $2 in\n${cases.join('\n')}\n  *) printf '%s\\n' '${absent}' >&2; exit 1 ;;\nesac\n`,
        cosign: `#!/usr/bin/env bash\n[[ "$*" == *"--certificate-identity https://github.com/acme/app/.github/workflows/publish.yml@refs/tags/v1.2.3 "* && "$*" == *"--certificate-github-workflow-sha ${'c'.repeat(40)}"* ]] && exit ${signed ? 0 : 1}\nexit 9\n`,
      }),
    ],
    env: {
      MANIFEST_REPOSITORY: 'r/app',
      IMMUTABLE: 'r/app v{version}\nr/charts/app {version}\n',
      TAG: 'v1.2.3',
      VERSION: '1.2.3',
      FIRST_RELEASE: '',
      SIGNATURE_FORMAT: 'bundle',
      WORKFLOW_FILE: 'publish.yml',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_SHA: 'c'.repeat(40),
      ...env,
    },
  });
}

test('nothing there: a full run', () => {
  expect(find({}, false).outputs).toEqual({ state: 'full' });
});

test('a manifest that this tag and commit have signed: only promotion is left', () => {
  expect(find({ 'r/app:release-v1.2.3': DIGEST }, true).outputs).toEqual({ state: 'promote', manifest: DIGEST });
});

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string[]]>([
  ['a manifest that somebody else signed', { 'r/app:release-v1.2.3': DIGEST }, {}, [DIGEST, 'has not signed']],
  [
    'tags without a manifest: all are named',
    { 'r/app:v1.2.3': DIGEST, 'r/charts/app:1.2.3': OTHER },
    {},
    [DIGEST, OTHER],
  ],
  ['no permission to see', { 'r/app:release-v1.2.3': 'Error: GET https://r: DENIED: no' }, {}, ["can't be seen"]],
  [
    'no login',
    { 'r/app:release-v1.2.3': 'Error: GET https://r: UNAUTHORIZED: no' },
    { FIRST_RELEASE: 'v1.2.3' },
    ["can't be seen"],
  ],
  [
    'a first answer of 404 and a second of 401',
    { 'r/app:release-v1.2.3': 'HEAD: unexpected status code 404 Not Found\nError: GET https://r: UNAUTHORIZED: no' },
    {},
    ["can't be seen"],
  ],
  [
    'a token server that knows nothing',
    { 'r/app:release-v1.2.3': 'Error: GET https://r/token?scope=x: unexpected status code 404 Not Found' },
    {},
    ["can't be seen"],
  ],
  [
    'a registry that is down',
    { 'r/app:release-v1.2.3': 'Error: GET https://r: unexpected status code 500' },
    {},
    ["can't be seen"],
  ],
  [
    'another first release',
    { 'r/app:release-v1.2.3': 'Error: GET https://r: DENIED: no' },
    { FIRST_RELEASE: 'v1.0.0' },
    ["can't be seen"],
  ],
])('%s stops the run', (_name, answers, env, messages) => {
  const { code, outputs, stderr } = find(answers, false, env);
  expect([code, outputs]).toEqual([1, {}]);
  for (const message of messages) expect(stderr).toContain(message);
});

test('for the first release alone a package that may not be seen does not exist yet', () => {
  expect(
    find(
      {
        'r/app:release-v1.2.3': 'Error: GET https://r: DENIED: no',
        'r/app:v1.2.3': 'Error: GET https://r: DENIED: no',
      },
      false,
      { FIRST_RELEASE: 'v1.2.3' },
    ).outputs,
  ).toEqual({ state: 'full' });
});
