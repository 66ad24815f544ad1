import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReleasePipeline, ReleaseProject } from '../../src';
import { inFolder } from '../support/synth';
import { describeReal, toolPath } from '../support/tools';

process.env.PROJEN_DISABLE_POST = '1';

/** A project whose scripts only say what they were asked. */
function withUnits<T>(names: readonly string[], body: (root: string) => T): T {
  return inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root });
    for (const name of names) {
      new ReleasePipeline(project, {
        repository: 'acme/app',
        ...(name === '' ? {} : { name, tag: { git: `${name}-v{version}` } }),
        images: [{ name: name === '' ? 'app' : name, dockerfile: 'Dockerfile' }],
      });
    }
    project.synth();
    for (const name of names) {
      const script = join(root, 'release', name, 'verify-release.sh');
      rmSync(script);
      writeFileSync(script, `#!/bin/sh\nprintf '${name}<%s>\\n' "$@"\n`, { mode: 0o755 });
    }
    return body(root);
  });
}

describeReal('make')('release.mk', () => {
  const make = (root: string, ...args: string[]) =>
    spawnSync('make', ['--no-print-directory', ...args], { cwd: root, encoding: 'utf8', env: { PATH: toolPath() } });

  test('alone, and included in a Makefile of the root', () => {
    withUnits([''], (root) => {
      expect(make(root, '-f', 'release/release.mk', 'verify-release', 'VERSION=v1.2.3').stdout).toBe('<v1.2.3>\n');
      writeFileSync(join(root, 'Makefile'), 'include release/release.mk\nall:\n\t@echo all\n');
      expect(make(root, 'verify-release', 'VERSION=v1.2.3').stdout).toBe('<v1.2.3>\n');
      expect(make(root).stdout).toBe('all\n');
    });
  });

  test('a VERSION reaches the script as it is', () => {
    withUnits([''], (root) => {
      const ran = make(root, '-f', 'release/release.mk', 'verify-release', "VERSION=v1.2.3';echo evil;'");
      expect(ran.stdout).toBe("<v1.2.3';echo evil;'>\n");
    });
  });

  test('several units: each has its own target', () => {
    withUnits(['api', 'worker'], (root) => {
      writeFileSync(join(root, 'Makefile'), 'include release/api/release.mk release/worker/release.mk\n');
      const ran = make(root, 'verify-release-worker', 'VERSION=worker-v1.2.3');
      expect([ran.stdout, ran.stderr]).toEqual(['worker<worker-v1.2.3>\n', '']);
    });
  });
});
