import { get, type YamlNode } from '../workflow/yaml-tree';
import { defineRule, type Report } from './engine/rule';
import { inputOf, type StepView } from './engine/view';

/** Inputs of actions that are run as code. */
const CODE_INPUTS: Readonly<Record<string, string>> = {
  'actions/github-script': 'script',
  'azure/cli': 'inlineScript',
  'azure/powershell': 'inlineScript',
  'mikefarah/yq': 'cmd',
};

export const templateInjection = defineRule({
  id: 'template-injection',
  title: 'an expression is pasted into a script',
  why: 'GitHub puts the value into the text before a shell reads it: a title or a branch name with a `$(…)` in it is run.',
  fix: 'give the value by `env:` and read the variable in the script',
  group: 'hygiene',
  aliases: { zizmor: 'template-injection', actionlint: 'expression', octoscan: 'expression-injection' },
  invalid: [
    {
      name: 'in a script',
      yaml: '- run: echo "${{ github.event.issue.title }}"',
      finds: '${{ github.event.issue.title }}',
    },
    {
      name: 'also where the value seems harmless',
      yaml: '- run: |\n    set -e\n    echo ${{ github.sha }}',
      finds: '${{ github.sha }}',
    },
    {
      name: 'in the code that an action runs',
      yaml: '- uses: actions/github-script@3a2844b7e9c422d3c10d287c895573f7108da1b3 # v9.0.0\n  with:\n    script: console.log("${{ github.head_ref }}")',
      finds: '${{ github.head_ref }}',
    },
    {
      name: 'in the shell',
      yaml: "- shell: bash -c '${{ github.event.issue.title }}' {0}\n  run: echo",
      finds: '${{ github.event.issue.title }}',
    },
    {
      name: 'in the shell of all steps',
      yaml: "on: push\ndefaults:\n  run:\n    shell: bash -c '${{ github.head_ref }}' {0}\njobs:\n  a:\n    steps: []\n",
      finds: '${{ github.head_ref }}',
    },
    {
      name: "in a container's command line",
      yaml: '- uses: docker://alpine\n  with:\n    args: -c "${{ github.head_ref }}"',
      finds: '${{ github.head_ref }}',
    },
  ],
  valid: [
    { name: 'by the environment', yaml: '- env:\n    TITLE: ${{ github.event.issue.title }}\n  run: echo "$TITLE"' },
  ],
  check(file) {
    const text = file.tree.text;
    const shells = [file.root, ...file.jobs.map(({ node }) => node)].map((node) =>
      get(get(get(node, 'defaults'), 'run'), 'shell'),
    );
    return [
      ...shells.flatMap((shell) => expressions(text, shell)),
      ...file.steps.flatMap((step) =>
        [step.run, get(step.node, 'shell'), ...codeInputs(step).map((name) => inputOf(step, name))].flatMap((code) =>
          expressions(text, code),
        ),
      ),
    ];
  },
});

function codeInputs(step: StepView): readonly string[] {
  const parsed = step.uses?.parsed;
  if (parsed?.kind === 'docker') return ['args', 'entrypoint'];
  const input = parsed?.kind === 'action' ? CODE_INPUTS[parsed.action.toLowerCase()] : undefined;
  return input === undefined ? [] : [input];
}

function expressions(text: string, script: YamlNode | undefined): readonly Report[] {
  if (script?.kind !== 'scalar' || !script.value.includes('${{')) return [];
  const raw = text.slice(script.start, script.end);
  const found: Report[] = [];
  for (let at = raw.indexOf('${{'); at >= 0; at = raw.indexOf('${{', at + 3)) {
    const close = raw.indexOf('}}', at);
    const end = close < 0 ? raw.length : close + 2;
    const expression = raw.slice(at, end).replace(/\s+/g, ' ').slice(0, 80);
    found.push({
      at: { start: script.start + at, end: script.start + end },
      message: `\`${expression}\` is pasted into a script`,
    });
    if (close < 0) break;
  }
  return found.length > 0 ? found : [{ at: script, message: 'an expression is pasted into a script' }];
}
