import { readIfThere, writeFileAtomic } from './safe-write';

/** The bytes of a file of ours that the gate has read: nothing else will be written. */
export class SealedText {
  private sealed: { readonly text: string | undefined; readonly source: string | undefined } | undefined;

  /** `source` is what the text is made from. */
  public set(text: string | undefined, source: string | undefined): void {
    this.sealed = { text, source };
  }

  /** True if the text is still made from what it was made from when the gate read it. */
  public keeps(source: string | undefined): boolean {
    return this.sealed !== undefined && source === this.sealed.source;
  }

  /** Writes the sealed bytes; without a seal, nothing. */
  public write(path: string, mode: number): void {
    const text = this.sealed?.text;
    if (text !== undefined && text !== readIfThere(path)) writeFileAtomic(path, text, mode);
  }
}
