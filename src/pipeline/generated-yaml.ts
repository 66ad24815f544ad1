import type { IConstruct } from 'constructs';
import { type IResolver, JsonPatch, ObjectFile } from 'projen';
import { resolve } from 'projen/lib/_resolve';
import type { Data } from '../emit/workflow-data';
import { callSite } from './call-site';
import { SealedText } from './sealed-text';

/** How a {@link GeneratedYaml} makes its data and its text. */
export interface GeneratedYamlProps {
  /** The data before any override; called at each rendering. `undefined`: there is no such file. */
  readonly data: () => Data | undefined;
  /** The text of the data, overrides included. */
  readonly text: (data: Data) => string;
  /** What is wrong with the data, overrides included, one sentence each. @default - nothing is looked at */
  readonly problems?: (data: Data) => readonly string[];
}

/** The data of a file, overrides included, and what is wrong with its patches. */
interface Patched {
  /** `undefined`: there is no such file. */
  readonly json: string | undefined;
  readonly failed: readonly string[];
}

/**
 * A YAML file that we write whole. It keeps projen's escape hatches (`addOverride`, `addDeletionOverride`, `patch`);
 * the text is made after them, so comments follow the data.
 */
export class GeneratedYaml extends ObjectFile {
  /** Where `.projenrc.ts` made the file, as `file:line`; `undefined` where that can't be told. */
  public readonly createdAt: string | undefined = callSite();
  private readonly overriddenAt: string[] = [];
  private readonly patches: { readonly operations: readonly JsonPatch[]; readonly at: string | undefined }[] = [];
  private readonly seal = new SealedText();
  /** What the text was made from, until it is sealed. */
  private rendered: Patched | undefined;

  constructor(
    scope: IConstruct,
    path: string,
    private readonly props: GeneratedYamlProps,
  ) {
    super(scope, path, { obj: () => props.data(), marker: false });
    // GitHub folds away the changes of a generated file, and these are to be read.
    this.project.gitattributes.removeAttributes(`/${path}`, 'linguist-generated');
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
    this.patches.push({ operations, at: callSite() });
  }

  /** @internal What is wrong with what was rendered: patches that can't be applied, and what the file's own schema sees. */
  public _problems(): readonly string[] {
    const { json, failed } = this.rendered ?? this.patched();
    const { problems } = this.props;
    return [...failed, ...(problems && json !== undefined ? problems(JSON.parse(json) as Data) : [])];
  }

  /** @internal The bytes that the gate has read: nothing else will be written. */
  public _seal(text: string | undefined): void {
    this.seal.set(text, (this.rendered ?? this.patched()).json);
    this.rendered = undefined;
  }

  /** @internal True if the data is still what it was when the gate read its text. */
  public _keepsSeal(): boolean {
    return this.seal.keeps(this.patched().json);
  }

  /** Writes the sealed bytes. A file that no gate has read is not written. */
  public override synthesize(): void {
    this.seal.write(this.absolutePath, 0o444);
    super.synthesize();
  }

  protected override synthesizeContent(resolver: IResolver): string | undefined {
    this.rendered = this.patched(resolver);
    const { json } = this.rendered;
    return json === undefined ? undefined : this.props.text(JSON.parse(json) as Data);
  }

  /** The data with its overrides, as projen makes it, and with its patches; one that can't be applied is left out. */
  private patched(resolver: IResolver = { resolve }): Patched {
    const json = super.synthesizeContent(resolver);
    if (json === undefined || this.patches.length === 0) return { json, failed: [] };
    const failed: string[] = [];
    const patched = this.patches.reduce<unknown>((data, { operations, at }) => {
      try {
        return JsonPatch.apply(structuredClone(data), ...operations);
      } catch {
        const where = at === undefined ? '' : ` at ${at}`;
        const what = operations.map((operation) => JSON.stringify(operation._toJson())).join(', ');
        failed.push(`the patch${where} can't be applied: it names what the file does not have: ${what}`);
        return data;
      }
    }, JSON.parse(json));
    return { json: JSON.stringify(patched, undefined, 2), failed };
  }

  private noteOverride(): void {
    const site = callSite();
    if (site !== undefined && !this.overriddenAt.includes(site)) this.overriddenAt.push(site);
  }
}
