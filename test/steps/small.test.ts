import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';

describe('check-version-file', () => {
  const check = (text: string, pattern = 'version = "{version}"') => {
    const temp = runnerTemp();
    writeFileSync(join(temp, 'Cargo.toml'), text);
    return runScript(script('check-version-file'), {
      temp,
      env: { FILE: 'Cargo.toml', PATTERN: pattern, VERSION: '1.2.3' },
    }).code;
  };
  test('the line is there', () => expect(check('x\nversion = "1.2.3"\n')).toBe(0));
  test.each(['version = "1.2.30"\n', 'version = "1x2x3"\n', '# version = "1.2.3"\n', ''])('%j is refused', (text) =>
    expect(check(text)).toBe(1),
  );
});

describe('aggregate', () => {
  const run = (needs: unknown, skipped = '') =>
    runScript(script('aggregate'), {
      temp: runnerTemp(),
      env: { NEEDS: JSON.stringify(needs), MAY_BE_SKIPPED: skipped },
    }).code;
  test('all succeeded, or were allowed to be skipped', () => {
    expect(run({ a: { result: 'success' } })).toBe(0);
    expect(run({ a: { result: 'success' }, b: { result: 'skipped' } }, 'b')).toBe(0);
  });
  test.each([[{ a: { result: 'failure' } }], [{ a: { result: 'cancelled' } }], [{ a: { result: 'skipped' } }], [{}]])(
    '%j is red',
    (needs) => expect(run(needs)).toBe(1),
  );
});

describe('require-checks', () => {
  const run = (checks: string, statuses = '') =>
    runScript(script('require-checks'), {
      temp: runnerTemp(),
      path: [
        stubs({
          gh: `#!/usr/bin/env bash\nif [[ $* == *check-runs* ]]; then printf '${checks}'; else printf '${statuses}'; fi\n`,
        }),
      ],
      env: { CHECKS: 'unit tests\nlint\n', GH_TOKEN: 't', GITHUB_REPOSITORY: 'a/b', GITHUB_SHA: 'c' },
    });
  test('succeeded as a check or as a status', () =>
    expect(run('success\\tunit tests\\n', 'success\\tlint\\n').code).toBe(0));
  test.each([
    ['skipped', 'success\\tunit tests\\nskipped\\tlint\\n'],
    ['not run', 'success\\tunit tests\\n'],
    ['failed', 'success\\tunit tests\\nfailure\\tlint\\n'],
    ['of a longer name', 'success\\tunit tests\\nsuccess\\tlint more\\n'],
  ])('%s is refused', (_name, checks) => expect(run(checks).code).toBe(1));
});

describe('check-vendor', () => {
  const repository = () => {
    const temp = runnerTemp();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: temp });
    mkdirSync(join(temp, 'vendor'));
    writeFileSync(join(temp, 'vendor/a.go'), 'package a\n');
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'x');
    return temp;
  };
  const check = (temp: string, tree = 'vendor') => runScript(script('check-vendor'), { temp, env: { TREE: tree } });
  test('what is committed is what is derived', () => expect(check(repository()).code).toBe(0));
  test.each<[string, (temp: string) => void]>([
    ['a changed file', (temp) => writeFileSync(join(temp, 'vendor/a.go'), 'package b\n')],
    ['a new file', (temp) => writeFileSync(join(temp, 'vendor/b.go'), 'package b\n')],
    [
      'a file that git ignores',
      (temp) => [writeFileSync(join(temp, '.gitignore'), '*.bin\n'), writeFileSync(join(temp, 'vendor/b.bin'), 'x')],
    ],
  ])('%s is refused', (_name, change) => {
    const temp = repository();
    change(temp);
    expect(check(temp).code).toBe(1);
  });
  test('a tree of which nothing is committed is refused', () =>
    expect(check(repository(), 'other').stderr).toContain('nothing was compared'));
});

describe('collect-assets', () => {
  const collect = (
    files: Readonly<Record<string, string>>,
    outputs: string,
    change: (temp: string) => void = () => undefined,
  ) => {
    const temp = runnerTemp();
    const cwd = join(temp, 'work');
    mkdirSync(join(cwd, 'dist'), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);
    change(cwd);
    return {
      temp,
      ...runScript(script('collect-assets'), {
        temp,
        cwd,
        env: { OUTPUTS: outputs, RENDERED: '', TAG: 'v1.2.3', VERSION: '1.2.3' },
      }),
    };
  };
  test('flat names, one sorted list of checksums, a fact each', () => {
    const { code, temp, outputs } = collect({ 'dist/b-v1.2.3': 'b', 'a.txt': 'a' }, 'dist/b-{tag}\na.txt\n');
    expect(code).toBe(0);
    expect(
      readFileSync(join(temp, 'out/SHA256SUMS'), 'utf8')
        .split('\n')
        .map((line) => line.slice(66)),
    ).toEqual(['a.txt', 'b-v1.2.3', '']);
    expect(outputs.facts?.split('\n').map((line) => line.split(' ')[1])).toEqual(['b-v1.2.3', 'a.txt']);
  });
  test.each<[string, Readonly<Record<string, string>>, string, (cwd: string) => void]>([
    ['a file that was not made', {}, 'a.txt\n', () => undefined],
    ['two of one name', { 'dist/a': 'x', a: 'y' }, 'dist/a\na\n', () => undefined],
    ['a symbolic link', {}, 'a\n', (cwd) => symlinkSync('/etc/passwd', join(cwd, 'a'))],
    ['a folder that is a link', {}, 'out/passwd\n', (cwd) => symlinkSync('/etc', join(cwd, 'out'))],
    ['nothing', {}, '', () => undefined],
  ])('%s is refused', (_name, files, outputs, change) => expect(collect(files, outputs, change).code).toBe(1));
});

describe('check-manifest', () => {
  const text = `release-manifest 1\nrepository acme/app\ntag v1.2.3\ncommit ${'c'.repeat(40)}\n`;
  const check = (content: string, digestOf = content) => {
    const temp = runnerTemp();
    mkdirSync(join(temp, 'manifest'));
    writeFileSync(join(temp, 'manifest/release.txt'), content);
    const digest = `sha256:${require('node:crypto').createHash('sha256').update(digestOf).digest('hex')}`;
    return runScript(script('check-manifest'), {
      temp,
      env: { DIGEST: digest, TAG: 'v1.2.3', GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'c'.repeat(40) },
    }).code;
  };
  test('the one that was made', () => expect(check(text)).toBe(0));
  test.each([
    [`${text}x\n`, text],
    [text.replace('acme/app', 'acme/evil'), undefined],
    [text.replace('v1.2.3', 'v1.2.4'), undefined],
    [text.replace('cc', 'dd'), undefined],
  ])('%j is refused', (content, digestOf) => expect(check(content, digestOf)).toBe(1));
});

describe('registry-login', () => {
  const docker =
    '#!/usr/bin/env bash\nread -r password\nprintf \'%s / %s / %s\\n\' "$*" "$password" "$DOCKER_CONFIG" >&2\n';
  const login = (env: Readonly<Record<string, string>>) =>
    runScript(script('registry-login'), {
      temp: runnerTemp(),
      path: [stubs({ docker })],
      env: { REGISTRY: 'ghcr.io', USERNAME: 'octocat', PASSWORD: 'secret', ...env },
    });
  test('the password is read from standard input', () => {
    const { code, stderr, env } = login({});
    expect(code).toBe(0);
    expect(stderr).toMatch(/^login ghcr\.io --username octocat --password-stdin \/ secret/);
    expect(env).toMatch(/^DOCKER_CONFIG=/);
  });
  test.each([[{ PASSWORD: '' }], [{ REGISTRY: '--help' }], [{ REGISTRY: 'a\nb' }]])('%j is refused', (env) =>
    expect(login(env).code).toBe(1),
  );
});

describe('pull-anonymously', () => {
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
});

describe('scan-image', () => {
  // Trivy and its database can't be had where the tests run: a program of that name answers with an exit code.
  const scan = (mode: string, code: number) => {
    const temp = runnerTemp();
    mkdirSync(join(temp, 'leg-linux-amd64'));
    execFileSync('tar', ['-cf', join(temp, 'leg-linux-amd64/image.tar'), '-C', '/etc', 'hostname']);
    const trivy = `#!/bin/sh\necho "$@" > ${temp}/arguments\nprintf 'CVE-1 <b>\\033[31m\\n'\nexit ${code}\n`;
    const ran = runScript(script('scan-image'), {
      temp,
      path: [stubs({ trivy })],
      env: { KEY: 'app', PLATFORMS: 'linux/amd64', MODE: mode, SEVERITIES: 'HIGH,CRITICAL', ONLY_FIXED: 'true' },
    });
    return { ...ran, arguments: readFileSync(join(temp, 'arguments'), 'utf8') };
  };
  test('what is found stops a gate and not a report', () => {
    expect(scan('gate', 0).code).toBe(0);
    expect(scan('gate', 10).code).toBe(1);
    expect(scan('report', 10)).toMatchObject({ code: 0, stdout: expect.stringContaining('::warning::') });
  });
  test('a scanner that breaks down stops both', () => {
    expect(scan('gate', 1).code).toBe(1);
    expect(scan('report', 1).code).toBe(1);
  });
  test('exactly these bytes, only what is fixed; the summary holds no Markdown and no escape of theirs', () => {
    const { arguments: given, summary } = scan('report', 10);
    expect(given).toMatch(/--input \S+\/scan-linux-amd64 .*--severity HIGH,CRITICAL .*--ignore-unfixed/);
    expect(summary).toContain('    CVE-1 <b>[31m');
    expect(summary).not.toContain('\u001b');
  });
});

describe('take-notes, trust-sigstore, write-summary', () => {
  test('the notes of the tagged commit', () => {
    const temp = runnerTemp();
    const gh = `#!/bin/sh\ncase $4 in repos/a/b/contents/docs/v1.2.3.md?ref=c) echo new ;; *) exit 1 ;; esac\n`;
    const env = {
      NOTES_FILE: 'docs/{tag}.md',
      TAG: 'v1.2.3',
      VERSION: '1.2.3',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_SHA: 'c',
    };
    expect(runScript(script('take-notes'), { temp, path: [stubs({ gh })], env }).outputs.digest).toMatch(/^sha256:/);
    expect(readFileSync(join(temp, 'notes/maintainer-notes.md'), 'utf8')).toBe('new\n');
    expect(
      runScript(script('take-notes'), { temp, path: [stubs({ gh })], env: { ...env, TAG: 'v9' } }).stderr,
    ).toContain('write docs/v9.md');
  });
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
  test('the summary holds the notes and the manifest', () => {
    const temp = runnerTemp();
    mkdirSync(join(temp, 'release'));
    writeFileSync(join(temp, 'release/notes.md'), 'notes\n');
    writeFileSync(join(temp, 'release/release.txt'), 'fact\n');
    expect(runScript(script('write-summary'), { temp, env: { TAG: 'v1.2.3' } }).summary).toMatch(
      /v1\.2\.3 is released[\s\S]*notes[\s\S]* {4}fact/,
    );
  });
});
