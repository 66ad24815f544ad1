import { shippedPins } from './catalog';
import { Ledger, type LedgerProblem, readLedger } from './ledger';
import { seedLedger } from './seed';
import { reconcile, type TypedPin, withPins } from './typed-pin';

/** A ledger as it is to be, and as it may be relied on. */
export interface PreparedLedger {
  readonly text: string;
  /** False where the written one has problems; the catalog then stands in for what can't be read, and nothing may be written. */
  readonly isSound: boolean;
  readonly ledger: Ledger;
  /** The actions that the ledger or the catalog knew before any typed pin. */
  readonly known: readonly string[];
  readonly problems: readonly LedgerProblem[];
}

/** Brings a ledger to where typed pins and workflows need it: the written one, or a fresh one. `today` as `YYYY-MM-DD`. */
export function prepareLedger(
  written: string | undefined,
  file: string,
  needed: readonly string[],
  typed: Readonly<Record<string, TypedPin>>,
  today: string,
): PreparedLedger {
  const catalog = shippedPins();
  const before = written ?? seedLedger(needed, catalog);
  const { pins, problems } = readLedger(before, file, catalog);
  const known = [...pins, ...catalog.pins].map(({ action }) => action);
  if (problems.length > 0) {
    return { text: before, isSound: false, ledger: Ledger.of(pins).completedBy(catalog), known, problems };
  }
  const carried = reconcile(before, file, typed, today, catalog);
  const present = Ledger.of(carried.text === before ? pins : readLedger(carried.text, file).pins);
  const missing = needed.filter((action) => !present.has(action)).flatMap((action) => catalog.get(action) ?? []);
  const { text, problems: unplaced } = withPins(carried.text, file, missing);
  const ledger = missing.length === 0 ? present : Ledger.of(readLedger(text, file).pins);
  return { text, isSound: true, ledger, known, problems: [...carried.problems, ...unplaced] };
}
