import type { Example } from './rule';

const WORKFLOW = `name: example
on: push
permissions: {}
jobs:
  example:
    runs-on: ubuntu-24.04
    steps:
`;

/** The whole text of an example: one step stands in a small workflow. */
export function exampleText(example: Example): string {
  if (!example.yaml.startsWith('- ')) return example.yaml;
  const steps = example.yaml.split('\n').map((line) => (line === '' ? line : `      ${line}`));
  return `${WORKFLOW}${steps.join('\n')}\n`;
}
