import type { IConstruct } from 'constructs';
import { type IResolver, type JsonPatch, ObjectFile } from 'projen';
import { resolve } from 'projen/lib/_resolve';
import type { Data } from '../emit/workflow-data';
import { callSite } from './call-site';
import { readIfThere, writeFileAtomic } from './safe-write';

/** How a {@link GeneratedYaml} makes its data and its text. */
export interface GeneratedYamlProps {
  /** The data before any override; called at each rendering. `undefined`: there is no such file. */
  readonly data: () => Data | undefined;
  /** The text of the data, overrides included. */
  readonly text: (data: Data) => string;
  /** What is wrong with the data, overrides included, one sentence each. @default - nothing is looked at */
  readonly problems?: (data: Data) => readonly string[];
}

/**
 * A YAML file that we write whole. It keeps projen's escape hatches (`addOverride`, `addDeletionOverride`, `patch`);
 * the text is made after them, so comments follow the data.
 */
export class GeneratedYaml extends ObjectFile {
  /** Where `.projenrc.ts` made the file, as `file:line`; `undefined` where that can't be told. */
  public readonly createdAt: string | undefined = callSite();
  private readonly overriddenAt: string[] = [];
  private sealed: { readonly text: string | undefined; readonly json: string | undefined } | undefined;

  constructor(
    scope: IConstruct,
    path: string,
    private readonly props: GeneratedYamlProps,
  ) {
    super(scope, path, { obj: () => props.data(), marker: false });
  }

  /** Where the file was overridden, each as `file:line`. */
  public get overrides(): readonly string[] {
    return this.overriddenAt;
  }

  /** The data as the library made it, before any override. */
  public get emitted(): Data | undefined {
    return this.props.data();
  }

  public override addOverride(path: string, value: unknown): void {
    this.noteOverride();
    super.addOverride(path, value);
  }

  public override addDeletionOverride(path: string): void {
    this.noteOverride();
    super.addDeletionOverride(path);
  }

  public override addToArray(path: string, ...values: unknown[]): void {
    this.noteOverride();
    super.addToArray(path, ...values);
  }

  public override patch(...operations: JsonPatch[]): void {
    this.noteOverride();
    super.patch(...operations);
  }

  /** What is wrong with what would be written, as the file's own schema sees it. */
  public problems(): readonly string[] {
    const { problems } = this.props;
    const json = problems && this.json();
    return problems && json !== undefined ? problems(JSON.parse(json) as Data) : [];
  }

  /** @internal The bytes that the gate has read: nothing else will be written. */
  public _seal(text: string | undefined): void {
    this.sealed = { text, json: this.json() };
  }

  /** @internal True if the data is still what it was when the gate read its text. */
  public _keepsSeal(): boolean {
    return this.sealed !== undefined && this.json() === this.sealed.json;
  }

  /** Writes the sealed bytes. A file that no gate has read is not written. */
  public override synthesize(): void {
    const text = this.sealed?.text;
    if (text !== undefined && text !== readIfThere(this.absolutePath)) {
      writeFileAtomic(this.absolutePath, text, 0o444);
    }
    super.synthesize();
  }

  protected override synthesizeContent(resolver: IResolver): string | undefined {
    const json = super.synthesizeContent(resolver);
    return json === undefined ? undefined : this.props.text(JSON.parse(json) as Data);
  }

  /** The data with its overrides, as projen makes it. */
  private json(): string | undefined {
    return super.synthesizeContent({ resolve: (value, options) => resolve(value, options) });
  }

  private noteOverride(): void {
    const site = callSite();
    if (site !== undefined && !this.overriddenAt.includes(site)) this.overriddenAt.push(site);
  }
}
