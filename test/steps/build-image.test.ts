import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

const D = `sha256:${'a'.repeat(64)}`;
const GIB = 1024 ** 3;
const CONTEXT_BYTES = 5000;

/** Builds with a `docker` that writes what BuildKit would say, on a disk with so many free bytes. */
function build({
  free = 10 * GIB,
  docker = 0,
  env = {},
}: {
  free?: number;
  docker?: number;
  env?: Readonly<Record<string, string>>;
} = {}) {
  const temp = runnerTemp();
  const cwd = join(temp, 'work');
  mkdirSync(join(cwd, '.git'), { recursive: true });
  writeFileSync(join(cwd, '.git/pack'), 'x'.repeat(1_000_000));
  writeFileSync(join(cwd, 'Dockerfile'), 'x'.repeat(CONTEXT_BYTES));
  return runScript(script('build-image'), {
    temp,
    cwd,
    path: [
      stubs({
        df: `#!/bin/sh\necho Avail\necho ${free}\n`,
        docker: `#!/bin/bash\nprintf '%s\\n' "$@"\nprintf 'archive' > "$RUNNER_TEMP/out/image.tar"\nwhile (($#)); do [[ $1 != --metadata-file ]] || echo '{"containerimage.digest": "${D}"}' > "$2"; shift; done\nexit ${docker}\n`,
      }),
    ],
    env: {
      PLATFORM: 'linux/amd64',
      DOCKERFILE: 'Dockerfile',
      CONTEXT: '.',
      TARGET: '',
      TITLE: 'the app',
      BUILD_ARGS: 'A=b c\nD=\n',
      LABELS: '',
      VERSION: '1.2.3',
      EPOCH: '1700000000',
      GITHUB_SHA: 'c'.repeat(40),
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/app',
      ...env,
    },
  });
}

test('one platform, no cache, every argument as it stands', () => {
  const { code, outputs, stdout } = build();
  expect([code, outputs]).toEqual([0, { digest: D, bytes: '7' }]);
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      '--no-cache',
      'linux/amd64',
      'VERSION=1.2.3',
      'A=b c',
      'D=',
      'org.opencontainers.image.title=the app',
    ]),
  );
  expect(stdout).not.toContain('--push');
});

test.each<[string, Parameters<typeof build>[0], RegExp]>([
  [
    'a disk with too little room',
    { free: GIB },
    /this step needs room for 10737[0-9]{5} bytes, and 1073741824 are free: choose a runner with a larger disk/,
  ],
  ['a context that is not there', { env: { CONTEXT: 'nope' } }, /the context nope can't be read/],
  ['a build that fails', { docker: 1 }, /Dockerfile does not build for linux\/amd64/],
  ['a platform that is none', { env: { PLATFORM: 'linux/amd64 --push' } }, /PLATFORM is not what this step takes/],
])('%s stops it', (_name, given, message) => {
  const { code, outputs, stderr } = build(given);
  expect([code, outputs]).toEqual([1, {}]);
  expect(stderr).toMatch(message);
});

test("git's own folder needs no room: it is never copied", () => {
  expect(build({ free: GIB + 500_000 }).code).toBe(0);
});
