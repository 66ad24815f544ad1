import { checkFiles } from '../../src/rules';
import { repositoryCodeWithIdentity } from '../../src/rules/repository-code-with-identity';

const found = (step: string, around = '') => {
  const text = `on: push\njobs:\n  a:\n    permissions: { id-token: write }\n${around}    steps:\n      - ${step}\n`;
  return checkFiles([{ path: '.github/workflows/x.yml', text, origin: 'foreign' }], { mode: 'check' }, [
    repositoryCodeWithIdentity,
  ]).length;
};

test.each([
  'bash -eux ./scripts/release.sh',
  'bash scripts/release',
  'hack/release.sh',
  'bin/release',
  '"./build.sh"',
  '$GITHUB_WORKSPACE/build.sh',
  'if make release; then true; fi',
  '(make release)',
  'timeout 60 make release',
  'sudo -E make',
  'apt-get -y install x',
  'docker image build .',
  'git submodule update --init',
  'gh repo clone a/b',
  'python -m build',
  'rake',
  'cmake --build .',
  'dotnet publish',
  'deno run x',
  "bash -c 'make release'",
  'eval "make release"',
  'cat <<E | bash\nmake release\nE',
  'echo make release | sudo sh -s',
  'bash <<< "make release"',
  "echo 'a",
])('found: %s', (run) => expect(found(`run: ${JSON.stringify(run)}`)).toBe(1));

test.each([
  'cosign sign --yes "ghcr.io/acme/app@$DIGEST"',
  '/usr/local/bin/cosign version',
  '"$RUNNER_TEMP/bin/crane" copy a b',
  'echo "make release"',
  'echo make',
  'curl -s https://x.io | python3 -c "import sys"',
  "bash -c 'echo hello'",
  'bash <<E\necho hello\nE',
  'git tag --list',
  'docker buildx imagetools create a',
])('not found: %s', (run) => expect(found(`run: ${JSON.stringify(run)}`)).toBe(0));

test.each([
  ['run: echo\n        shell: ./tools/sh {0}', ''],
  ['run: echo\n        env: { BASH_ENV: ./x.sh }', ''],
  ['run: echo', '    defaults: { run: { shell: "bash ./x.sh {0}" } }\n'],
  ['run: echo', `    container: evil/x@sha256:${'a'.repeat(64)}\n`],
])('code around a step: %j %j', (step, around) => expect(found(step, around)).toBe(1));

test('ordinary shells are none', () => {
  expect(found('run: echo\n        shell: bash --noprofile -e {0}', '    defaults: { run: { shell: bash } }\n')).toBe(
    0,
  );
});
