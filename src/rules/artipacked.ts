import { textOf } from '../workflow/yaml-tree';
import { defineRule } from './engine/rule';
import { inputOf } from './engine/view';

const USES = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';

export const artipacked = defineRule({
  id: 'artipacked',
  title: 'a checkout leaves the token on disk',
  why: "Later steps, and everything that is packed from the working tree, can read the job's token from the git configuration.",
  fix: 'add `with: { persist-credentials: false }`',
  group: 'hygiene',
  aliases: { zizmor: 'artipacked', ghalint: 'checkout_persist_credentials_should_be_false' },
  invalid: [
    { name: 'the default', yaml: `- uses: ${USES} # v7.0.1`, finds: USES },
    {
      name: 'an expression',
      yaml: `- uses: ${USES} # v7.0.1\n  with:\n    persist-credentials: \${{ inputs.keep }}`,
      finds: USES,
    },
  ],
  valid: [
    { name: 'switched off', yaml: `- uses: ${USES} # v7.0.1\n  with:\n    persist-credentials: false` },
    { name: 'the input in another case', yaml: `- uses: ${USES} # v7.0.1\n  with:\n    Persist-Credentials: false` },
  ],
  check(file) {
    return file.steps.flatMap((step) => {
      if (step.uses?.parsed.kind !== 'action' || step.uses.parsed.action.toLowerCase() !== 'actions/checkout')
        return [];
      if (textOf(inputOf(step, 'persist-credentials'))?.toLowerCase() === 'false') return [];
      return [{ at: step.uses.node, message: "`actions/checkout` keeps the job's token in the working tree" }];
    });
  },
});
