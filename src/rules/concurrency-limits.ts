import { get, textOf } from '../workflow/yaml-tree';
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
  valid: [{ name: 'both said', yaml: workflow('concurrency:\n  group: release\n  cancel-in-progress: false\n') }],
  check(file) {
    if (file.kind !== 'workflow' || file.root?.kind !== 'mapping') return [];
    const concurrency = get(file.root, 'concurrency');
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
