import type { Project } from 'projen';
import { shippedPins } from '../pins/catalog';
import { Ledger, type LedgerProblem, readLedger } from '../pins/ledger';
import { seedLedger } from '../pins/seed';
import { appendPin } from '../pins/splice';
import { reconcile, type TypedPin } from '../pins/typed-pin';
import { LEDGER } from './ledger-path';
import { Splice } from './splice';
import type { PinSource } from './workflow-file';

/** A repository's pin ledger during a synth: where every workflow looks its pins up. */
export class RepositoryLedger implements PinSource {
  private readonly file: Splice;
  private ledger: Ledger = Ledger.of([]);

  constructor(project: Project) {
    this.file = new Splice(project, LEDGER);
  }

  /** The pins after the last {@link update}. */
  public get current(): Ledger {
    return this.ledger;
  }

  public usesOf(action: string): string {
    const pin = this.ledger.get(action);
    return pin ? `${action}@${pin.sha}` : `${action}@not-in-the-ledger`;
  }

  public versionOf(uses: string): string | undefined {
    const at = uses.lastIndexOf('@');
    const pin = this.ledger.get(uses.slice(0, at));
    return pin?.sha === uses.slice(at + 1) ? pin.tag : undefined;
  }

  /** Brings the ledger to where the typed pins and the workflows need it; nothing is written yet. */
  public update(needed: ReadonlySet<string>, typed: Readonly<Record<string, TypedPin>>): readonly LedgerProblem[] {
    const catalog = shippedPins();
    const written = this.file.read();
    // Where nothing could be made, nothing runs an action, and a list of none would be no ledger.
    if (written === undefined && needed.size === 0 && Object.keys(typed).length === 0) return [];
    const reconciled = reconcile(written ?? seedLedger([...needed], catalog), LEDGER, typed, today());
    let text = reconciled.text;
    const present = Ledger.of(readLedger(text, LEDGER).pins);
    for (const action of [...needed].filter((one) => !present.has(one))) {
      const known = catalog.get(action);
      if (known) text = appendPin(text, readLedger(text, LEDGER).pins, known);
    }
    const read = readLedger(text, LEDGER);
    this.ledger = Ledger.of(read.pins);
    this.file.set(text);
    return [...reconciled.problems, ...read.problems];
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
