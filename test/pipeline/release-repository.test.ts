import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { Project } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';
import { pin, ReleaseError, ReleasePipeline, ReleaseProject, ReleaseRepository, SynthError, Workflow } from '../../src';
import { releaseFiles } from '../../src/pipeline/release-files';
import { inFolder, snapshot } from '../support/synth';

process.env.PROJEN_DISABLE_POST = '1';

const UUID = '7c7b1f2e-0b0d-4d0e-8f39-0a3b4c5d6e7f';
const FILES = {
  Dockerfile: 'FROM scratch\n',
  'charts/a/Chart.yaml': 'name: a\nversion: 0.0.0\n',
  'charts/a/values.yaml': '{}\n',
  'charts/b/Chart.yaml': 'name: b\nversion: 0.0.0\n',
  'charts/b/values.yaml': '{}\n',
};
const unit = (name: string, more: object = {}) => ({
  repository: 'acme/app',
  name,
  tag: { git: `${name}-v{version}` },
  images: [{ name, dockerfile: 'Dockerfile' }],
  ...more,
});
const chart = (name: string) => ({
  path: `charts/${name}`,
  artifactHub: { license: 'MIT', repositoryId: UUID, owners: [{ name: 'Ann', email: 'ann@acme.example' }] },
});

/** The findings of a synth, as `construct: message`; nothing is written where there are some. */
function findings(make: (project: ReleaseProject) => void, props: object = {}): readonly string[] {
  return inFolder(FILES, (root) => {
    const before = snapshot(root);
    const project = new ReleaseProject({ name: 'app', outdir: root, ...props });
    make(project);
    try {
      project.synth();
      return [];
    } catch (error) {
      expect(snapshot(root)).toEqual(before);
      if (!(error instanceof SynthError)) throw error;
      return error.findings.map(({ construct, message }) => `${construct}: ${message}`);
    }
  });
}

describe('several release units', () => {
  test('each with a chart in Artifact Hub: the first of the repository has its file in the root', () =>
    inFolder(FILES, (root) => {
      const project = new ReleaseProject({ name: 'app', outdir: root });
      new ReleasePipeline(project, unit('a', { charts: [chart('a')] }));
      new ReleasePipeline(project, unit('b', { charts: [chart('b')] }));
      project.synth();
      expect(existsSync(join(root, 'artifacthub-repo.yml'))).toBe(true);
      expect(existsSync(join(root, 'charts/b.artifacthub-repo.yml'))).toBe(true);
      const text = (path: string) => readFileSync(join(root, path), 'utf8');
      expect(text('.github/workflows/publish-a.yml')).toContain('ARTIFACTHUB: artifacthub-repo.yml\n');
      expect(text('.github/workflows/publish-b.yml')).toContain('ARTIFACTHUB: charts/b.artifacthub-repo.yml\n');
      expect(text('release/b/RUNBOOK.md')).toContain('`charts/b.artifacthub-repo.yml`');
    }));

  test.each<[string, (project: ReleaseProject) => void, readonly string[]]>([
    [
      'without names',
      (project) => {
        for (const name of ['a', 'b']) {
          const { name: _, tag: __, ...props } = unit(name);
          new ReleasePipeline(project, props);
        }
      },
      ['ReleasePipeline: name: a repository with several pipelines must name each'],
    ],
    [
      'with one name',
      (project) => {
        new ReleasePipeline(project, unit('a'));
        new ReleasePipeline(project, unit('a', { tag: { git: 'x-v{version}' } }));
      },
      ['ReleasePipeline a: name: two pipelines are named "a"'],
    ],
    [
      'with one chart',
      (project) => {
        new ReleasePipeline(project, unit('a', { charts: [chart('a')] }));
        new ReleasePipeline(project, unit('b', { charts: [{ ...chart('a'), repository: 'other' }] }));
      },
      ['ReleasePipeline b: charts[0].path: the chart in `charts/a` is already released by a'],
    ],
    [
      'of a public and of a private repository',
      (project) => {
        new ReleasePipeline(project, unit('a'));
        new ReleasePipeline(project, unit('b', { visibility: 'private', acceptPublicLog: 'names may be public' }));
      },
      [
        'ReleasePipeline b: visibility: the pipeline "a" and the pipeline "b" disagree about the visibility of acme/app: public and private',
      ],
    ],
    [
      'with two mistakes',
      (project) => {
        new ReleasePipeline(project, unit('a', { images: [{ name: 'a', dockerfile: 'nope' }] }));
        new ReleasePipeline(project, unit('b', { imagse: [] }));
      },
      [
        'ReleasePipeline a: images[0].dockerfile: there is no "nope"',
        'ReleasePipeline b: imagse: there is no such prop',
      ],
    ],
    [
      'one of them on a sub-project',
      (project) => {
        new ReleasePipeline(project, unit('a'));
        new ReleasePipeline(new Project({ name: 'sub', parent: project, outdir: 'sub' }), unit('b'));
      },
      ['ReleasePipeline b: project: a release belongs to the root of the repository, and this is a sub-project'],
    ],
    [
      'after a workflow with the name of one',
      (project) => {
        new Workflow(project, {
          fileName: 'publish-a.yml',
          name: 'x',
          on: { pullRequest: {} },
          concurrency: { group: 'x', cancelInProgress: true },
          jobs: {
            x: {
              name: 'x',
              runsOn: 'ubuntu-24.04',
              timeoutMinutes: 5,
              permissions: {},
              steps: [{ name: 'x', run: 'true' }],
            },
          },
        });
        new ReleasePipeline(project, unit('a'));
      },
      [
        'ReleasePipeline a: project: `.github/workflows/publish-a.yml` is already written by Workflow@publish-a.yml/WorkflowFile@.github--workflows--publish-a.yml',
      ],
    ],
  ])('%s', (_, make, expected) => {
    const found = findings(make);
    for (const one of expected) expect(found).toContainEqual(expect.stringContaining(one));
  });
});

describe('the props of the repository', () => {
  const pipeline = (project: ReleaseProject) => {
    new ReleasePipeline(project, unit('a'));
  };

  test.each<[object, readonly string[]]>([
    [{ adpot: ['x'], pinz: {} }, ['adpot: there is no such prop', 'pinz: there is no such prop']],
    [{ adopt: '.github' }, ['adopt: ".github" is not a']],
    [{ adopt: ['../x', '/etc/passwd'] }, ['adopt[0]: "../x" is not a path', 'adopt[1]: "/etc/passwd" is not a path']],
    [{ dependabot: true }, ['dependabot: true is not a']],
    [{ dependabot: { witout: [] } }, ['dependabot.witout: there is no such prop']],
    [
      { dependabot: { without: ['nmp'] } },
      ['dependabot.without[0]: "nmp" is not an ecosystem, or a folder that begins with `/`'],
    ],
    [{ dependabot: { directories: { nppm: ['/'] } } }, ['dependabot.directories.nppm: there is no such prop']],
    [{ dependabot: { directories: { npm: ['/gone'] } } }, ['dependabot.directories.npm: there is no folder "/gone"']],
    [{ pins: { 'actions/checkout': 'v7.0.1' } }, ['pins[\'actions/checkout\']: "v7.0.1" is not a pin']],
    [
      { pins: { 'actions/checkout': pin('main', 'abc') } },
      [
        'pins[\'actions/checkout\'].tag: "main" is not the name of a version tag',
        'pins[\'actions/checkout\'].sha: "abc" is not a commit',
      ],
    ],
  ])('%j', (props, expected) => {
    const found = findings(pipeline, props);
    for (const message of expected) expect(found).toContainEqual(expect.stringContaining(`: ${message}`));
    expect(found).toHaveLength(expected.length);
  });

  test('on a pipeline they are among the legal ones', () => {
    const [found] = inFolder(FILES, (root) => {
      const project = new ReleaseProject({ name: 'app', outdir: root });
      new ReleasePipeline(project, unit('a', { adpot: [] }));
      try {
        project.synth();
        return [];
      } catch (error) {
        return (error as SynthError).findings;
      }
    });
    expect(found?.fix).toMatch(/^did you mean `adopt`\?.*pins, adopt, dependabot/);
  });

  test('no props at all', () => {
    expect(findings((project) => new ReleasePipeline(project, undefined as never))).toHaveLength(1);
    expect(() => new ReleaseProject(undefined as never)).not.toThrow();
  });
});

test.each([
  [{}, ['"v1.2.3"']],
  [{ releaseTagPrefix: 'lib-v' }, []],
  [{ release: false }, []],
])("projen's own release of the same tags: %j", (options, tags) =>
  inFolder(FILES, (root) => {
    const project = new TypeScriptProject({
      name: 'x',
      defaultReleaseBranch: 'main',
      outdir: root,
      sampleCode: false,
      depsUpgrade: false,
      ...options,
    });
    new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
    const messages = () => {
      try {
        project.synth();
        return [];
      } catch (error) {
        return (error as SynthError).findings.map(({ message }) => message);
      }
    };
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const found = messages().filter((message) => message.startsWith("tag.git: projen's own release"));
    written.mockRestore();
    expect(found).toEqual(tags.map((tag) => expect.stringContaining(tag)));
  }),
);

test("projen's own workflow with the name of one of ours", () =>
  inFolder(FILES, (root) => {
    const project = new TypeScriptProject({
      name: 'x',
      defaultReleaseBranch: 'main',
      outdir: root,
      sampleCode: false,
      depsUpgrade: false,
      release: false,
    });
    project.github?.addWorkflow('publish');
    project.github?.addWorkflow('security-scan');
    new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
    expect(() => project.synth()).toThrow(
      /security-scan\.yml` is already written by [\s\S]*\/publish\.yml` is already written by/,
    );
  }));

test('the files of a unit are the ones that are looked for', () =>
  inFolder(FILES, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root, dependabot: false });
    const { release } = new ReleasePipeline(project, unit('a', { charts: [chart('a')] }));
    const made = project.files.map(({ path }) => path).filter((path) => !path.startsWith('.projen'));
    const shared = '.github/workflows/security-scan.yml';
    expect(made.sort()).toEqual([...releaseFiles(release), shared].sort());
  }));

test('problems and findings are reported at once', () => {
  const found = findings(
    (project) => {
      new ReleasePipeline(project, unit('a', { imagse: [] }));
      const { publish } = new ReleasePipeline(project, unit('b'));
      publish.file.addOverride('jobs.publish.if', 'true');
    },
    { adpot: [] },
  );
  expect(found).toEqual(
    expect.arrayContaining([
      'ReleaseProject app: adpot: there is no such prop',
      'ReleasePipeline a: imagse: there is no such prop',
      expect.stringContaining('PublishWorkflow@publish-b.yml'),
    ]),
  );
});

test('a problem stands at the line of .projenrc.ts that makes the construct', () =>
  inFolder(FILES, (root) => {
    const atLine3: (make: () => unknown) => unknown = runInThisContext('\n\n(make) => make()', {
      filename: join(root, '.projenrc.ts'),
    });
    const project = new ReleaseProject({ name: 'app', outdir: root });
    const pipeline = atLine3(() => new ReleasePipeline(project, unit('a', { imagse: [] }))) as ReleasePipeline;
    expect(() => project.synth()).toThrow(/^\.projenrc\.ts:3:1: error: imagse: .*[\s\S]* {2}from: ReleasePipeline a\n/);
    expect(() => pipeline.release).toThrow(/ {2}\.projenrc\.ts:3: ReleasePipeline a: imagse: /);
  }));

test('a member of a pipeline that could not be made says why', () =>
  inFolder(FILES, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root });
    const pipeline = new ReleasePipeline(project, unit('a', { imagse: [] }));
    expect(() => pipeline.publish).toThrow(ReleaseError);
    expect(() => pipeline.publish).toThrow(/ {2}ReleasePipeline a: imagse: there is no such prop\n/);
  }));

test('dependabot.yml can be overridden', () =>
  inFolder(FILES, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root });
    new ReleasePipeline(project, unit('a'));
    ReleaseRepository.of(project).dependabot?.file.addOverride('updates.0.labels', ['ci']);
    project.synth();
    expect(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')).toContain('labels:');
  }));

test('dependabot.yml that is asked for before the last construct that gives it', () => {
  const found = findings((project) => {
    ReleaseRepository.of(project).dependabot?.file.addOverride('updates.0.labels', ['ci']);
    new ReleasePipeline(project, unit('a', { dependabot: { without: ['npm'] } }));
  });
  expect(found).toEqual([expect.stringContaining('`dependabot` is given after dependabot.yml was asked for')]);
});

test('dependabot.yml that is switched off', () =>
  inFolder(FILES, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root, dependabot: false });
    expect(ReleaseRepository.of(project).dependabot).toBeUndefined();
  }));
