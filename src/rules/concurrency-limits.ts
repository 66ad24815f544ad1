import { get, textOf, type YamlNode } from '../workflow/yaml-tree';
import { defineRule } from './engine/rule';
import { keyOrNode } from './engine/view';

const workflow = (concurrency: string) =>
  `on: push\npermissions: {}\n${concurrency}jobs:\n  build:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps: []\n`;

export const concurrencyLimits = defineRule({
  id: 'concurrency-limits',
  title: 'two runs may write at the same time',
  why: 'Two runs for one ref race for the same tags and the same referrers, and the one that loses is not told.',
  fix: "add `concurrency: { group: '${{ github.workflow }}-${{ github.ref }}', cancel-in-progress: false }`",
  group: 'hygiene',
  aliases: { zizmor: 'concurrency-limits' },
  invalid: [
    { name: 'none', yaml: workflow(''), finds: 'jobs' },
    { name: 'a group alone', yaml: workflow('concurrency: release\n'), finds: 'concurrency' },
    {
      name: 'what happens to the running one is not said',
      yaml: workflow('concurrency:\n  group: release\n'),
      finds: 'concurrency',
    },
  ],
  valid: [
    { name: 'both said', yaml: workflow('concurrency:\n  group: release\n  cancel-in-progress: false\n') },
    {
      name: 'a workflow that is only called: it runs in the group of its caller, and one of the same name would wait for itself',
      yaml: workflow('').replace('on: push', 'on: workflow_call'),
    },
  ],
  check(file) {
    if (file.kind !== 'workflow' || file.root?.kind !== 'mapping') return [];
    const concurrency = get(file.root, 'concurrency');
    if (!concurrency && isOnlyCalled(file.root)) return [];
    if (!concurrency) return [{ at: keyOrNode(file.root, 'jobs'), message: 'the workflow has no `concurrency`' }];
    if (textOf(get(concurrency, 'group')) && textOf(get(concurrency, 'cancel-in-progress'))) return [];
    return [
      {
        at: keyOrNode(file.root, 'concurrency'),
        message: '`concurrency` does not say both `group` and `cancel-in-progress`',
      },
    ];
  },
});

/** In a called workflow `github.workflow` is the name of the caller. */
function isOnlyCalled(root: YamlNode): boolean {
  const on = get(root, 'on');
  if (on?.kind === 'mapping') return on.entries.length === 1 && on.entries[0]?.key.value === 'workflow_call';
  if (on?.kind === 'sequence') return on.items.length === 1 && textOf(on.items[0]) === 'workflow_call';
  return textOf(on) === 'workflow_call';
}
