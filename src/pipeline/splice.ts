import { resolve } from 'node:path';
import { Component, type Project } from 'projen';
import type { Finding } from '../rules/finding';
import { readIfThere, writeFileAtomic } from './safe-write';

/**
 * A file that belongs to the user and in which some bytes are ours. It is never among projen's files, so projen neither
 * makes it read-only nor deletes it.
 */
export class Splice extends Component {
  /** Where the file is on this machine. */
  public readonly absolutePath: string;
  private next: string | undefined;

  constructor(
    project: Project,
    /** From the root, with `/`. */
    public readonly path: string,
  ) {
    super(project, `Splice@${path}`);
    this.absolutePath = resolve(project.outdir, path);
  }

  /** What the file says now; `undefined` where there is none. */
  public read(): string | undefined {
    return readIfThere(this.absolutePath);
  }

  /** The text that will be written; `undefined` where the file is left alone. */
  public get text(): string | undefined {
    return this.next;
  }

  /** The text to write once the gate has let the synth pass; `undefined` leaves the file alone. */
  public set(text: string | undefined): void {
    this.next = text;
  }

  /** Called by the gate before the rules read: works the next text out. */
  public prepare(): readonly Finding[] {
    return [];
  }

  public override synthesize(): void {
    if (this.next !== undefined && this.next !== this.read()) writeFileAtomic(this.absolutePath, this.next, 0o644);
  }
}
