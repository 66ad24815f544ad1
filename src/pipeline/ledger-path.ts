/** Where the pin ledger is, from the root of the repository. */
export const LEDGER = 'dependabot-config/action-pins.yml';
