import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

function checkout(chart: string): string {
  const folder = runnerTemp();
  writeFileSync(join(folder, 'Chart.yaml'), chart);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
      cwd: folder,
      env: { ...process.env, GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z' },
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'x');
  return folder;
}

describe('rehearsal-version', () => {
  const version = (chart: string, env: Readonly<Record<string, string>> = {}) =>
    runScript(script('rehearsal-version'), {
      temp: runnerTemp(),
      cwd: checkout(chart),
      env: { TAG_PREFIX: 'v', CHART_YAML: '', GITHUB_RUN_NUMBER: '7', GITHUB_SHA: 'x', ...env },
    });
  test('a version that no release has', () =>
    expect(version('version: 1.2.3\n').outputs).toEqual({
      tag: 'v0.0.0-rehearsal.7',
      version: '0.0.0-rehearsal.7',
      prerelease: 'true',
      epoch: '1767323045',
      state: 'full',
      manifest: '',
    }));
  test('a chart that brings its version along', () =>
    expect(version('name: x\nversion: "1.2.3-rc.1" # next\n', { CHART_YAML: 'Chart.yaml' }).outputs).toMatchObject({
      tag: 'v1.2.3-rc.1',
    }));
  test.each(['version: $(id)\n', 'name: x\n', 'version: "1.2.3\\n::error::x"\n'])('%j is refused', (chart) => {
    const { code, outputs } = version(chart, { CHART_YAML: 'Chart.yaml' });
    expect([code, outputs]).toEqual([1, {}]);
  });
});

test('rehearsal-registry: one that does not start says so', () => {
  const { code, stderr } = runScript(script('rehearsal-registry').replace('{1..100}', '1'), {
    temp: runnerTemp(),
    path: [
      stubs({ crane: '#!/bin/sh\necho no room >&2\nexit 1\n', curl: '#!/bin/sh\nexit 7\n', sleep: '#!/bin/sh\n' }),
    ],
    env: { ADDRESS: '127.0.0.1:5000' },
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining('did not start')]);
});

test('rehearsal-registry: only loopback', () =>
  expect(runScript(script('rehearsal-registry'), { temp: runnerTemp(), env: { ADDRESS: '0.0.0.0:5000' } }).code).toBe(
    1,
  ));

describe('rehearsal-key', () => {
  const temp = runnerTemp();
  const env = { TAG: 'v1.0.0', WORKFLOW_FILE: 'publish.yml', GITHUB_REPOSITORY: 'acme/app' };
  const cosign = '#!/bin/sh\n[ "$1" = generate-key-pair ] && : > cosign.key && exit\necho "$@"\n';
  const made = runScript(script('rehearsal-key'), { temp, path: [stubs({ cosign })], env });
  const run = (...args: string[]) => {
    const program = join(made.path.trim(), 'cosign');
    return runScript('"$PROGRAM" $ARGUMENTS\n', { temp, env: { PROGRAM: program, ARGUMENTS: args.join(' ') } });
  };
  const identity = 'https://github.com/acme/app/.github/workflows/publish.yml@refs/tags/v1.0.0';
  test('the identity is exchanged for the key', () => {
    expect(made.code).toBe(0);
    expect(run('sign', '--yes', 'x').stdout).toMatch(/^sign --key \S+cosign\.key .* --yes x\n$/);
    expect(run('verify', '--certificate-oidc-issuer', 'i', '--certificate-identity', identity, 'x').stdout).toMatch(
      /^verify --key \S+cosign\.pub --insecure-ignore-tlog x\n$/,
    );
  });
  test('another identity is refused', () =>
    expect(run('verify', '--certificate-identity', identity.replace('v1.0.0', 'v1.0.1'), 'x')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not the identity of this rehearsal'),
    }));
});

test('rehearsal-summary: what was made, and what only a tag can show', () => {
  const temp = runnerTemp();
  mkdirSync(join(temp, 'release'));
  writeFileSync(
    join(temp, 'release/release.txt'),
    'release-manifest 1\nimage app localhost:5000/app sha256:1\nsbom app x sha256:2\n',
  );
  const { code, summary } = runScript(script('rehearsal-summary'), {
    temp,
    env: { TAG: 'v0.0.0-rehearsal.7', NOT_REHEARSED: 'the identity\nthe GitHub Release\n' },
  });
  expect(code).toBe(0);
  expect(summary).toContain('    image app localhost:5000/app sha256:1\n');
  expect(summary).not.toContain('sbom');
  expect(summary).toMatch(/Only a real tag can show:\n\n\* the identity\n\* the GitHub Release\n/);
  expect(readFileSync(join(temp, 'release/release.txt'), 'utf8')).toContain('sbom');
});
