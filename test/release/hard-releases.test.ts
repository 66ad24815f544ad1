import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReleasePipeline, ReleaseProject } from '../../src';
import { HARD_RELEASES, type HardRelease } from '../support/hard-releases';
import { githubDiagnostics } from '../support/oracles';
import { problemsOf, refuses } from '../support/release';
import { inFolder } from '../support/synth';

process.env.PROJEN_DISABLE_POST = '1';

/** What a project with these pipelines writes: every workflow, by its name. */
function workflowsOf({ files, pipelines }: HardRelease): Readonly<Record<string, string>> {
  return inFolder(files, (root) => {
    const project = new ReleaseProject({ name: 'project', outdir: root });
    for (const props of pipelines) new ReleasePipeline(project, props);
    project.synth();
    const folder = join(root, '.github/workflows');
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  });
}

describe.each(Object.entries(HARD_RELEASES))('%s', (_name, release) => {
  const workflows = workflowsOf(release);
  test('the rules let it be written, a publish and a rehearsal for each pipeline', () => {
    expect(Object.keys(workflows).sort()).toEqual(
      [
        'security-scan.yml',
        ...release.pipelines.flatMap(({ name }) =>
          ['publish', 'release-rehearsal'].map((file) => `${file}${name === undefined ? '' : `-${name}`}.yml`),
        ),
      ].sort(),
    );
  });
  test("GitHub's own parser and language service say nothing", async () => {
    // The pipelines after the second one differ from it in names alone.
    const alike = release.pipelines.slice(2).map(({ name }) => `-${name}.yml`);
    for (const [file, text] of Object.entries(workflows).filter(([one]) => !alike.some((end) => one.endsWith(end))))
      expect([file, await githubDiagnostics(file, text)]).toEqual([file, []]);
  }, 120_000);
});

describe('the cases at the edges that no other test has', () => {
  refuses([
    ['a tag with something behind the version', { tag: { git: 'v{version}-chart' } }, 'tag.git', 'end in', '{version}'],
  ]);
  const images = (variants: number) => ({
    images: Array.from({ length: 11 }, (_, i) => ({
      name: `image-${i}`,
      target: 'gmc',
      platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x', 'linux/ppc64le'],
      variants: Array.from({ length: variants }, (_, j) => ({ suffix: `-v${j}` })),
    })),
  });
  test('eleven images for four platforms fit with a few variants, and no more', () => {
    expect(problemsOf(images(3))).toEqual([]);
    expect(problemsOf(images(4)).map(({ message }) => message)).toEqual([
      'publish.yml would have 279 jobs; 256 is the most',
    ]);
  });
});
