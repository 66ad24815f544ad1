import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const pull = (crane: string) => {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'release'));
  writeFileSync(
    join(temp, 'release/release.txt'),
    `image app ghcr.io/acme/app sha256:${'a'.repeat(64)}\nplatform app linux/amd64 sha256:${'d'.repeat(64)}\nchart app ghcr.io/acme/charts/app sha256:${'b'.repeat(64)}\nsbom app linux/amd64 sha256:${'c'.repeat(64)}\n`,
  );
  return runScript(script('pull-anonymously'), {
    temp,
    path: [stubs({ crane })],
    env: {
      DOCKER_CONFIG: '/a/login',
      MANIFEST_REPOSITORY: 'ghcr.io/acme/releases',
      MANIFEST: `sha256:${'e'.repeat(64)}`,
    },
  });
};
test('every digest and the release manifest, without the login of the job', () => {
  const { code, stdout } = pull('#!/bin/sh\n[ "$DOCKER_CONFIG" != /a/login ] && echo "$2" >&2\n');
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toEqual([
    `public ghcr.io/acme/releases@sha256:${'e'.repeat(64)}`,
    `public ghcr.io/acme/app@sha256:${'a'.repeat(64)}`,
    `public ghcr.io/acme/app@sha256:${'d'.repeat(64)}`,
    `public ghcr.io/acme/charts/app@sha256:${'b'.repeat(64)}`,
  ]);
});
const SAYS = (answer: string) => `#!/bin/sh\ncase $2 in *charts*) echo '${answer}' >&2; exit 1 ;; esac\n`;
test.each([
  'Error: GET https://ghcr.io/token: DENIED: requested access to the resource is denied',
  'Error: GET https://ghcr.io/token: UNAUTHORIZED: authentication required',
  'Error: GET https://ghcr.io/v2/x/manifests/x: NAME_UNKNOWN: no',
  'Error: GET https://r/v2/x/manifests/x: unexpected status code 403 Forbidden',
])('a package that is private (%s): the setting is named', (answer) => {
  const { code, stderr } = pull(SAYS(answer));
  expect(code).toBe(1);
  expect(stderr).toContain('nobody can pull ghcr.io/acme/charts/app without a login');
  expect(stderr).toContain('Change visibility');
});
test.each([
  'Error: GET https://r/v2/x/manifests/x: unexpected status code 500 Internal Server Error',
  'Error: GET https://r/v2/x/manifests/x: TOOMANYREQUESTS: slow down',
  'Error: Get "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host',
  'Error: Get "https://ghcr.io/v2/": EOF',
])('a registry that does not answer (%s) is not taken for a private package', (answer) => {
  const { code, stderr } = pull(SAYS(answer));
  expect(code).toBe(1);
  expect(stderr).toContain(`could not be asked: ghcr.io/acme/charts/app@sha256:${'b'.repeat(64)}: ${answer}`);
  expect(stderr).not.toContain('visibility');
});
test('one answer that goes wrong is asked for again', () => {
  const { code, stdout } = pull(
    '#!/bin/sh\n[ -e "$RUNNER_TEMP/asked" ] || { : > "$RUNNER_TEMP/asked"; echo "Error: unexpected status code 503" >&2; exit 1; }\n',
  );
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^(public .*\n){4}$/)]);
});
test('without a release manifest nothing was pulled', () => {
  const temp = runnerTemp();
  const env = { MANIFEST_REPOSITORY: 'ghcr.io/acme/releases', MANIFEST: `sha256:${'e'.repeat(64)}` };
  const { code } = runScript(script('pull-anonymously'), { temp, env });
  expect(code).not.toBe(0);
});
