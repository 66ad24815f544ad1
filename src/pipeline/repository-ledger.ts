import type { Project } from 'projen';
import { Ledger } from '../pins/ledger';
import { type PreparedLedger, prepareLedger } from '../pins/prepare';
import type { TypedPin } from '../pins/typed-pin';
import { NOT_IN_LEDGER } from '../rules/unpinned-uses';
import { LEDGER } from './ledger-path';
import { Splice } from './splice';
import type { PinSource } from './workflow-file';

/** A repository's pin ledger during a synth: where every workflow looks its pins up. */
export class RepositoryLedger implements PinSource {
  private readonly file: Splice;
  private ledger: Ledger = Ledger.of([]);
  private sound = true;

  constructor(project: Project) {
    this.file = new Splice(project, LEDGER);
  }

  /** The pins after the last {@link update}. */
  public get current(): Ledger {
    return this.ledger;
  }

  public usesOf(action: string): string {
    const pin = this.ledger.get(action);
    return pin ? `${action}@${pin.sha}` : `${action}@${NOT_IN_LEDGER}`;
  }

  public versionOf(uses: string): string | undefined {
    const at = uses.lastIndexOf('@');
    const pin = this.ledger.get(uses.slice(0, at));
    return pin?.sha === uses.slice(at + 1) ? pin.tag : undefined;
  }

  /** False where the written ledger has problems: then the rules compare nothing with it, and nothing is written. */
  public get isSound(): boolean {
    return this.sound;
  }

  /** Brings the ledger to where the typed pins and the workflows need it; nothing is written yet. */
  public update(
    needed: readonly string[],
    typed: Readonly<Record<string, TypedPin>>,
  ): Pick<PreparedLedger, 'problems' | 'known'> {
    const written = this.file.read();
    // Where nothing could be made, nothing runs an action, and a list of none would be no ledger.
    if (written === undefined && needed.length === 0 && Object.keys(typed).length === 0)
      return { problems: [], known: [] };
    const { text, ledger, isSound, problems, known } = prepareLedger(written, LEDGER, needed, typed, today());
    this.ledger = ledger;
    this.sound = isSound;
    this.file.set(text);
    return { problems, known };
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
