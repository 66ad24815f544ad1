import { Ledger } from '../pins/ledger';
import { defineRule } from './engine/rule';
import { allUses } from './engine/view';

const SHA = '3d3c42e5aac5ba805825da76410c181273ba90b1';
const OTHER = 'f'.repeat(40);
const span = { start: 0, end: 0 };

export const pinDiffersFromLedger = defineRule({
  id: 'pin-differs-from-ledger',
  title: 'a pin is not the one in the ledger',
  why: 'The ledger is the one list of what may run here; a pin beside it is reviewed and bumped by nobody.',
  fix: 'use the commit of the ledger, or bump the ledger itself',
  group: 'pins',
  exampleContext: {
    ledger: Ledger.of([{ action: 'actions/checkout', sha: SHA, tag: 'v7.0.1', line: 1, uses: span, comment: span }]),
  },
  invalid: [
    { name: 'another commit', yaml: `- uses: actions/checkout@${OTHER} # v7.0.1`, finds: `actions/checkout@${OTHER}` },
    {
      name: 'an action that the ledger does not name',
      yaml: `- uses: acme/tool@${OTHER} # v1.0.0`,
      finds: `acme/tool@${OTHER}`,
    },
  ],
  valid: [
    { name: 'the commit of the ledger', yaml: `- uses: actions/checkout@${SHA} # v7.0.1` },
    { name: 'owner and repository in another case', yaml: `- uses: Actions/Checkout@${SHA} # v7.0.1` },
  ],
  check(file, { ledger, ledgerFile }) {
    if (!ledger || file.path === ledgerFile) return [];
    return allUses(file).flatMap(({ node, parsed }) => {
      if (parsed.kind !== 'action' || !parsed.isCommit) return [];
      const pin = ledger.get(parsed.action);
      if (pin?.sha === parsed.ref.toLowerCase()) return [];
      if (pin) {
        const fix = `write \`${pin.action}@${pin.sha} # ${pin.tag}\`, or bump the ledger`;
        return [
          {
            at: node,
            message: `\`${parsed.action}\` is pinned to ${parsed.ref}; the ledger says ${pin.sha} (${pin.tag})`,
            fix,
          },
        ];
      }
      const fix = `add it: pins: { '${parsed.action}': pin('vX.Y.Z', '${parsed.ref}') }`;
      return [{ at: node, message: `\`${parsed.action}\` is not in the ledger`, fix }];
    });
  },
});
