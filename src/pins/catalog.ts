import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ledger, readLedger } from './ledger';

let catalog: Ledger | undefined;

/** The pins that the package ships: a fresh repository's ledger is seeded from them. */
export function shippedPins(): Ledger {
  if (!catalog) {
    const file = join(__dirname, '..', '..', 'dependabot-config', 'action-pins.yml');
    catalog = Ledger.of(readLedger(readFileSync(file, 'utf8'), file).pins);
  }
  return catalog;
}
