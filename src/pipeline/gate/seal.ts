import { FileBase, type Project, SampleDir } from 'projen';
import type { Finding } from '../../rules/finding';
import { GeneratedText } from '../generated-text';
import { GeneratedYaml } from '../generated-yaml';
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

  constructor(
    private readonly root: Project,
    rendered: Rendered,
    /** Paths that the rules have read. */
    private readonly read: ReadonlySet<string>,
    shadows: Shadows,
  ) {
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
    // First, as projen writes a sample folder only where there is none.
    for (const node of this.root.node.findAll())
      if (node instanceof SampleDir) SampleDir.prototype.synthesize.call(node);
    for (const file of this.keeps.keys()) writerOf(file).call(file);
    for (const splice of splicesOf(this.root)) splice.synthesize();
  }

  /** What was changed or made since. */
  public broken(): readonly Finding[] {
    return filesOf(this.root)
      .filter((file) => this.covers(file) && !(this.keeps.get(file)?.() ?? false))
      .map((file) => this.finding(file));
  }

  /** Says that a file is not what the rules have read. */
  public finding(file: FileBase): Finding {
    const how = this.has(file) ? 'changed' : 'created';
    return gateFinding(
      'changed-after-the-gate',
      pathFrom(this.root, file.absolutePath),
      `the file is ${how} in a \`synthesize()\`, after the rules have read the files`,
      { construct: describeFile(file) },
    );
  }
}

/** A subclass may have a `synthesize()` that does more. */
function writerOf(file: FileBase): () => void {
  if (file instanceof GeneratedYaml) return GeneratedYaml.prototype.synthesize;
  return file instanceof GeneratedText ? GeneratedText.prototype.synthesize : FileBase.prototype.synthesize;
}
