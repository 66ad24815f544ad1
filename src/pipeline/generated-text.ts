import type { IConstruct } from 'constructs';
import { FileBase } from 'projen';
import { callSite } from './call-site';
import { SealedText } from './sealed-text';

/** How a {@link GeneratedText} makes its text. */
export interface GeneratedTextProps {
  /** The text; called at each rendering. `undefined`: there is no such file. */
  readonly text: () => string | undefined;
  /** A program: the file is executable. @default false */
  readonly executable?: boolean;
}

/** A file that is not YAML and that we write whole: a shell script, a Make file, Markdown. Its first lines say who wrote it. */
export class GeneratedText extends FileBase {
  /** Where `.projenrc.ts` made the file, as `file:line`; `undefined` where that can't be told. */
  public readonly createdAt: string | undefined = callSite();
  private readonly seal = new SealedText();

  constructor(
    scope: IConstruct,
    path: string,
    private readonly props: GeneratedTextProps,
  ) {
    super(scope, path, { marker: false, executable: props.executable ?? false });
    // GitHub folds away the changes of a generated file, and these are to be read.
    this.project.gitattributes.removeAttributes(`/${path}`, 'linguist-generated');
  }

  /** @internal The bytes that the gate has read: nothing else will be written. */
  public _seal(text: string | undefined): void {
    this.seal.set(text, text);
  }

  /** @internal True if the text is still the one that the gate read. */
  public _keepsSeal(): boolean {
    return this.seal.keeps(this.props.text());
  }

  /** Writes the sealed bytes. A file that no gate has read is not written. */
  public override synthesize(): void {
    this.seal.write(this.absolutePath, this.props.executable ? 0o555 : 0o444);
    super.synthesize();
  }

  protected override synthesizeContent(): string | undefined {
    return this.props.text();
  }
}
