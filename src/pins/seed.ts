import type { Ledger } from './ledger';

/** The text of a fresh ledger with the catalog's pin of each action; actions that the catalog does not know are left out. */
export function seedLedger(actions: readonly string[], catalog: Ledger): string {
  const lines = [...new Set(actions)].sort().flatMap((action) => {
    const pin = catalog.get(action);
    return pin ? [`    - uses: ${pin.action}@${pin.sha} # ${pin.tag}\n`] : [];
  });
  return `# Dependabot bumps this file and the workflows in one pull request.
name: action pins
description: Every action that a workflow here may run.
runs:
  using: composite
  steps:${lines.length === 0 ? ' []' : ''}
${lines.join('')}`;
}
