import { FileBase, type Project, SampleDir, SampleFile } from 'projen';
import type { SourceText } from '../../rules';
import type { Finding } from '../../rules/finding';
import { GeneratedText } from '../generated-text';
import { GeneratedYaml } from '../generated-yaml';
import { handwrittenFiles, readInside } from '../handwritten-files';
import { contentOf } from '../render';
import { readIfThere } from '../safe-write';
import { gateFinding } from './gate-problem';
import { describeFile, filesOf, isGeneratedFile, pathFrom, splicesOf } from './projen-tree';
import type { Rendered } from './rendered';
import { type Shadows, withMethod } from './shadow';
import { isReadByPath } from './sources';

/** The bytes that the rules have read: of the files that they read, and of ours, no others are written. */
export class Seal {
  private readonly keeps = new Map<FileBase, () => boolean>();
  /** The texts that the rules have read, by path: two where a sample may take the place of a file. */
  private readonly read = new Map<string, readonly string[]>();

  constructor(
    private readonly root: Project,
    rendered: Rendered,
    /** What the rules have read. */
    sources: readonly SourceText[],
    shadows: Shadows,
  ) {
    for (const { path, text } of sources) this.read.set(path, [...(this.read.get(path) ?? []), text]);
    for (const [file, text] of rendered) {
      if (!this.covers(file)) continue;
      const own = Object.getOwnPropertyDescriptor(file, 'synthesizeContent');
      if (isGeneratedFile(file)) file._seal(text);
      const keepsContent = () =>
        isGeneratedFile(file)
          ? file._keepsSeal()
          : withMethod(file, 'synthesizeContent', own, () => contentOf(file) === text);
      // A `synthesize()` may have written past its `synthesizeContent()`.
      this.keeps.set(file, () => readIfThere(file.absolutePath) === text && keepsContent());
      shadows.replace(file, 'synthesizeContent', () => text);
    }
  }

  /** A file whose bytes decide who may sign or what runs, or that we write. */
  public covers(file: FileBase): boolean {
    const path = pathFrom(this.root, file.absolutePath);
    return isGeneratedFile(file) || path.startsWith('.github/') || isReadByPath(path) || this.read.has(path);
  }

  /** True if the rules have read the file. */
  public has(file: FileBase): boolean {
    return this.keeps.has(file);
  }

  /** Writes the sealed bytes, before somebody else's `synthesize()` can stop projen on its way. projen finds them there. */
  public write(): void {
    // First, as projen writes a sample only where there is none. What a subclass writes is looked at when all is written.
    const ownFile = SampleFile.prototype.synthesize;
    for (const node of this.root.node.findAll()) {
      if (node instanceof SampleDir) SampleDir.prototype.synthesize.call(node);
      else if (node instanceof SampleFile && node.synthesize === ownFile) ownFile.call(node);
    }
    for (const file of this.keeps.keys()) writerOf(file).call(file);
    for (const splice of splicesOf(this.root)) splice.synthesize();
  }

  /** What was changed or made since. */
  public broken(): readonly Finding[] {
    const files = filesOf(this.root).filter((file) => this.covers(file));
    const known = new Set(files.map((file) => pathFrom(this.root, file.absolutePath)));
    return [
      ...files.filter((file) => !(this.keeps.get(file)?.() ?? false)).map((file) => this.finding(file)),
      ...handwrittenFiles(this.root.outdir)
        .filter((path) => !known.has(path) && !this.hasRead(path))
        .map((path) => changed(path, this.read.has(path) ? 'changed' : 'created')),
    ];
  }

  private hasRead(path: string): boolean {
    const text = readInside(this.root.outdir, path);
    return text === undefined || (this.read.get(path) ?? []).includes(text);
  }

  /** Says that a file is not what the rules have read. */
  public finding(file: FileBase): Finding {
    const path = pathFrom(this.root, file.absolutePath);
    return changed(path, this.has(file) ? 'changed' : 'created', { construct: describeFile(file) });
  }
}

function changed(path: string, how: 'changed' | 'created', more: { readonly construct?: string } = {}): Finding {
  const message = `the file is ${how} in a \`synthesize()\`, after the rules have read the files`;
  return gateFinding('changed-after-the-gate', path, message, more);
}

/** A subclass may have a `synthesize()` that does more. */
function writerOf(file: FileBase): () => void {
  if (file instanceof GeneratedYaml) return GeneratedYaml.prototype.synthesize;
  return file instanceof GeneratedText ? GeneratedText.prototype.synthesize : FileBase.prototype.synthesize;
}
