import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { type Service, startBuildKit } from '../support/services';
import { runnerTemp, runScript } from '../support/step';
import { describeReal, toolPath } from '../support/tools';

const real = describeReal('oras', 'buildx', 'buildkitd', 'runc');
const SHA = 'c'.repeat(40);
jest.setTimeout(120_000);

real('export-image with the real tools', () => {
  let buildkit: Service & { readonly env: Readonly<Record<string, string>> };
  beforeAll(async () => {
    buildkit = await startBuildKit();
  });
  afterAll(() => buildkit.stop());

  /** An OCI archive as somebody's own builder writes it: for both platforms, with these labels. */
  function archive(version: string) {
    const temp = runnerTemp();
    const cwd = join(temp, 'work');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
    const labels = [
      '--label',
      `org.opencontainers.image.version=${version}`,
      '--label',
      `org.opencontainers.image.revision=${SHA}`,
    ];
    execFileSync(
      'docker',
      [
        'buildx',
        'build',
        '--platform',
        'linux/amd64,linux/arm64',
        '--provenance=false',
        ...labels,
        '--output',
        'type=oci,dest=x.tar',
        '.',
      ],
      {
        cwd,
        stdio: 'ignore',
        env: { ...process.env, PATH: toolPath(), ...buildkit.env },
      },
    );
    return (platform: string) =>
      runScript(script('export-image'), {
        temp,
        cwd,
        env: { ARCHIVE: 'x.tar', PLATFORM: platform, VERSION: '1.2.3', GITHUB_SHA: SHA },
      });
  }

  test('the platform that is asked for, in an archive of its own', () => {
    const { code, outputs } = archive('1.2.3')('linux/arm64');
    expect([code, outputs.digest]).toEqual([0, expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
  });

  test('a platform that is not in it, and labels of another version, are refused', () => {
    expect(archive('1.2.3')('linux/s390x').stderr).toContain('has no single image for linux/s390x');
    expect(archive('9.9.9')('linux/amd64').stderr).toContain('does not carry org.opencontainers.image.version=1.2.3');
  });
});
