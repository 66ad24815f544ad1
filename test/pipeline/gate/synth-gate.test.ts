import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Component, JsonPatch, Project, SampleDir, SampleFile, TextFile, YamlFile } from 'projen';
import { GithubWorkflow } from 'projen/lib/github';
import { TypeScriptProject } from 'projen/lib/typescript';
import {
  GeneratedText,
  GeneratedYaml,
  pin,
  ReleasePipeline,
  ReleaseProject,
  SynthError,
  Workflow,
  WorkflowFile,
  type WorkflowModel,
} from '../../../src';
import { inFolder, snapshot } from '../../support/synth';

const SHA = 'f'.repeat(40);
const CHECKOUT = '3d3c42e5aac5ba805825da76410c181273ba90b1';
const FILES = {
  Dockerfile: 'FROM scratch\n',
  '.projen/files.json': '{"files": ["old.txt"]}\n',
  'old.txt': 'an orphan\n',
};
const WORKFLOW =
  'on: push\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n';

const ACTION = 'runs:\n  using: composite\n  steps:\n    - uses: evil/x@main\n';
const using = (uses: string) =>
  `on: push\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n      - ${uses}\n`;

const KEPT = `concurrency: { group: x, cancel-in-progress: false }\n${using('run: echo').replace('    steps', '    timeout-minutes: 1\n    steps')}`;
const replaceFile = (path: string) => {
  rmSync(path, { force: true });
  writeFileSync(path, WORKFLOW);
};

process.env.PROJEN_DISABLE_POST = '1';

interface Made {
  readonly project: Project;
  readonly pipeline: ReleasePipeline;
  readonly root: string;
}

function make(root: string): Made {
  const project = new ReleaseProject({ name: 'app', outdir: root });
  return {
    project,
    root,
    pipeline: new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] }),
  };
}

/** Synthesizes after `change`; returns the findings, having seen that nothing was written, changed or deleted. */
function refused(change: (made: Made) => void, files: Readonly<Record<string, string>> = {}) {
  return inFolder({ ...FILES, ...files }, (root) => {
    let before = snapshot(root);
    try {
      const made = make(root);
      change(made);
      before = snapshot(root);
      made.project.synth();
    } catch (error) {
      expect(snapshot(root)).toEqual(before);
      if (error instanceof SynthError) return error.findings;
      throw error;
    }
    throw new Error('the synth was not refused');
  });
}

class Late extends Component {
  constructor(
    scope: Project,
    private readonly when: 'preSynthesize' | 'synthesize',
    private readonly change: () => void,
  ) {
    super(scope);
  }
  public override preSynthesize(): void {
    if (this.when === 'preSynthesize') this.change();
  }
  public override synthesize(): void {
    if (this.when === 'synthesize') this.change();
  }
}

const float = ({ pipeline }: Made) =>
  pipeline.publish.file.addOverride('jobs.release.steps.0.uses', 'actions/checkout@main');
const subproject = ({ project, root }: Made) =>
  new Project({ name: 'sub', parent: project, outdir: join(root, 'sub').slice(root.length + 1) });

describe('a failing synth writes, changes and deletes nothing', () => {
  test.each<[string, (made: Made) => void, string, Readonly<Record<string, string>>?]>([
    ['addOverride', float, 'unpinned-uses'],
    [
      'patch',
      ({ pipeline }) =>
        pipeline.publish.file.patch(JsonPatch.replace('/jobs/release/steps/0/uses', 'actions/checkout@main')),
      'unpinned-uses',
    ],
    [
      'addDeletionOverride',
      ({ pipeline }) => pipeline.publish.file.addDeletionOverride('jobs.publish.if'),
      'tags-only-identity',
    ],
    [
      'an override that lets a branch sign',
      ({ pipeline }) => pipeline.publish.file.addOverride('jobs.publish.if', "github.ref_name == 'v1.2.3'"),
      'tags-only-identity',
    ],
    [
      'an override that widens a job',
      ({ pipeline }) =>
        pipeline.publish.file.addOverride('jobs.build-app-linux-amd64.permissions', { 'id-token': 'write' }),
      'tags-only-identity',
    ],
    [
      'a step in the signing job',
      ({ pipeline }) => pipeline.publish.file.patch(JsonPatch.add('/jobs/publish/steps/-', { name: 'x', run: 'true' })),
      'unknown-step-with-identity',
    ],
    [
      'a variable in the signing job',
      ({ pipeline }) => pipeline.publish.file.addOverride('jobs.publish.env.BASH_ENV', './x'),
      'unknown-step-with-identity',
    ],
    [
      'a variable of the workflow',
      ({ pipeline }) => pipeline.publish.file.addOverride('env.BASH_ENV', './x'),
      'unknown-step-with-identity',
    ],
    [
      'another shell',
      ({ pipeline }) => pipeline.publish.file.addOverride('defaults.run.shell', 'bash -x {0}'),
      'unknown-step-with-identity',
    ],
    [
      'a container around the signing job',
      ({ pipeline }) => pipeline.publish.file.addOverride('jobs.publish.container', `x@sha256:${'a'.repeat(64)}`),
      'unknown-step-with-identity',
    ],
    [
      'a step taken out of the signing job',
      ({ pipeline }) => pipeline.publish.file.patch(JsonPatch.remove('/jobs/publish/steps/0')),
      'unknown-step-with-identity',
    ],
    [
      'a job of its own with identity',
      ({ pipeline }) =>
        pipeline.publish.file.addOverride('jobs.extra', {
          name: 'x',
          'runs-on': 'ubuntu-24.04',
          'timeout-minutes': 1,
          permissions: { 'id-token': 'write' },
          steps: [{ name: 'x', run: 'true' }],
        }),
      'unknown-step-with-identity',
    ],
    [
      'a dispatch in dependabot.yml',
      ({ pipeline }) => pipeline.publish.file.addOverride('jobs.publish.runs-on', 'self-hosted'),
      'unknown-step-with-identity',
    ],
    [
      'a projen YamlFile',
      ({ project }) =>
        new YamlFile(project, '.github/workflows/x.yml', {
          obj: { on: 'push', jobs: { x: { steps: [{ uses: 'a/b@v1' }] } } },
        }),
      'unpinned-uses',
    ],
    [
      'a projen TextFile',
      ({ project }) => new TextFile(project, '.github/workflows/x.yml', { lines: WORKFLOW.split('\n') }),
      'unpinned-uses',
    ],
    [
      'an action of its own',
      ({ project }) =>
        new TextFile(project, '.github/actions/x/action.yml', {
          lines: ['runs:', '  using: composite', '  steps:', '    - uses: a/b@v1'],
        }),
      'unpinned-uses',
    ],
    [
      'an event that nobody thinks of',
      ({ pipeline }) => {
        pipeline.publish.file.addOverride('on.workflow_run.workflows', ['ci']);
        pipeline.publish.file.addOverride('jobs.publish.if', "github.event_name == 'workflow_run'");
      },
      'tags-only-identity',
    ],
    [
      "projen's sample file",
      ({ project }) => new SampleFile(project, '.github/workflows/x.yml', { contents: WORKFLOW }),
      'unpinned-uses',
    ],
    [
      "projen's sample folder",
      ({ project }) => new SampleDir(project, '.github/workflows', { files: { 'x.yml': WORKFLOW } }),
      'unpinned-uses',
    ],
    ...['.github/workflows/x.yml', './.github//workflows/x.yml', '.github/workflows'].map(
      (path): [string, (made: Made) => void, string, Readonly<Record<string, string>>] => [
        `a sample at the place of ${path}, which projen deletes`,
        ({ project }) => new SampleFile(project, '.github/workflows/x.yml', { contents: WORKFLOW }),
        'unpinned-uses',
        { '.github/workflows/x.yml': using('run: echo'), '.projen/files.json': JSON.stringify({ files: [path] }) },
      ],
    ),
    ...[false, true].map((isLast): [string, (made: Made) => void, string] => [
      'two samples at one path, of which projen writes one',
      ({ project }) => {
        const texts = [WORKFLOW, using('run: echo')];
        const [first = '', second = ''] = isLast ? texts.reverse() : texts;
        new SampleFile(project, '.github/workflows/x.yml', { contents: first });
        new SampleFile(project, './.github/workflows/x.yml', { contents: second });
      },
      'unpinned-uses',
    ]),
    [
      'a sample folder in another, of which projen writes one',
      ({ project }) => {
        new SampleDir(project, '.github', { files: { 'workflows/x.yml': WORKFLOW } });
        new SampleDir(project, '.github/workflows', { files: { 'x.yml': using('run: echo') } });
      },
      'unpinned-uses',
    ],
    [
      'a sample without contents, which is its source',
      ({ project, root }) => {
        writeFileSync(join(root, 'source.yml'), WORKFLOW);
        new SampleFile(project, '.github/workflows/x.yml', { contents: '', sourcePath: join(root, 'source.yml') });
      },
      'unpinned-uses',
    ],
    [
      'a sample at the place of a link without a target',
      ({ project, root }) => {
        symlinkSync('../y.yml', join(root, '.github/workflows/x.yml'));
        new SampleFile(project, '.github/workflows/x.yml', { contents: WORKFLOW });
      },
      'symbolic-link',
      { '.github/workflows/z.yml': using('run: echo') },
    ],
    [
      'a sample at the place of a file that a sub-project deletes',
      ({ project }) => {
        const sub = new Project({ name: 'sub', parent: project, outdir: '.github' });
        new SampleFile(sub, 'workflows/x.yml', { contents: WORKFLOW });
      },
      'unpinned-uses',
      { '.github/workflows/x.yml': using('run: echo'), '.github/.projen/files.json': '{"files": ["workflows/x.yml"]}' },
    ],
    ...[WORKFLOW, using('run: echo')].map(
      (text): [string, (made: Made) => void, string, Readonly<Record<string, string>>] => [
        'a sample and a file that projen deletes only by its marker: either',
        ({ project }) =>
          new SampleFile(project, '.github/workflows/x.yml', {
            contents: text === WORKFLOW ? using('run: echo') : WORKFLOW,
          }),
        'unpinned-uses',
        { '.github/workflows/x.yml': `# ~~ Generated by projen. ~~\n${text}`, '.projen/files.json': '{}' },
      ],
    ),
    ...[
      '"uses": ./tools/a',
      'uses : ./tools/a',
      'uses: >-\n          ./tools/a',
      'uses:\n          ./tools/a',
      'uses: &a ./tools/a',
      'uses: "\\x2e/tools/a"',
      '{"uses":"./tools/a"}',
      'uses: .\\tools\\a',
      'uses: ./tools/../tools/./a/',
    ].map((uses): [string, () => void, string, Readonly<Record<string, string>>] => [
      `a local action by ${JSON.stringify(uses)}`,
      () => undefined,
      'unpinned-uses',
      { '.github/workflows/x.yml': using(uses), 'tools/a/action.yml': ACTION },
    ]),
    [
      'a local action with an odd name',
      () => undefined,
      'unpinned-uses',
      { '.github/workflows/x.yml': using('uses: ./tools/c++ x'), 'tools/c++ x/action.yml': ACTION },
    ],
    [
      'a local action that is not there',
      () => undefined,
      'unpinned-uses',
      { '.github/workflows/x.yml': using('uses: ./downloaded') },
    ],
    [
      'a local action outside of the repository',
      () => undefined,
      'unpinned-uses',
      { '.github/workflows/x.yml': using('uses: ./../x') },
    ],
    [
      'a local action that is a link to another file',
      ({ root }) => symlinkSync('real.yml', join(root, 'tools/a/action.yml')),
      'unpinned-uses',
      { '.github/workflows/x.yml': using('uses: ./tools/a'), 'tools/a/real.yml': ACTION },
    ],
    [
      'a local action that projen writes',
      ({ project }) => new TextFile(project, 'tools/a/action.yml', { lines: ACTION.split('\n') }),
      'unpinned-uses',
      { '.github/workflows/x.yml': using('uses: ./tools/a') },
    ],
    [
      'a local action that is a sample',
      ({ project }) => new SampleFile(project, 'tools/a/action.yml', { contents: ACTION }),
      'unpinned-uses',
      { '.github/workflows/x.yml': using('uses: ./tools/a') },
    ],
    [
      'a local action of a workflow that projen writes',
      ({ project }) =>
        new TextFile(project, '.github/workflows/x.yml', { lines: using('uses: ./tools/a').split('\n') }),
      'unpinned-uses',
      { 'tools/a/action.yml': ACTION },
    ],
    [
      'a folder below a sample folder',
      ({ project, root }) => new SampleDir(project, '.github', { sourceDir: join(root, 'template') }),
      'unpinned-uses',
      { 'template/workflows/x.yml': WORKFLOW },
    ],
    [
      'a second copy of projen',
      ({ project }) =>
        jest.isolateModules(() => {
          const other = require('projen') as typeof import('projen');
          new other.TextFile(project, '.github/workflows/x.yml', { lines: WORKFLOW.split('\n') });
        }),
      'two-projens',
    ],
    [
      'runs that stop each other',
      ({ pipeline }) => pipeline.publish.file.addOverride('concurrency', { group: 'x', 'cancel-in-progress': true }),
      'unknown-step-with-identity',
    ],
    [
      'what makes GitHub keep the disk of the runner',
      ({ pipeline }) => pipeline.publish.file.addOverride('jobs.publish.snapshot', 'x'),
      'unknown-step-with-identity',
    ],
    [
      'steps of a job whose permissions are taken away',
      ({ pipeline }) => {
        pipeline.publish.file.addDeletionOverride('jobs.publish.permissions');
        pipeline.publish.file.addOverride('jobs.publish.steps', [{ name: 'mine', run: 'make' }]);
      },
      'unknown-step-with-identity',
    ],
    [
      'a job taken out',
      ({ pipeline }) => pipeline.publish.file.addDeletionOverride('jobs.promote'),
      'unknown-step-with-identity',
    ],
    ['a handwritten file', () => undefined, 'unpinned-uses', { '.github/workflows/x.yml': WORKFLOW }],
    [
      'a handwritten reusable workflow',
      () => undefined,
      'unpinned-uses',
      { '.github/workflows/x.yml': 'on: push\njobs:\n  x:\n    uses: a/b/.github/workflows/c.yml@main\n' },
    ],
    [
      'a handwritten job that pushes packages from a branch',
      () => undefined,
      'tags-only-identity',
      {
        '.github/workflows/x.yml':
          'on: push\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    permissions:\n      packages: write\n    steps: []\n',
      },
    ],
    [
      'a reusable workflow in a typed one',
      ({ project }) =>
        new Workflow(project, {
          fileName: 'ci.yml',
          name: 'ci',
          on: { push: {} },
          concurrency: { group: 'x', cancelInProgress: true },
          jobs: { x: { name: 'x', calls: 'acme/ci/.github/workflows/ci.yml', permissions: {} } },
        }),
      'unpinned-uses',
    ],
    [
      'a hand-edited ledger',
      () => undefined,
      'pin-ledger',
      {
        'dependabot-config/action-pins.yml': `runs:\n  using: composite\n  steps:\n    - uses: actions/checkout@${CHECKOUT.slice(1)} # v7.0.1\n`,
      },
    ],
    [
      'an override in a later preSynthesize()',
      (made) => new Late(made.project, 'preSynthesize', () => float(made)),
      'unpinned-uses',
    ],
    [
      'the same in a sub-project',
      (made) => new Late(subproject(made), 'preSynthesize', () => float(made)),
      'unpinned-uses',
    ],
    [
      'a component that a preSynthesize() makes',
      (made) =>
        new Late(made.project, 'preSynthesize', () => new Late(made.project, 'preSynthesize', () => float(made))),
      'unpinned-uses',
    ],
    [
      'an override that GitHub rejects',
      ({ project }) =>
        new Late(project, 'preSynthesize', () =>
          project.tryFindObjectFile('.github/dependabot.yml')?.addOverride('updates.0.cooldown.semver-major-days', 3),
        ),
      'invalid-file',
    ],
    [
      'a patch of what is not there',
      ({ pipeline }) => pipeline.publish.file.patch(JsonPatch.replace('/jobs/nope/steps/0', 1)),
      'invalid-file',
    ],
    [
      'a job that GitHub rejects',
      ({ pipeline }) => pipeline.publish.file.addOverride('jobs.reelase.timeout-minutes', 20),
      'invalid-file',
    ],
    [
      'a job taken out that others need',
      ({ pipeline }) => pipeline.publish.file.addDeletionOverride('jobs.manifest'),
      'invalid-file',
    ],
    [
      'a file that somebody wrote',
      () => undefined,
      'existing-file',
      { '.github/workflows/publish.yml': WORKFLOW.replace('@v7', `@${CHECKOUT} # v7.0.1`) },
    ],
  ])('%s', (_name, change, rule, files = {}) => {
    expect(refused(change, files).map((finding) => finding.rule)).toContain(rule);
  });

  test('typed props', () => {
    inFolder(FILES, (root) => {
      const before = snapshot(root);
      const project = new ReleaseProject({ name: 'app', outdir: root });
      new ReleasePipeline(project, { repository: 'acme', images: [{ name: 'APP' }] });
      expect(() => project.synth()).toThrow(/\n2 errors/);
      expect(snapshot(root)).toEqual(before);
    });
  });

  test('an action of a typed workflow that the ledger does not have: the fix is the pin', () => {
    const findings = refused(({ project }) => {
      new Workflow(project, {
        fileName: 'ci.yml',
        name: 'ci',
        on: { push: {} },
        concurrency: { group: 'x', cancelInProgress: true },
        jobs: { x: { name: 'x', calls: 'acme/ci/.github/workflows/ci.yml', permissions: {} } },
      });
    });
    expect(findings.map(({ message, fix }) => [message, fix])).toContainEqual([
      '`acme/ci/.github/workflows/ci.yml` is not in the ledger',
      "add it: pins: { 'acme/ci/.github/workflows/ci.yml': pin('vX.Y.Z', '<40 hex>') }",
    ]);
  });

  test('a typed pin: who gives it, and not only the line of the ledger', () => {
    inFolder(FILES, (root) => {
      const project = new ReleaseProject({
        name: 'app',
        outdir: root,
        pins: { 'actions/checkout': pin('v7.0.1', SHA) },
      });
      new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
      expect(() => project.synth()).toThrow(/\[pin-ledger\][^[]*from: `pins` of the ReleaseProject app/);
    });
  });

  test('a changed condition: the fix speaks of the override, and not of a step', () => {
    const findings = refused(({ pipeline }) => pipeline.publish.file.addOverride('jobs.publish.environment', 'prod'));
    expect(findings.map(({ fix }) => fix)).toEqual([expect.stringMatching(/^take the override back/)]);
  });

  test("projen's own workflow with a tag that the catalog does not know", () => {
    inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
      const project = new TypeScriptProject({
        name: 'x',
        defaultReleaseBranch: 'main',
        outdir: root,
        release: false,
        sampleCode: false,
      });
      new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }], dependabot: false });
      const workflow = new GithubWorkflow(project.github as never, 'mine');
      workflow.on({ push: {} });
      workflow.addJob('x', { permissions: {}, runsOn: ['ubuntu-24.04'], steps: [{ name: 'x', uses: 'acme/x@v1' }] });
      const before = snapshot(root);
      expect(() => project.synth()).toThrow(/`acme\/x` is named by `v1`/);
      expect(snapshot(root)).toEqual(before);
    });
  });

  test('a digest that is committed where a release fills one in', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const files = {
      'charts/app/Chart.yaml': 'name: app\nversion: 0.0.0\n',
      'charts/app/values.yaml': `app:\n  digest: ${digest}\nsidecar:\n  digest: ${digest}\n`,
    };
    inFolder({ ...FILES, ...files }, (root) => {
      const project = new ReleaseProject({ name: 'app', outdir: root });
      new ReleasePipeline(project, {
        repository: 'acme/app',
        images: [{ name: 'app' }],
        charts: [{ path: 'charts/app', digestValues: { app: 'app.digest' } }],
      });
      const before = snapshot(root);
      expect(() => project.synth()).toThrow(
        /charts\/app\/values\.yaml:2:11: error: `app\.digest` holds a digest \[committed-digest\][\s\S]*\n1 error/,
      );
      expect(snapshot(root)).toEqual(before);
    });
  });

  test('the same where projen writes the values', () => {
    const chart = {
      'charts/app/Chart.yaml': 'name: app\nversion: 0.0.0\n',
      'charts/app/values.yaml': 'app: { digest: "" }\n',
    };
    inFolder({ ...FILES, ...chart }, (root) => {
      const project = new ReleaseProject({ name: 'app', outdir: root });
      new YamlFile(project, 'charts/app/values.yaml', { obj: { app: { digest: `sha256:${'a'.repeat(64)}` } } });
      new ReleasePipeline(project, {
        repository: 'acme/app',
        images: [{ name: 'app' }],
        charts: [{ path: 'charts/app', digestValues: { app: 'app.digest' } }],
      });
      expect(() => project.synth()).toThrow(/\[committed-digest\]/);
    });
  });

  test("projen's own Dependabot", () => {
    inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
      const project = new TypeScriptProject({
        name: 'x',
        defaultReleaseBranch: 'main',
        outdir: root,
        release: false,
        sampleCode: false,
        depsUpgrade: false,
        githubOptions: { mergify: false },
        dependabot: true,
      } as never);
      new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
      const before = snapshot(root);
      expect(() => project.synth()).toThrow(
        /another component already writes \.github\/dependabot\.yml[\s\S]*fix: switch it off/,
      );
      expect(snapshot(root)).toEqual(before);
    });
  });

  test('a symbolic link on the way', () => {
    inFolder(FILES, (root) => {
      inFolder({}, (outside) => {
        symlinkSync(outside, join(root, '.github'));
        const before = snapshot(root);
        expect(() => make(root).project.synth()).toThrow(/`\.github` is a symbolic link/);
        expect([snapshot(root), snapshot(outside)]).toEqual([before, {}]);
      });
    });
  });
});

describe('a change that comes while projen writes is refused and not written', () => {
  test.each<[string, (made: Made) => void]>([
    [
      'a subclass of our own file that changes another one',
      (made) => {
        class Evil extends GeneratedYaml {
          public override synthesize(): void {
            float(made);
            super.synthesize();
          }
        }
        new Evil(made.project, 'a.yml', { data: () => ({}), text: () => '' });
      },
    ],
    ['an override in a synthesize()', (made) => new Late(made.project, 'synthesize', () => float(made))],
    [
      'the same in a synthesize() of a sub-project',
      (made) => new Late(subproject(made), 'synthesize', () => float(made)),
    ],
    [
      'a file that a synthesize() makes',
      (made) =>
        new Late(
          made.project,
          'synthesize',
          () => new TextFile(made.project, '.github/workflows/y.yml', { lines: ['x'] }),
        ),
    ],
    [
      'a synthesize() that writes other bytes over a sealed file',
      (made) => new Late(made.project, 'synthesize', () => replaceFile(made.pipeline.publish.file.absolutePath)),
    ],
    [
      "a subclass of projen's file that writes other bytes",
      (made) => {
        class Evil extends TextFile {
          public override synthesize(): void {
            replaceFile(this.absolutePath);
          }
        }
        made.project.tryRemoveFile('.github/workflows/kept.yml');
        new Evil(made.project, '.github/workflows/kept.yml', { lines: KEPT.split('\n') });
      },
    ],
  ])('%s', (_name, change) => {
    inFolder(FILES, (root) => {
      const withKept = () => {
        const made = make(root);
        new TextFile(made.project, '.github/workflows/kept.yml', { lines: KEPT.split('\n') });
        return made;
      };
      withKept().project.synth();
      const workflows = () => snapshot(join(root, '.github'));
      const before = workflows();
      const made = withKept();
      change(made);
      expect(() => made.project.synth()).toThrow(/\[changed-after-the-gate\]/);
      expect(workflows()).toEqual(before);
    });
  });

  test('a workflow that a synthesize() writes is reported, and a sample is written as it was read', () => {
    inFolder(FILES, (root) => {
      const made = make(root);
      const options = { contents: KEPT };
      new Late(made.project, 'synthesize', () => {
        options.contents = WORKFLOW;
        new SampleFile(made.project, '.github/workflows/late.yml', { contents: WORKFLOW }).synthesize();
      });
      new SampleFile(made.project, '.github/workflows/early.yml', options);
      expect(() => made.project.synth()).toThrow(
        /late\.yml:1:1: error: the file is created.*\[changed-after-the-gate\]/,
      );
      expect(readFileSync(join(root, '.github/workflows/early.yml'), 'utf8')).toBe(KEPT);
    });
  });

  test('a subclass that makes its own text is judged anew at each synth', () => {
    class Own extends GeneratedYaml {
      protected override synthesizeContent(): string {
        return 'a: 1\n';
      }
    }
    inFolder(FILES, (root) => {
      const { project } = make(root);
      const problems = (data: object | string | number | boolean | null) =>
        typeof data === 'object' && data !== null && 'b' in data ? ['b is there'] : [];
      const own = new Own(project, 'own.yml', { data: () => ({ a: 1 }), text: String, problems });
      project.synth();
      own.addOverride('b', 2);
      expect(() => project.synth()).toThrow(/b is there.*\[invalid-file\]/);
    });
  });

  test('what makes the text can not hide from what judges the data', () => {
    const findings = refused(({ project }) => {
      new GeneratedYaml(project, 'own.yml', {
        data: () => ({ bad: 1 }),
        text: (data) => {
          delete (data as { bad?: number }).bad;
          return 'a: 1\n';
        },
        problems: (data) => ('bad' in (data as object) ? ['bad is there'] : []),
      });
    });
    expect(findings.map(({ rule, file }) => `${rule} ${file}`)).toContain('invalid-file own.yml');
  });

  test.each(['.github', 'release'])('a sample folder that we write into is written: %s', (dir) => {
    inFolder(FILES, (root) => {
      const { project } = make(root);
      new SampleDir(project, dir, { files: { 'sample.txt': 'x' } });
      project.synth();
      expect(readFileSync(join(root, dir, 'sample.txt'), 'utf8')).toBe('x');
    });
  });

  test("somebody else's synthesize() runs once, in its place, and never where the synth is refused", () => {
    inFolder({ ...FILES, 'keep.txt': '' }, (root) => {
      const made = make(root);
      const text = new TextFile(made.project, 'a.txt', { lines: ['a'] });
      new Late(made.project, 'synthesize', () => {
        writeFileSync(join(root, 'own.txt'), readFileSync(text.absolutePath, 'utf8'));
        rmSync(join(root, 'keep.txt'));
      });
      made.project.synth();
      expect(readFileSync(join(root, 'own.txt'), 'utf8')).toContain('a');
    });
  });

  test("what stops somebody else's synthesize() leaves every file of ours written", () => {
    inFolder(FILES, (root) => {
      make(root).project.synth();
      const whole = Object.keys(snapshot(root)).filter((path) => /^(?:\.github|release)\//.test(path));
      inFolder(FILES, (other) => {
        const made = make(other);
        new Late(made.project, 'synthesize', () => {
          throw new Error('stopped');
        });
        expect(() => made.project.synth()).toThrow('stopped');
        expect(Object.keys(snapshot(other))).toEqual(expect.arrayContaining(whole));
      });
    });
  });
});

describe('what a refusal says', () => {
  test('all findings at once, each with its place, its construct and what changed it', () => {
    const findings = refused((made) => {
      float(made);
      made.pipeline.publish.file.addOverride('jobs.promote.if', 'true');
      mkdirSync(join(made.root, '.github/workflows'), { recursive: true });
      writeFileSync(join(made.root, '.github/workflows/hand.yml'), WORKFLOW);
    });
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ file, rule }) => `${file} ${rule}`)).toEqual(
      expect.arrayContaining([
        '.github/workflows/publish.yml unpinned-uses',
        '.github/workflows/publish.yml tags-only-identity',
        '.github/workflows/hand.yml unpinned-uses',
      ]),
    );
    expect(errors.every(({ line, column, why, fix }) => line > 0 && column > 0 && why !== '' && fix !== '')).toBe(true);
    expect(errors.find(({ file }) => file.endsWith('publish.yml'))?.construct).toContain('PublishWorkflow@publish.yml');
  });

  test('what a handwritten file may keep is a warning, and the synth goes on', () => {
    inFolder({ ...FILES, '.github/workflows/hand.yml': WORKFLOW.replace('@v7', `@${CHECKOUT} # v7.0.1`) }, (root) => {
      const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
      make(root).project.synth();
      expect(String(written.mock.calls[0]?.[0])).toContain('0 errors, ');
      written.mockRestore();
    });
  });
});

describe('pins', () => {
  const synth = (
    root: string,
    pins?: Parameters<typeof make>[0] extends string ? Record<string, ReturnType<typeof pin>> : never,
  ) => {
    const project = new ReleaseProject({ name: 'app', outdir: root, ...(pins ? { pins } : {}) });
    new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
    project.synth();
  };

  test('a typed pin changes that commit and comment everywhere, and nothing else', () => {
    inFolder(FILES, (root) => {
      const files = [
        '.github/workflows/publish.yml',
        '.github/workflows/security-scan.yml',
        '.github/workflows/release-rehearsal.yml',
        'dependabot-config/action-pins.yml',
      ];
      const read = () => files.map((file) => readFileSync(join(root, file), 'utf8'));
      synth(root);
      const before = read();
      const others = { ...snapshot(root) };
      synth(root, { 'actions/checkout': pin('v99.0.0', SHA) });
      const expected = before.map((text) =>
        text.replaceAll(`actions/checkout@${CHECKOUT} # v7.0.1`, `actions/checkout@${SHA} # v99.0.0`),
      );
      expect(read()).toEqual(expected);
      expect(expected[0]).not.toEqual(before[0]);
      const after = { ...snapshot(root) };
      for (const file of files) {
        delete others[file];
        delete after[file];
      }
      expect(after).toEqual(others);
    });
  });

  test("after Dependabot's edit of ledger and workflows there is no drift", () => {
    inFolder(FILES, (root) => {
      synth(root);
      for (const file of [
        '.github/workflows/publish.yml',
        '.github/workflows/security-scan.yml',
        '.github/workflows/release-rehearsal.yml',
        'dependabot-config/action-pins.yml',
      ]) {
        const path = join(root, file);
        const text = readFileSync(path, 'utf8').replaceAll(`@${CHECKOUT} # v7.0.1`, `@${SHA} # v7.0.2`);
        require('node:fs').chmodSync(path, 0o644);
        writeFileSync(path, text);
        require('node:fs').chmodSync(path, file.startsWith('.github') ? 0o444 : 0o644);
      }
      const before = snapshot(root);
      synth(root);
      expect(snapshot(root)).toEqual(before);
    });
  });

  test("projen's own workflows get the ledger's pins, with version comments", () => {
    inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
      const project = new TypeScriptProject({
        name: 'x',
        defaultReleaseBranch: 'main',
        outdir: root,
        release: false,
        sampleCode: false,
        depsUpgrade: false,
      });
      new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
      const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
      project.synth();
      written.mockRestore();
      const text = readFileSync(join(root, '.github/workflows/build.yml'), 'utf8');
      expect(text).toContain(`uses: actions/checkout@${CHECKOUT} # v7.0.1`);
      expect(text.match(/uses: (?!.*@[0-9a-f]{40} # v)/g)).toBeNull();
    });
  });

  test('a second synth changes nothing', () => {
    inFolder(FILES, (root) => {
      synth(root);
      const before = snapshot(root);
      synth(root);
      expect(snapshot(root)).toEqual(before);
      expect(before['old.txt']).toBeUndefined();
    });
  });

  test('adopt lets a file be replaced', () => {
    inFolder({ ...FILES, '.github/workflows/publish.yml': WORKFLOW }, (root) => {
      const project = new ReleaseProject({ name: 'app', outdir: root, adopt: ['.github/workflows/publish.yml'] });
      new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
      project.synth();
      expect(readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8')).toContain('name: publish\n');
    });
  });

  test('what belongs to the repository is given once', () => {
    inFolder(FILES, (root) => {
      const project = new ReleaseProject({ name: 'app', outdir: root, adopt: [] });
      new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }], adopt: [] });
      expect(() => project.synth()).toThrow(/already given on the ReleaseProject/);
    });
  });
});

describe('what stands in the way', () => {
  const rules = (findings: readonly { rule: string; file: string }[]) =>
    findings.map(({ rule, file }) => `${rule} ${file}`);

  test.each(['.github/dependabot.yml', '.github/workflows/security-scan.yml', 'release/RUNBOOK.md'])(
    'a folder at %s: nothing is written',
    (path) => {
      const findings = refused(({ root }) => mkdirSync(join(root, path), { recursive: true }));
      expect(rules(findings)).toEqual([`existing-file ${path}`]);
    },
  );

  test.each<[string, string, (made: Made) => void]>([
    ['release', 'a file', () => undefined],
    ['.projen', 'a file', () => undefined],
    ['.github', 'a file', () => undefined],
    ['.github/workflows', 'a file', () => undefined],
    ['dependabot-config', 'a file', () => undefined],
    ['dependabot-config/action-pins.yml', 'a folder', () => undefined],
    ['.projen/tasks.json', 'a folder', () => undefined],
    ['docs/a.md', 'a folder', ({ project }) => new TextFile(project, 'docs/a.md', { lines: ['x'] })],
    ['docs', 'a file', ({ project }) => new TextFile(project, 'docs/a.md', { lines: ['x'] })],
  ])('%s is %s', (path, what, change) => {
    const findings = refused((made) => {
      rmSync(join(made.root, path), { recursive: true, force: true });
      mkdirSync(join(made.root, path, '..'), { recursive: true });
      if (what === 'a folder') mkdirSync(join(made.root, path));
      else writeFileSync(join(made.root, path), '');
      change(made);
    });
    expect(rules(findings)).toContain(`existing-file ${path}`);
  });

  test.each<[string, (project: Project) => void]>([
    ['a file of projen', (project) => new TextFile(project, 'docs/a.md', { lines: ['x'] })],
    ['a sample', (project) => new SampleFile(project, 'docs/a.md', { contents: 'x' })],
  ])('%s is not written through a link to another place, but through one within the repository', (_, add) => {
    const synthThrough = (target: string) =>
      inFolder({ ...FILES, 'documents/x': '' }, (root) => {
        symlinkSync(target, join(root, 'docs'));
        const made = make(root);
        add(made.project);
        made.project.synth();
      });
    inFolder({}, (outside) => {
      expect(() => synthThrough(outside)).toThrow(/`docs` is a symbolic link/);
      expect(snapshot(outside)).toEqual({});
    });
    synthThrough('documents');
  });

  test('a folder that is read-only', () => {
    inFolder(FILES, (root) => {
      const { project } = make(root);
      mkdirSync(join(root, 'release'));
      chmodSync(join(root, 'release'), 0o555);
      chmodSync(root, 0o777);
      const before = snapshot(root);
      // Nothing is read-only for root, so root is somebody else meanwhile.
      const isRoot = process.getuid?.() === 0;
      if (isRoot) process.seteuid?.(65534);
      try {
        expect(() => project.synth()).toThrow(/release:1:1: error: the files can't be written: EACCES.*\[no-room\]/);
      } finally {
        if (isRoot) process.seteuid?.(0);
      }
      expect(snapshot(root)).toEqual(before);
    });
  });

  test("a file that took the place of one of ours is somebody else's", () => {
    const text = 'on: push\npermissions: {}\njobs:\n  x:\n    steps: []\n';
    const manifest = JSON.stringify({ files: ['.github/workflows/publish.yml'] });
    const findings = refused(() => undefined, {
      '.github/workflows/publish.yml': text,
      '.projen/files.json': manifest,
    });
    expect(rules(findings)).toContain('existing-file .github/workflows/publish.yml');
  });

  test("a sub-project's workflow of the same name is no model of the release's", () => {
    inFolder(FILES, (root) => {
      const { project } = make(root);
      const model: WorkflowModel = {
        name: 'ci',
        on: { push: { branches: ['main'] } },
        concurrency: { group: 'x', cancelInProgress: false },
        jobs: { a: { name: 'a', runsOn: 'ubuntu-24.04', timeoutMinutes: 1, permissions: {}, steps: [] } },
      };
      const sub = new Project({ name: 'sub', parent: project, outdir: 'sub' });
      new WorkflowFile(sub, 'publish.yml', () => model, { usesOf: String, versionOf: () => undefined });
      expect(() => project.synth()).not.toThrow();
    });
  });

  test('a text without our first line is written again', () => {
    inFolder(FILES, (root) => {
      for (const text of ['one\n', 'two\n']) {
        const { project } = make(root);
        new GeneratedText(project, 'VERSION', { text: () => text });
        project.synth();
        expect(readFileSync(join(root, 'VERSION'), 'utf8')).toBe(text);
      }
    });
  });

  test("a file that only mentions us is somebody else's", () => {
    const text =
      '# This one was NOT Written by sealwright. Keep!\non: push\npermissions: {}\njobs:\n  x:\n    steps: []\n';
    const findings = refused(() => undefined, { '.github/workflows/publish.yml': text });
    expect(rules(findings)).toContain('existing-file .github/workflows/publish.yml');
  });

  test('.projen as a link', () => {
    inFolder({ Dockerfile: 'FROM scratch\n' }, (outside) => {
      inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
        symlinkSync(outside, join(root, '.projen'));
        const before = snapshot(outside);
        expect(() => make(root).project.synth()).toThrow(SynthError);
        expect(snapshot(outside)).toEqual(before);
      });
    });
  });

  test("somebody else's synthesize() does not run where the synth is refused", () => {
    let ran = false;
    refused(({ project, pipeline }) => {
      new Late(project, 'synthesize', () => {
        ran = true;
      });
      pipeline.publish.file.addOverride('jobs.publish.if', 'true');
    });
    expect(ran).toBe(false);
  });

  test.each<[string, (made: Made) => void, string]>([
    [
      'the scan taken out',
      ({ pipeline }) => pipeline.publish.file.addDeletionOverride('jobs.image-app.steps.5'),
      'unknown-step-with-identity',
    ],
    [
      'the check of the tag replaced',
      ({ pipeline }) =>
        pipeline.publish.file.addOverride('jobs.release.steps.0.run', 'echo "tag=v1" >> "$GITHUB_OUTPUT"\n'),
      'unknown-step-with-identity',
    ],
    [
      'two publishing at once',
      ({ pipeline }) =>
        pipeline.publish.file.addOverride('jobs.publish.concurrency', { group: 'x', 'cancel-in-progress': true }),
      'unknown-step-with-identity',
    ],
  ])('%s', (_, change, rule) => {
    expect(refused(change).map((finding) => finding.rule)).toContain(rule);
  });
});

describe('files that no rule has read', () => {
  const EVIL = '.github/workflows/evil.yml';
  const evil = (project: Project) => new TextFile(project, EVIL, { lines: ['on: push'] });
  const demandNone = (make_: (made: Made) => void) =>
    inFolder(FILES, (root) => {
      const made = make(root);
      make_(made);
      expect(() => made.project.synth()).toThrow(SynthError);
      expect(() => readFileSync(join(root, EVIL), 'utf8')).toThrow('ENOENT');
    });

  test('made and written after the synth', () => {
    delete process.env.PROJEN_DISABLE_POST;
    demandNone(({ project }) => {
      class After extends Component {
        public override postSynthesize(): void {
          evil(project).synthesize();
        }
      }
      new After(project);
    });
    process.env.PROJEN_DISABLE_POST = '1';
  });

  test("made in a synthesize() of a package that marks its classes as projen's are marked", () =>
    demandNone(({ project }) => {
      class Marked extends Component {
        public override synthesize(): void {
          evil(project);
        }
      }
      Object.defineProperty(Marked, Symbol.for('jsii.rtti'), { value: { fqn: 'other.Marked', version: '1.0.0' } });
      new Marked(project);
    }));

  test('of a sub-project that synthesizes alone', () =>
    inFolder(FILES, (root) => {
      const { project } = make(root);
      const sub = new Project({ name: 'sub', parent: project, outdir: '.github/workflows' });
      new TextFile(sub, 'evil.yml', { lines: ['on: push'] });
      expect(() => sub.synth()).toThrow(SynthError);
      expect(() => readFileSync(join(root, EVIL), 'utf8')).toThrow('ENOENT');
    }));
});
