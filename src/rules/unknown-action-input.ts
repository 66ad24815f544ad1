import { metadataOf } from '../actions/metadata';
import { nearest } from '../release/nearest';
import { defineRule, type Report } from './engine/rule';
import { entriesOf } from './engine/view';

const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';

export const unknownActionInput = defineRule({
  id: 'unknown-action-input',
  title: 'an action is given an input that it does not have',
  why: 'GitHub only warns of an unknown input and goes on with the default, so a typo switches a protection off in silence.',
  fix: "use a name from the action's own metadata",
  group: 'hygiene',
  aliases: { actionlint: 'action' },
  invalid: [
    {
      name: 'a typo',
      yaml: `- uses: ${CHECKOUT}\n  with:\n    persist-credential: false`,
      finds: 'persist-credential',
    },
    {
      name: 'a required input that is missing',
      yaml: '- uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1\n  with:\n    name: x',
      finds: 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a',
    },
  ],
  valid: [
    { name: 'inputs of the action, in any case', yaml: `- uses: ${CHECKOUT}\n  with:\n    Persist-Credentials: false` },
  ],
  check(file) {
    return file.steps.flatMap((step): Report[] => {
      if (step.uses?.parsed.kind !== 'action') return [];
      const { action, ref } = step.uses.parsed;
      const known = metadataOf(action, ref.toLowerCase());
      if (!known) return [];
      const { inputs, required } = known.metadata;
      // Metadata of another commit can be behind the action: it is a hint then.
      const hint = known.exact ? {} : { severity: 'warning' as const };
      const given = entriesOf(step.with);
      const unknown = given
        .filter(({ key }) => !inputs.some((input) => input.toLowerCase() === key.value.toLowerCase()))
        .map(({ key }): Report => {
          const close = nearest(key.value, inputs);
          const fix =
            close === undefined
              ? `the inputs are ${inputs.join(', ')}`
              : `did you mean \`${close}\`? The inputs are ${inputs.join(', ')}`;
          return { at: key, message: `\`${action}\` has no input \`${key.value}\``, fix, ...hint };
        });
      const uses = step.uses.node;
      const missing = required
        .filter((input) => !given.some(({ key }) => key.value.toLowerCase() === input.toLowerCase()))
        .map(
          (input): Report => ({
            at: uses,
            message: `\`${action}\` needs the input \`${input}\``,
            fix: `add \`${input}\` under \`with\``,
            ...hint,
          }),
        );
      return [...unknown, ...missing];
    });
  },
});
