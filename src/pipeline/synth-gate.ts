import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Component, FileBase, Project, SampleDir, SampleFile } from 'projen';
import { isGenerated } from '../emit/header';
import { plainReport } from '../report/plain';
import { checkFiles, type RuleContext, type SourceText } from '../rules';
import type { Finding } from '../rules/finding';
import { GeneratedText } from './generated-text';
import { GeneratedYaml } from './generated-yaml';
import { contentOf } from './render';
import { readIfThere, symlinkOnTheWay } from './safe-write';
import { Splice } from './splice';
import { throwForUser } from './user-error';

/** What a synth was refused for. Its message is the whole report; nothing was written, changed or deleted. */
export class SynthError extends Error {
  /** Always the same: what a program can tell the error by. */
  public readonly code = 'findings';

  constructor(
    /** The errors and the warnings. */
    public readonly findings: readonly Finding[],
  ) {
    super(plainReport(findings));
    this.name = 'SynthError';
  }
}

/** What the gate asks of the part that knows the release. */
export interface GateSubject {
  /** Called after the last `preSynthesize()` of the tree, before anything is rendered. */
  prepare(): readonly Finding[];
  /** What the rules need to know. */
  context(): RuleContext;
  /** Paths from the root that may be replaced although we did not write them. */
  readonly adopt: ReadonlySet<string>;
  /** Files on disk that the rules read besides the ones projen writes, as paths from the root. */
  handwritten(): readonly string[];
}

/** Everything that a synth would write under a path, as it stood when the rules read it. */
type Sealed = ReadonlyMap<FileBase, string | undefined>;

const PROJEN_CLASS = Symbol.for('jsii.rtti');
const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /^(?:\.github\/.+\/|dependabot-config\/.*|)action\.ya?ml$/;

/**
 * Stands between a project and its files: nothing is written until the rules have read what will be.
 *
 * projen writes while it synthesizes, so the gate runs in the root's own `preSynthesize()`, the first call of a synth:
 * it runs every other `preSynthesize()` of the tree itself, sub-projects included, renders, lets the rules read, and seals.
 */
export class SynthGate {
  private static readonly gates = new WeakMap<Project, SynthGate>();
  private readonly shadows: (() => void)[] = [];
  private sealed: Sealed | undefined;

  /** The gate of the project's root; made the first time. */
  public static of(project: Project, subject: GateSubject): SynthGate {
    const gate = SynthGate.gates.get(project.root) ?? new SynthGate(project.root, subject);
    SynthGate.gates.set(project.root, gate);
    return gate;
  }

  private constructor(
    private readonly root: Project,
    private readonly subject: GateSubject,
  ) {
    const own = root.preSynthesize.bind(root);
    guardWrites();
    // Not writable: a gate that a later assignment takes away is none.
    Object.defineProperty(root, 'preSynthesize', { value: () => this.run(own), writable: false, configurable: false });
  }

  private run(rootPreSynthesize: () => void): void {
    for (const restore of this.shadows.splice(0)) restore();
    rootPreSynthesize();
    this.preSynthesizeTree();
    const findings = [...this.subject.prepare()];
    const sealed = this.render();
    findings.push(...this.pathFindings(sealed), ...this.schemaFindings(sealed));
    findings.push(...checkFiles(this.sources(sealed), this.subject.context()));
    // Somebody else's `synthesize()` runs for this: not where nothing will be written.
    if (!findings.some((finding) => finding.severity === 'error')) findings.push(...this.lateChanges(sealed));
    if (findings.some((finding) => finding.severity === 'error')) throwForUser(new SynthError(findings));
    if (findings.length > 0) process.stderr.write(`${plainReport(findings)}\n`);
    this.seal(sealed);
  }

  /** Runs each `preSynthesize()` of the tree once, also of what is created meanwhile, and keeps projen from running it again. */
  private preSynthesizeTree(): void {
    const seen = new Set<Project | Component>([this.root]);
    for (let more = true; more; ) {
      more = false;
      for (const project of this.projects()) {
        for (const part of [project, ...project.components]) {
          if (seen.has(part)) continue;
          seen.add(part);
          part.preSynthesize();
          this.shadow(part, 'preSynthesize', () => undefined);
          more = true;
        }
      }
    }
  }

  private projects(): readonly Project[] {
    return this.root.node.findAll().filter((node): node is Project => Project.isProject(node));
  }

  private files(): readonly FileBase[] {
    return this.root.node.findAll().filter((node): node is FileBase => node instanceof FileBase);
  }

  private render(): Sealed {
    return new Map(this.files().map((file) => [file, contentOf(file)]));
  }

  /**
   * A component that is not projen's may change a file in its own `synthesize()`, after the rules have read it: run that now, while
   * nothing is written, and see.
   */
  private lateChanges(sealed: Sealed): readonly Finding[] {
    const foreign = this.projects()
      .flatMap((project) => project.components)
      .filter((component) => !isOwn(component) && isForeign(component));
    if (foreign.length === 0) return [];
    const write = FileBase.prototype.synthesize;
    FileBase.prototype.synthesize = () => undefined;
    try {
      for (const component of foreign) {
        component.synthesize();
        if (!(component instanceof FileBase)) this.shadow(component, 'synthesize', () => undefined);
      }
    } finally {
      FileBase.prototype.synthesize = write;
    }
    return this.files().flatMap((file) => {
      if (sealed.has(file) && sealed.get(file) === contentOf(file)) return [];
      if (sealed.has(file) && !this.isWatched(file)) return [];
      return [
        this.problem(
          this.pathOf(file),
          'changed-after-the-gate',
          sealed.has(file) ? 'the file is changed in a `synthesize()`' : 'the file is created in a `synthesize()`',
          'the rules read what is there after the last preSynthesize(); what comes later could not be checked before it is written',
          'make the change in the constructor or in preSynthesize()',
          file,
        ),
      ];
    });
  }

  private pathFindings(sealed: Sealed): readonly Finding[] {
    const manifest = this.manifest();
    const splices = this.root.node.findAll().filter((node): node is Splice => node instanceof Splice);
    const own = [...sealed.keys()].filter(
      (file) => this.isOurs(file) || /^\.(?:projen|github)\//.test(this.pathOf(file)),
    );
    const links = [...own, ...splices].flatMap((file) => {
      const link = symlinkOnTheWay(this.root.outdir, file.absolutePath);
      if (link === undefined) return [];
      const path = this.relative(file.absolutePath);
      return [
        this.problem(
          path,
          'symbolic-link',
          `\`${link}\` is a symbolic link`,
          'what is written through a link may land outside of the repository',
          'replace the link by a real file or folder',
        ),
      ];
    });
    const strangers = [...sealed].flatMap(([file, text]) => {
      const path = this.pathOf(file);
      if (text === undefined || !this.isOurs(file) || this.subject.adopt.has(path) || manifest.has(path)) return [];
      const now = readIfThere(file.absolutePath);
      if (now === undefined || now === text || isGenerated(now)) return [];
      return [
        this.problem(
          path,
          'existing-file',
          'the file exists, and sealwright did not write it',
          'what is in it would be lost',
          `move or delete it, or let it be replaced with \`adopt: ['${path}']\``,
          file,
        ),
      ];
    });
    const folders = [...sealed].flatMap(([file, text]) => {
      const stat = text !== undefined && this.isOurs(file) && lstatSync(file.absolutePath, { throwIfNoEntry: false });
      if (!stat || stat.isFile() || stat.isSymbolicLink()) return [];
      return [
        this.problem(
          this.pathOf(file),
          'existing-file',
          'there is something here that is no file',
          'the file could not be written, and others would be',
          'move or delete it',
          file,
        ),
      ];
    });
    return [...links, ...strangers, ...folders, ...this.roomFindings(sealed)];
  }

  /** Whether all of it can be written: a disk that is full would leave the half. */
  private roomFindings(sealed: Sealed): readonly Finding[] {
    const changed = [...sealed].filter(
      ([file, text]) => text !== undefined && this.isOurs(file) && text !== readIfThere(file.absolutePath),
    );
    if (changed.length === 0) return [];
    const probe = join(this.root.outdir, `.${randomBytes(6).toString('hex')}.tmp`);
    try {
      writeFileSync(probe, changed.map(([, text]) => text).join(''), { flag: 'wx' });
      return [];
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/,.*/, '') : String(error);
      return [
        this.problem(
          '.',
          'no-room',
          `the files can't be written: ${reason}`,
          'the half of them would be',
          'make room, or make the folder writable',
        ),
      ];
    } finally {
      rmSync(probe, { force: true });
    }
  }

  private schemaFindings(sealed: Sealed): readonly Finding[] {
    return [...sealed.keys()].flatMap((file) => {
      if (!(file instanceof GeneratedYaml)) return [];
      const why = 'GitHub rejects the whole file then';
      return file
        .problems()
        .map((message) => this.problem(this.pathOf(file), 'invalid-file', message, why, 'correct the override', file));
    });
  }

  private sources(sealed: Sealed): readonly SourceText[] {
    const rendered = [...sealed].flatMap(([file, text]): SourceText[] => {
      const path = this.pathOf(file);
      if (text === undefined || !(WORKFLOW.test(path) || ACTION.test(path))) return [];
      const origin = this.isOurs(file) ? 'generated' : 'foreign';
      return [{ path, text, origin, construct: describe(file) }];
    });
    const written = new Set([...sealed.keys()].map((file) => this.pathOf(file)));
    const orphans = this.manifest();
    const handwritten = this.subject
      .handwritten()
      .filter((path) => !written.has(path) && !orphans.has(path))
      .flatMap((path): SourceText[] => {
        const text = readIfThere(join(this.root.outdir, path));
        return text === undefined ? [] : [{ path, text, origin: 'foreign' }];
      });
    const samples = samplesOf(this.root).flatMap(({ path, text }): SourceText[] => {
      const isRead =
        (WORKFLOW.test(path) || ACTION.test(path)) && readIfThere(join(this.root.outdir, path)) === undefined;
      return isRead ? [{ path, text, origin: 'foreign' }] : [];
    });
    return [...rendered, ...handwritten, ...samples];
  }

  private seal(sealed: Sealed): void {
    this.sealed = sealed;
    for (const [file, text] of sealed) {
      if (!this.isWatched(file)) continue;
      if (isGeneratedFile(file)) file._seal(text);
      const render = contentOf.bind(undefined, file);
      const before = Object.getOwnPropertyDescriptor(file, 'synthesizeContent');
      const checked = () => {
        this.withOwn(file, 'synthesizeContent', before, () => {
          const keeps = isGeneratedFile(file) ? file._keepsSeal() : render() === text;
          if (!keeps) throwForUser(new SynthError([this.brokenSeal(file)]));
        });
        return text;
      };
      this.shadow(file, 'synthesizeContent', checked);
    }
  }

  private brokenSeal(file: FileBase): Finding {
    return this.problem(
      this.pathOf(file),
      'changed-after-the-gate',
      'the bytes to write are not the ones that the rules have read',
      'a file that changes while it is written has been checked by nobody',
      'find what changes it in a `synthesize()`, and make the change earlier',
      file,
    );
  }

  /** A file whose bytes decide who may sign or what runs, or that we write. */
  private isWatched(file: FileBase): boolean {
    return this.isOurs(file) || /^(?:\.github\/|dependabot-config\/|action\.ya?ml$)/.test(this.pathOf(file));
  }

  /** Refuses a file that is written although no rule has read it: made after the gate, or in a sub-project that synthesizes alone. */
  public static demandSeal(file: FileBase): void {
    const gate = SynthGate.gates.get(file.project.root);
    if (!gate || gate.sealed?.has(file) || !gate.isWatched(file)) return;
    throwForUser(new SynthError([gate.brokenSeal(file)]));
  }

  private isOurs(file: FileBase): boolean {
    return isGeneratedFile(file);
  }

  private manifest(): ReadonlySet<string> {
    const text = readIfThere(join(this.root.outdir, '.projen', 'files.json'));
    try {
      const files: unknown = JSON.parse(text ?? '{}').files;
      return new Set(Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : []);
    } catch {
      return new Set();
    }
  }

  private pathOf(file: FileBase): string {
    return this.relative(file.absolutePath);
  }

  private relative(absolute: string): string {
    return relative(this.root.outdir, absolute).split(sep).join('/');
  }

  private problem(file: string, rule: string, message: string, why: string, fix: string, node?: FileBase): Finding {
    const construct = node && describe(node);
    const at = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
    return { rule, severity: 'error', ...at, message, why, fix, ...(construct ? { construct } : {}) };
  }

  private shadow(
    part: object,
    method: 'preSynthesize' | 'synthesize' | 'synthesizeContent',
    body: () => unknown,
  ): void {
    const before = Object.getOwnPropertyDescriptor(part, method);
    Object.defineProperty(part, method, { value: body, configurable: true, writable: true });
    this.shadows.push(() => restoreOwn(part, method, before));
  }

  private withOwn(part: object, method: string, own: PropertyDescriptor | undefined, body: () => void): void {
    const now = Object.getOwnPropertyDescriptor(part, method);
    restoreOwn(part, method, own);
    try {
      body();
    } finally {
      restoreOwn(part, method, now);
    }
  }
}

function restoreOwn(part: object, method: string, own: PropertyDescriptor | undefined): void {
  if (own) Object.defineProperty(part, method, own);
  else Reflect.deleteProperty(part, method);
}

let isGuarded = false;

/** From the first gate on no file of projen's is written without a look at its gate. */
function guardWrites(): void {
  if (isGuarded) return;
  isGuarded = true;
  const write = FileBase.prototype.synthesize;
  FileBase.prototype.synthesize = function (this: FileBase) {
    SynthGate.demandSeal(this);
    write.call(this);
  };
}

/** True if the component writes as we do: a subclass with a `synthesize()` of its own does not. */
function isOwn(component: Component): boolean {
  const own: readonly (() => void)[] = [GeneratedYaml, GeneratedText, Splice].map(
    ({ prototype }) => prototype.synthesize,
  );
  return own.includes(component.synthesize);
}

/** A file that we write whole. */
function isGeneratedFile(file: FileBase): file is GeneratedYaml | GeneratedText {
  return file instanceof GeneratedYaml || file instanceof GeneratedText;
}

/** What projen's sample files would write; they are no files to projen, and are written once, where there is none. */
function samplesOf(root: Project): readonly { readonly path: string; readonly text: string }[] {
  const sample = (project: Project, path: string, text: unknown) => ({
    path: relative(root.outdir, join(project.outdir, path)).split(sep).join('/'),
    text: String(text),
  });
  return root.node.findAll().flatMap((node) => {
    // projen keeps what a sample holds to itself.
    const { filePath, dir, options = {} } = node as unknown as Sample;
    if (node instanceof SampleFile && filePath !== undefined) {
      return [sample(node.project, filePath, options.contents ?? readIfThere(String(options.sourcePath)))];
    }
    if (!(node instanceof SampleDir) || dir === undefined) return [];
    const { sourceDir, files = {} } = options;
    const copied =
      sourceDir === undefined ? [] : readdirSync(sourceDir).map((name) => [name, readIfThere(join(sourceDir, name))]);
    return [...copied, ...Object.entries(files)].map(([name, text]) =>
      sample(node.project, join(dir, String(name)), text),
    );
  });
}

interface Sample {
  readonly filePath?: string;
  readonly dir?: string;
  readonly options?: {
    readonly contents?: string;
    readonly sourcePath?: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly sourceDir?: string;
  };
}

/** True for a class of projen's: other packages have the same mark with a name of their own. */
function isProjens(type: object): boolean {
  const mark = Object.getOwnPropertyDescriptor(type, PROJEN_CLASS)?.value as { readonly fqn?: string } | undefined;
  return mark?.fqn?.startsWith('projen.') ?? false;
}

/** True if the component's `synthesize()` is neither projen's own nor inherited from projen. */
function isForeign(component: Component): boolean {
  for (let at: object | null = component; at; at = Object.getPrototypeOf(at)) {
    if (!Object.hasOwn(at, 'synthesize')) continue;
    return at === component || !isProjens(at.constructor);
  }
  return false;
}

function describe(file: FileBase): string {
  const path = file.node.path;
  if (!isGeneratedFile(file)) return path;
  const created = file.createdAt === undefined ? '' : ` (${file.createdAt})`;
  const overrides = file instanceof GeneratedYaml ? file.overrides : [];
  const overridden = overrides.length === 0 ? '' : `, overridden at ${overrides.join(', ')}`;
  return `${path}${created}${overridden}`;
}
