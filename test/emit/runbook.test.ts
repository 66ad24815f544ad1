import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anchor } from '../../src/emit/markdown';
import { blocks, headings, mermaidErrors, prose } from '../support/markdown';
import { shellSyntaxErrors } from '../support/oracles';
import { CASES, COMMITTED, RUNBOOKS } from '../support/runbooks';

const read = (file: string) => readFileSync(file, 'utf8');

// Written by parts of a release that are not here yet. What is there must leave this list.
const NOT_YET: readonly string[] = [];

const ALWAYS = [
  'What a release produces',
  'Once, before the first release',
  'What "tags only" proves',
  'Before the tag',
  'Set the tag',
  'Watch the run',
  'When a run fails',
  'Verify',
  'Record the digests',
  'Hand over to operators',
  'An air-gapped registry',
  'Roll back',
  'A tag never moves',
  'Superseding a bad tag',
  'Prereleases',
  'What runs where',
  'Pins and tools',
  'What keeps the pipeline honest',
];
const IMAGES = ['Inspect the SBOMs', 'What large images cost'];

test.each([
  [
    'examples/actions-gateway/release/RUNBOOK.md',
    [...IMAGES, 'Artifact Hub', 'Published but not installed by default'],
  ],
  ['examples/minimal/release/RUNBOOK.md', IMAGES],
  ['examples/monorepo/release/api/RUNBOOK.md', IMAGES],
  ['examples/monorepo/release/worker/RUNBOOK.md', IMAGES],
  ['examples/chart-only/release/RUNBOOK.md', []],
  ['release/RUNBOOK.md', []],
])('%s has the chapters that apply, and no other', (file, more) => {
  expect([...headings(read(file))].sort()).toEqual([...ALWAYS, ...more].sort());
});

test('there is a runbook for every release unit', () => {
  expect(COMMITTED.map(([file]) => file).sort()).toEqual([
    'examples/actions-gateway/release/RUNBOOK.md',
    'examples/chart-only/release/RUNBOOK.md',
    'examples/minimal/release/RUNBOOK.md',
    'examples/monorepo/release/api/RUNBOOK.md',
    'examples/monorepo/release/worker/RUNBOOK.md',
    'release/RUNBOOK.md',
  ]);
});

describe.each(RUNBOOKS)('%s', (_, text) => {
  test('is whole: no placeholder, no note to oneself, nothing at the end of a line', () => {
    // What a template that was not filled leaves behind.
    const odd = /[ \t]$|\b(?:TODO|FIXME|XXX|undefined|NaN)\b|(?<!\/dev\/)\bnull\b|…|\[object|<(?!c>)[A-Za-z][^<>]*>/;
    expect(text.split('\n').filter((line) => odd.test(line))).toEqual([]);
    expect(/\n\n\n|[^\n]$/.test(text)).toBe(false);
  });

  test('every link inside leads to a heading, and every chapter is in the list', () => {
    const anchors = headings(text).map(anchor);
    expect(new Set(anchors).size).toBe(anchors.length);
    const links = [...prose(text).matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
    expect(anchors.filter((one) => !links.includes(one))).toEqual([]);
  });

  test('every command parses', async () => {
    const commands = blocks(text).filter(({ language }) => language === 'sh');
    expect(commands.length).toBeGreaterThan(10);
    for (const { text: script } of commands) {
      expect([script, await shellSyntaxErrors(script)]).toEqual([script, []]);
      const { stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
      expect([script, stderr]).toEqual([script, '']);
    }
  });

  test('a row of a table has as many cells as its head', () => {
    const lines = prose(text).split('\n');
    const cells = (line: string) => line.replaceAll('\\|', '').split('|').length;
    lines.forEach((line, i) => {
      if (line.startsWith('|') && lines[i - 1]?.startsWith('|'))
        expect([line, cells(line)]).toEqual([line, cells(lines[i - 1] ?? '')]);
    });
  });
});

test("every case's diagram is one", () => {
  const diagrams = Object.values(CASES).flatMap((text) =>
    blocks(text).filter(({ language }) => language === 'mermaid'),
  );
  expect(mermaidErrors(diagrams.map(({ text }) => text))).toEqual(Object.keys(CASES).map(() => null));
});

test.each(COMMITTED)('every file that %s names is there', (file, root) => {
  const text = read(file);
  const linked = [...prose(text).matchAll(/\]\((?!#|https:)([^)]+)\)/g)].map((match) =>
    join(dirname(file), match[1] ?? ''),
  );
  const named = [...text.matchAll(/(?<![\w./$@:-])(?:\.github|release|dependabot-config|charts|services)\/[\w./-]*\w/g)]
    .map(([path]) => path)
    .concat(
      [...text.matchAll(/`((?:artifacthub-repo\.yml|Dockerfile|\.projenrc\.ts))`/g)].map((match) => match[1] ?? ''),
    );
  expect(named.length).toBeGreaterThan(5);
  const missing = [...new Set([...linked, ...named.map((path) => join(root, path))])].filter(
    (path) => !existsSync(path),
  );
  expect(missing.filter((path) => !NOT_YET.some((name) => path.endsWith(`/${name}`)))).toEqual([]);
});

test('what is there is not on the list of what is to come', () => {
  const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  expect(NOT_YET.filter((name) => tracked.split('\n').some((path) => path.endsWith(`/${name}`)))).toEqual([]);
});

test('the identity, the types and the issuer are those that the steps use', () => {
  const scripts = ['prelude-registry', 'check-artifact', 'publish-artifact']
    .map((id) => read(`src/steps/${id}.sh`))
    .join('\n');
  const urls = new Set(
    Object.values(CASES).flatMap((text) =>
      [...text.matchAll(/--(?:type|certificate-oidc-issuer) (https:\S+)/g)].map((match) =>
        match[1]?.replace(/[`.]+$/, ''),
      ),
    ),
  );
  expect(urls.size).toBe(5);
  for (const url of urls) expect(scripts).toContain(url);
  expect(scripts).toContain(
    '--certificate-identity "https://github.com/$GITHUB_REPOSITORY/.github/workflows/$WORKFLOW_FILE@refs/tags/$TAG"',
  );
});

test('the numbers are those of the workflow', () => {
  const workflow = read('examples/minimal/.github/workflows/publish.yml');
  const text = read('examples/minimal/release/RUNBOOK.md');
  expect(text).toContain('One of them may hold 10 GB at most');
  expect(workflow).toContain('MAX_BYTES: "10000000000"');
  expect(text).toContain('is kept for 30 days');
  expect(new Set(workflow.match(/retention-days: \d+/g))).toEqual(new Set(['retention-days: 30']));
  // Two archives: each is uploaded and downloaded by its build and its image, and by the image and publish.
  expect(text).toMatch(
    /with 2 archives of 500 MB \|\n.*\n\| uploads \| 2 × its size \| 2\.0 GB \|\n\| downloads \| 2 × its size \| 2\.0 GB \|/,
  );
  expect(workflow.match(/uses: actions\/upload-artifact@/g)?.length).toBeGreaterThan(0);
  expect(workflow.match(/name: (?:Fetch|Download) (?:the )?(?:archive|image)/g)).toHaveLength(3);
});

test('messages of the table stand in the steps', () => {
  const scripts = ['src/steps', 'src/emit/verifier/verify-release']
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith('.sh'))
    .map(read)
    .join('\n');
  const messages = Object.values(CASES).flatMap((text) => {
    const [, rows = ''] = text.split('| the message contains | what to do |\n| --- | --- |\n');
    return (rows.split('\n\n')[0] ?? '').split('\n').map((row) => row.split(' | ')[0]?.slice(2) ?? '');
  });
  expect(new Set(messages).size).toBeGreaterThan(25);
  expect([...new Set(messages)].filter((message) => !scripts.includes(message))).toEqual([]);
});

describe('what a release is decides what is said', () => {
  const everything = CASES.everything ?? '';
  test.each([
    ['variants', everything, '`v$VERSION-ubi` and `sha-$COMMIT-ubi`'],
    ['suffixes', everything, 'It must not end in `-ubi`'],
    ['every registry', everything, '`ghcr.io/acme/app`, `registry.example.com/acme/app`'],
    ['the secret', everything, '`PASSWORD` holds the password of `bot`'],
    ['its environments', everything, 'Store it in the environments `release` and `release-registry`'],
    ['pushes to several registries', everything, 'pushes to registries | 2 ×'],
    ['tags that move', everything, '`latest`, `v1`, `v1.2` and `stable`'],
    ['the checks that are demanded', everything, '`build (linux, amd64)` and `lint | all`'],
    ['a line that must be there', everything, '````a `b` | <c> ``` $VERSION````'],
    ['a branch by its pattern', everything, 'BRANCH=release/1'],
    ['what checks a push', everything, 'and on every push to `release/*` and `main`.'],
    ['what a push never runs', everything, 'never on a push'],
    ['every gate', everything, '| the gate `ready` | no | no | yes |'],
    ['the gate of a file', everything, '| the gate that looks for the version in `docs/version.md` | no | no | yes |'],
    [
      'checks that only a tag asks for',
      everything,
      '| check that `build (linux, amd64)` and `lint \\| all` have succeeded |',
    ],
    ['a name that a shell reads', everything, '`ctl_${VERSION}_linux`'],
    ['an environment decides', everything, 'the ruleset and the reviewers of the environment decide that'],
    ['no environment decides', CASES.legacy, 'who was allowed to push the tag: the ruleset decides that.'],
    [
      'packages and repositories',
      everything,
      "(Danger Zone, Change visibility) and anything else in its registry's settings.",
    ],
    ['a repository to create first', everything, 'Create `registry.example.com/acme/app`'],
    ['Docker Hub', CASES['Docker Hub'], "a Docker Hub repository in the repository's settings"],
    ['the SBOMs of a copy', everything, 'the signature and the SBOMs of each architecture'],
    ['a login', CASES.private, 'docker login ghcr.io --username "$(gh api user --jq .login)" --password-stdin'],
    ['a token', CASES.private, 'GH_TOKEN=$(gh auth token)\nexport GH_TOKEN'],
    ['the units that share a latest release', CASES['a unit'], 'the last one made has the mark'],
    ['what a draft is for', CASES.private, '| there is no draft of |'],
    ['the secret of a login', everything, '| could not log in to |'],
    ['notes in a file', everything, '`docs/$TAG.md`'],
    ["GitHub's provenance", everything, 'gh attestation verify "oci://ghcr.io/acme/app@$DIGEST"'],
    ['CycloneDX', everything, '--type https://cyclonedx.org/bom'],
    ['files', everything, '`tool-$TAG`'],
    ['a first release', everything, 'For the tag `v0.1.0` alone'],
    ['a registered chart', everything, 'Registered: `app`'],
    [
      'a bad version is hidden before the tag that tells Artifact Hub',
      everything,
      "2. In the same pull request, hide the bad version of `app` from Artifact Hub: `artifactHub: { ignore: [{ name: 'app', version: '^1\\\\.2\\\\.2$' }] }`",
    ],
    ['trusted steps', everything, '`Say it` in `publish` (a board | must know)'],
    ['images that no chart takes', everything, '`app-ubi`, `tool` and `quiet` are built'],
    ['images that only report', everything, 'It is only reported for `tool`.'],
    ['the format from before bundles', CASES.legacy, 'cosign verify --new-bundle-format=false \\'],
    ['private packages', CASES.private, '**Packages stay private.**'],
    ['what trusts a private Sigstore', CASES.private, 'is private: `https://tuf.example.com`, trusted by `root.json`'],
    ['a private Sigstore', CASES.private, "cosign initialize --mirror https://tuf.example.com --root 'root.json'"],
    ['a draft', CASES.private, 'gh release create "$TAG" --repo "$REPOSITORY" --draft'],
    ['a version in the chart', CASES['chart of its own version'], '`charts/app/Chart.yaml` already has this version'],
    ['an annotation in the chart', CASES['chart of its own version'], 'is the one that is committed'],
    ['a tag without a prefix', CASES['no prefix'], 'export TAG="$VERSION"'],
    ['digests in the chart', CASES.stamped, '`app` carries the digests of its images'],
    ['no install without digests', CASES.rejected, 'does not render without the digests'],
    ['no Dependabot', CASES['without Dependabot'], 'No Dependabot looks after it'],
    ["the repository's own scanner", CASES['without Dependabot'], "The scanner is this repository's own."],
  ])('%s', (_, text, words) => {
    expect(text).toContain(words);
  });

  test.each<[string, string | undefined, RegExp]>([
    ['pulls without a login', CASES.private, /pulls everything|nobody can pull/],
    ['digests in a command', CASES.stamped, /--set/],
    ['bundles', CASES.legacy, /sigstore\.dev\/cosign\/sign\/v1/],
    ['a login that is not needed', CASES.legacy, /docker login|GH_TOKEN/],
    ["GitHub's packages", CASES['Docker Hub'], /Danger Zone|firstRelease|GitHub's registry/],
    ['gates', CASES.legacy, /\bgates?\b/i],
    ['an environment', CASES.legacy, /reviewers of the environment/],
    ['images', CASES['chart of its own version'], /index|SBOM|BuildKit|`syft`|`trivy`/],
    ['what only metadata can hide', CASES['chart of its own version'], /hide the bad version/],
    ['digests by a function that is not there', CASES['files alone'], /digest_of/],
    ['Dependabot', CASES['without Dependabot'], /Dependabot (?:opens|bumps)|`trivy`/],
    ['charts', read('examples/minimal/release/RUNBOOK.md'), /helm|\bchart/i],
    ['charts and images', read('release/RUNBOOK.md'), /helm|\bchart|image|SBOM/i],
  ])('what does not apply is not said: %s', (_, text = '', words) => {
    expect(text.split('\n').filter((line) => words.test(line))).toEqual([]);
  });
});
