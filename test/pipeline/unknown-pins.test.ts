import { pin, ReleasePipeline, ReleaseProject, SynthError } from '../../src';
import { unknownPins } from '../../src/pipeline/unknown-pins';
import { inFolder } from '../support/synth';

const A = 'a'.repeat(40);
const KNOWN = ['actions/upload-artifact', 'actions/checkout'];

test.each([
  ['a typing error', 'actions/uplaod-artifact', '', 'did you mean `actions/upload-artifact`? '],
  ['an action that nobody runs', 'acme/thing', 'uses: acme/other@v1', ''],
])('%s is a finding', (_, action, workflow, fix) => {
  expect(unknownPins({ [action]: pin('v7.0.2', A) }, KNOWN, () => [workflow])).toMatchObject([
    { rule: 'pin-ledger', fix: `${fix}Correct the name, or remove the pin` },
  ]);
});

test.each([
  ['known, in another case', 'Actions/Checkout', ''],
  ['in a workflow', 'acme/thing', `- uses: acme/thing@${A} # v1.0.0`],
])('%s is none', (_, action, workflow) => {
  expect(unknownPins({ [action]: pin('v7.0.2', A) }, KNOWN, () => [workflow])).toEqual([]);
});

const refused = (root: string, pins: Record<string, ReturnType<typeof pin>> = {}) => {
  const project = new ReleaseProject({ name: 'app', outdir: root, pins });
  const pipeline = new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app' }] });
  return {
    pipeline,
    findings: () => {
      try {
        project.synth();
        return [];
      } catch (error) {
        if (error instanceof SynthError) return error.findings.map(({ file, message }) => `${file}: ${message}`);
        throw error;
      }
    },
  };
};
const LEDGER = 'dependabot-config/action-pins.yml';

test('synth: a typing error is refused, an action that an override runs is not', () => {
  inFolder({ Dockerfile: 'FROM scratch\n' }, (root) => {
    expect(refused(root, { 'actions/uplaod-artifact': pin('v7.0.2', A) }).findings()).toEqual([
      `${LEDGER}: no workflow here runs \`actions/uplaod-artifact\`, for which \`pins\` gives a commit`,
    ]);
    const { pipeline, findings } = refused(root, { 'acme/lint': pin('v1.0.0', A) });
    pipeline.publish.file.addOverride('jobs.image-app.steps.0.uses', `acme/lint@${A}`);
    expect(findings().filter((finding) => finding.includes('no workflow here runs'))).toEqual([]);
  });
});

test.each([
  ['nothing', '', 'the ledger is empty'],
  ['no YAML', 'runs:\n  - [', 'it is not YAML'],
])('synth: a ledger with %s is one finding, also with a handwritten workflow', (_, text, message) => {
  const workflow = `on: push\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@${A} # v1.0.0\n        with: { persist-credentials: false }\n`;
  inFolder({ Dockerfile: 'FROM scratch\n', [LEDGER]: text, '.github/workflows/ci.yml': workflow }, (root) => {
    const errors = refused(root)
      .findings()
      .filter((finding) => finding.startsWith(LEDGER) || finding.includes('actions/checkout'));
    expect(errors).toEqual([expect.stringContaining(`${LEDGER}: ${message}`)]);
  });
});
