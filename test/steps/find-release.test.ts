import { script } from '../../src/steps/script';
import { orasReads, SIGNATURE, type Stated } from '../support/statements';
import { runnerTemp, runScript, stubs } from '../support/step';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const absent =
  'HEAD request failed, falling back on GET: unexpected status code 404 Not Found\nError: GET https://r/v2/x/manifests/t: MANIFEST_UNKNOWN: no';

const SIGNED: readonly Stated[] = [{ about: `r/app@${DIGEST}`, type: SIGNATURE }];

interface Registry {
  /** What `crane digest` says, by reference; a text that is no digest is an error. */
  readonly answers: Readonly<Record<string, string>>;
  readonly stated?: readonly Stated[];
  readonly listing?: string;
  /** What `cosign` says of a statement. @default - that it is this workflow's */
  readonly cosign?: string;
}

function find({ answers, stated = [], listing, cosign }: Registry, env: Readonly<Record<string, string>> = {}) {
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
        oras: `#!/usr/bin/env bash\ncase $1 in${orasReads(stated, listing)}\nesac\n`,
        cosign: `#!/usr/bin/env bash
[[ "$*" == *"--certificate-identity https://github.com/acme/app/.github/workflows/publish.yml@refs/tags/v1.2.3 "* && "$*" == *"--certificate-github-workflow-sha ${'c'.repeat(40)}"* && "$*" == *"--digest ${DIGEST.slice(7)} "* ]] || exit 9
${cosign === undefined ? '' : `echo '${cosign}' >&2; exit 1`}
`,
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
  expect(find({ answers: {} }).outputs).toEqual({ state: 'full' });
});

test('a manifest that this tag and commit have signed: only promotion is left', () => {
  expect(find({ answers: { 'r/app:release-v1.2.3': DIGEST }, stated: SIGNED }).outputs).toEqual({
    state: 'promote',
    manifest: DIGEST,
  });
});

const committed = { 'r/app:release-v1.2.3': DIGEST };
test.each<[string, Registry, string]>([
  ['a manifest that nobody signed', { answers: committed }, `is ${DIGEST}, which this workflow has not signed`],
  [
    'a manifest that somebody else signed',
    { answers: committed, stated: SIGNED, cosign: 'Error: no matching CertificateIdentity found' },
    `is ${DIGEST}, which this workflow has not signed`,
  ],
  [
    'a manifest of which something else is stated',
    { answers: committed, stated: [{ about: '*', type: 'https://slsa.dev/provenance/v1' }] },
    'has not signed',
  ],
  [
    'a list of signatures that is not answered',
    { answers: committed, stated: SIGNED, listing: 'Error: response status code 429: Too Many Requests' },
    `what is signed about r/app@${DIGEST} can't be seen: Error: response status code 429`,
  ],
  [
    'a signature that is not answered',
    { answers: committed, stated: [{ about: '*', type: SIGNATURE, answer: 'Error: response status code 500' }] },
    `which refers to r/app@${DIGEST}, can't be seen: Error: response status code 500`,
  ],
  [
    "Sigstore's roots that are not answered",
    { answers: committed, stated: SIGNED, cosign: 'Error: setting trusted material: dial tcp: i/o timeout' },
    "Sigstore's roots can't be fetched: Error: setting trusted material: dial tcp: i/o timeout",
  ],
])('%s stops the run, and nothing is guessed', (_name, registry, message) => {
  const { code, outputs, stderr } = find(registry);
  expect([code, outputs]).toEqual([1, {}]);
  expect(stderr).toContain(message);
});

test('a signature that is listed and gone is none', () => {
  const stated = [{ about: '*', type: SIGNATURE, answer: `Error: r/app@${OTHER}: not found` }];
  expect(find({ answers: committed, stated: [...stated, ...SIGNED] }).outputs.state).toBe('promote');
});

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string[]]>([
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
    'a registry that quotes another',
    {
      'r/app:release-v1.2.3':
        'Error: GET https://r/v2/x/manifests/t: UNAVAILABLE: GET /manifests/t: MANIFEST_UNKNOWN: no',
    },
    {},
    ["can't be seen"],
  ],
  [
    'an error of two lines, of which the second is such an answer',
    {
      'r/app:release-v1.2.3':
        'Error: GET https://r/v2/x/manifests/t: unexpected status code 500 x\nGET https://r/v2/x/manifests/t: MANIFEST_UNKNOWN: no',
    },
    {},
    ["can't be seen: Error: GET https://r/v2/x/manifests/t: unexpected status code 500"],
  ],
  [
    'a page that quotes such words',
    {
      'r/app:release-v1.2.3':
        'Error: GET https://r/v2/x/manifests/t: unexpected status code 503 Busy: <p>\n: MANIFEST_UNKNOWN: ',
    },
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
  const { code, outputs, stderr } = find({ answers }, env);
  expect([code, outputs]).toEqual([1, {}]);
  for (const message of messages) expect(stderr).toContain(message);
});

test('for the first release alone a package that may not be seen does not exist yet', () => {
  const denied = 'Error: GET https://r/v2/x/manifests/t: DENIED: no';
  const answers = { 'r/app:release-v1.2.3': denied, 'r/app:v1.2.3': denied };
  expect(find({ answers }, { FIRST_RELEASE: 'v1.2.3' }).outputs).toEqual({ state: 'full' });
});

test('a page of several lines that says 404 is an absence', () => {
  const page = 'Error: GET https://r/v2/x/manifests/t: unexpected status code 404 Not Found: <html>\n<body>\n</html>';
  expect(find({ answers: { 'r/app:release-v1.2.3': page } }).outputs).toEqual({ state: 'full' });
});
