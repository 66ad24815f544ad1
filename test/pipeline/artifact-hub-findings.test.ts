import { ReleasePipeline, ReleaseProject } from '../../src';
import { artifactHubFindings } from '../../src/pipeline/artifact-hub-findings';
import { inFolder, snapshot } from '../support/synth';

const FILE = 'charts/app/Chart.yaml';
const head = 'name: app\nversion: 1.0.0\nannotations:\n  other.io/x: whatever\n';
const find = (annotation: string, ours: readonly string[] = []) =>
  artifactHubFindings(FILE, `${head}  artifacthub.io/${annotation}`, new Set(ours));

test.each<[string, string]>([
  ['alternativeName', 'alternativeName: app\n'],
  ['category', 'category: security\n'],
  ['changes as texts', 'changes: |\n    - one\n    - "two: 2"\n'],
  [
    'changes in capitals',
    'changes: |\n    - kind: Added\n      description: x\n      links: [{ name: a, url: https://a }]\n',
  ],
  ['changes without a kind', 'changes: |\n    - description: x\n    - { kind: fixed, description: y }\n'],
  ['a change of two lines', 'changes: |\n    - kind: fixed\n      description: |\n        a\n        b\n'],
  ['flags', 'containsSecurityUpdates: "t"\n  artifacthub.io/operator: "True"\n  artifacthub.io/prerelease: "0"\n'],
  ['crds', 'crds: |\n    - { kind: A, version: v1, name: a.b, displayName: A, description: x }\n'],
  ['crdsExamples', 'crdsExamples: |\n    - { apiVersion: a/v1, kind: A, spec: { x: 1 } }\n'],
  ['images', 'images: |\n    - { name: x, image: "ghcr.io/a/b:v1", platforms: [linux/amd64], whitelisted: true }\n'],
  ['an image by digest', `images: |\n    - image: ghcr.io/a/b@sha256:${'a'.repeat(64)}\n`],
  ['license', 'license: Apache-2.0 OR GPL-2.0+ WITH Classpath-exception-2.0\n'],
  ['links', 'links: |\n    - { name: support, url: https://a }\n'],
  ['maintainers', 'maintainers: |\n    - { name: a, email: a@b }\n'],
  ['operatorCapabilities', 'operatorCapabilities: Basic Install\n'],
  ['recommendations', 'recommendations: |\n    - url: https://a\n'],
  ['screenshots', 'screenshots: |\n    - { title: a, url: https://a }\n'],
  ['signKey', 'signKey: |\n    fingerprint: ABCDEF0123456789\n    url: https://a\n'],
])('Artifact Hub takes %s', (_name, annotation) => expect(find(annotation)).toEqual([]));

test.each<[string, string, RegExp]>([
  ['a category', 'category: nonsense\n', /^`artifacthub.io\/category`: /],
  ['changes that are no list', 'changes: not a list\n', /changes`: .*array/],
  [
    'texts beside objects',
    'changes: |\n    - one\n    - { kind: fixed, description: x }\n',
    /changes`: has texts beside objects/,
  ],
  ['a kind of change', 'changes: |\n    - { kind: new, description: x }\n', /changes`: 0/],
  [
    'a link of a change without a name',
    'changes: |\n    - { kind: added, description: x, links: [{ url: https://a }] }\n',
    /changes`: 0/,
  ],
  ['a flag', 'operator: "yes"\n', /operator`: is neither/],
  ['the flag of a prerelease', 'prerelease: maybe\n', /prerelease`: is neither/],
  ['crds that are no list', 'crds: "kind: A"\n', /crds`: .*array/],
  ['an example that is no resource', 'crdsExamples: |\n    - a: 1\n', /crdsExamples`: 0\.apiVersion/],
  ['an image without a name', 'images: |\n    - name: x\n', /images`: 0\.image/],
  ['an image that is none', 'images: |\n    - image: "a b"\n', /images`: 0\.image: is not the name of an image/],
  ['an image of no list', 'images: "x"\n', /images`: .*array/],
  ['a license', 'license: banana\n', /license`: is not an SPDX identifier/],
  ['a link without a name', 'links: |\n    - url: https://a\n', /links`: 0\.name/],
  ['a maintainer without an e-mail', 'maintainers: |\n    - name: a\n', /maintainers`: 0\.email/],
  ['capabilities', 'operatorCapabilities: full\n', /operatorCapabilities`: /],
  ['a recommendation without an address', 'recommendations: |\n    - name: a\n', /recommendations`: 0/],
  ['a screenshot without a title', 'screenshots: |\n    - url: https://a\n', /screenshots`: 0\.title/],
  ['a key without an address', 'signKey: |\n    fingerprint: ABCDEF0123456789\n', /signKey`: url/],
  ['YAML that is none', 'links: "["\n', /links`: it is not YAML/],
  ['what is no text', 'links:\n    - a\n', /links`: it is not a text/],
])('Artifact Hub refuses %s: an error with its line', (_name, annotation, message) => {
  expect(find(annotation)[0]).toMatchObject({
    rule: 'artifact-hub',
    severity: 'error',
    file: FILE,
    line: 5,
    column: 3,
    message: expect.stringMatching(message),
  });
});

test('what a synth writes itself is not read, and a name that nobody knows is a warning', () => {
  expect(find('category: nonsense\n', ['artifacthub.io/category'])).toEqual([]);
  expect(find('categroy: security\n')).toMatchObject([
    { severity: 'warning', fix: 'did you mean `artifacthub.io/category`? Correct or remove it' },
  ]);
});

test('a maintainer without an e-mail is a warning where Artifact Hub reads the chart', () => {
  const maintainers = 'maintainers:\n  - name: a\n  - { name: b, email: b@c }\n';
  expect(artifactHubFindings(FILE, `${maintainers}${head}`, new Set(['artifacthub.io/license']))).toMatchObject([
    { severity: 'warning', line: 2, message: 'a maintainer has no e-mail' },
  ]);
  expect(artifactHubFindings(FILE, `${maintainers}${head}`, new Set())).toEqual([]);
});

test.each([
  ['with annotations of ours', { license: 'Apache-2.0' }],
  ['without', undefined],
])('synth: what was committed is read in a chart %s', (_name, artifactHub) => {
  const files = { [FILE]: `${head}  artifacthub.io/category: nonsense\n`, 'charts/app/values.yaml': '' };
  inFolder(files, (root) => {
    const project = new ReleaseProject({ name: 'app', outdir: root });
    new ReleasePipeline(project, {
      repository: 'acme/app',
      charts: [{ path: 'charts/app', ...(artifactHub ? { artifactHub } : {}) }],
    });
    const before = snapshot(root);
    expect(() => project.synth()).toThrow(/charts\/app\/Chart\.yaml:5:3: error: `artifacthub\.io\/category`/);
    expect(snapshot(root)).toEqual(before);
  });
});
