import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import { Component, FileBase, Project, SampleDir, SampleFile } from 'projen';
import { PROJEN_MARKER } from 'projen/lib/common';
import type { Finding } from '../../rules/finding';
import { GeneratedText } from '../generated-text';
import { GeneratedYaml } from '../generated-yaml';
import { lstatIfThere, readIfThere } from '../safe-write';
import { Splice } from '../splice';
import { gateFinding } from './gate-problem';

/** Every project below a root, the root first. */
export function projectsOf(root: Project): readonly Project[] {
  return root.node.findAll().filter((node): node is Project => Project.isProject(node));
}

/** Every file that projen would write. */
export function filesOf(root: Project): readonly FileBase[] {
  return root.node.findAll().filter((node): node is FileBase => node instanceof FileBase);
}

/** Every file of a user's in which some bytes are ours. */
export function splicesOf(root: Project): readonly Splice[] {
  return root.node.findAll().filter((node): node is Splice => node instanceof Splice);
}

/** A path from the root, with `/`. */
export function pathFrom(root: Project, absolute: string): string {
  return relative(root.outdir, absolute).split(sep).join('/');
}

/** True for a file that we write whole. */
export function isGeneratedFile(file: FileBase): file is GeneratedYaml | GeneratedText {
  return file instanceof GeneratedYaml || file instanceof GeneratedText;
}

/** Which construct writes a file, where it was made, and where it was overridden. */
export function describeFile(file: FileBase): string {
  const path = file.node.path;
  if (!isGeneratedFile(file)) return path;
  const created = file.createdAt === undefined ? '' : ` (${file.createdAt})`;
  const overrides = file instanceof GeneratedYaml ? file.overrides : [];
  const overridden = overrides.length === 0 ? '' : `, overridden at ${overrides.join(', ')}`;
  return `${path}${created}${overridden}`;
}

/** The files that projen wrote the last time, as paths from the project: those that it no longer writes it deletes. */
export function manifestOf(project: Project): ReadonlySet<string> {
  const text = readIfThere(join(project.outdir, '.projen', 'files.json'));
  try {
    const files: unknown = JSON.parse(text ?? '{}').files;
    return new Set(Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : []);
  } catch {
    return new Set();
  }
}

/** True for what projen deletes before it writes: what is, or lies below, a path of a manifest that its project no longer writes. */
export function orphans(root: Project): (path: string) => boolean {
  const paths = new Set(
    projectsOf(root).flatMap((project) => {
      const written = new Set(project.files.map(({ path }) => path.split(sep).join('/')));
      const old = [...manifestOf(project)].filter((path) => !written.has(path));
      return old.map((path) => pathFrom(root, resolve(project.outdir, path)));
    }),
  );
  return (path) => {
    for (let at = path; at !== '.' && at !== '/'; at = posix.dirname(at)) if (paths.has(at)) return true;
    return false;
  };
}

/** A file that projen writes once, where there is none. */
export interface Sample {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The samples that this synth may write; projen does not treat them as files. */
export function samplesOf(root: Project): readonly Sample[] {
  const isOrphan = orphans(root);
  const isThere = (project: Project, path: string) => {
    const absolute = resolve(project.outdir, path);
    // As projen asks: what a link without a target names is not there.
    if (!existsSync(absolute) || isOrphan(pathFrom(root, absolute))) return false;
    // Without a manifest projen deletes what has its marker.
    return !readIfThere(absolute)?.includes(PROJEN_MARKER);
  };
  return root.node.findAll().flatMap((node) => {
    // projen keeps what a sample holds to itself.
    const { filePath, dir, options = {} } = node as unknown as ProjensSample;
    const sample = (project: Project, path: string, text = ''): Sample => ({
      path: pathFrom(root, join(project.outdir, path)),
      text,
    });
    if (node instanceof SampleFile && filePath !== undefined && !isThere(node.project, filePath)) {
      return [sample(node.project, filePath, options.contents || readIfThere(String(options.sourcePath)))];
    }
    if (!(node instanceof SampleDir) || dir === undefined || isThere(node.project, dir)) return [];
    const { sourceDir, files = {} } = options;
    const copied =
      sourceDir === undefined ? [] : filesBelow(sourceDir).map((name) => [name, readIfThere(join(sourceDir, name))]);
    return [...copied, ...Object.entries(files)].map(([name, text]) =>
      sample(node.project, join(dir, String(name)), text),
    );
  });
}

interface ProjensSample {
  readonly filePath?: string;
  readonly dir?: string;
  readonly options?: {
    readonly contents?: string;
    readonly sourcePath?: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly sourceDir?: string;
  };
}

/** The files below a folder, as projen copies them. */
function filesBelow(folder: string): readonly string[] {
  if (!lstatIfThere(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() ?? false,
  );
}

const PROJEN_CLASS = Symbol.for('jsii.rtti');

/** Components of another copy of projen than ours. */
export function secondProjens(root: Project): readonly Finding[] {
  return root.node.findAll().flatMap((node) => {
    if (node instanceof Component || node instanceof Project) return [];
    const fqn = projenClass(node);
    if (fqn === undefined) return [];
    return [
      gateFinding('two-projens', '.', `a ${fqn} comes from a second copy of projen`, { construct: node.node.path }),
    ];
  });
}

/** The name of the nearest class of projen's that an object inherits from. */
function projenClass(node: object): string | undefined {
  for (let at: object | null = Object.getPrototypeOf(node); at; at = Object.getPrototypeOf(at)) {
    const mark = Object.getOwnPropertyDescriptor(at.constructor, PROJEN_CLASS)?.value as { readonly fqn?: string };
    if (mark?.fqn?.startsWith('projen.')) return mark.fqn;
  }
  return undefined;
}
