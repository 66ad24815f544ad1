import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Component, FileBase, Project, SampleDir, SampleFile } from 'projen';
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

/** The files that projen wrote the last time, as paths from the root: those that it no longer writes it deletes. */
export function manifestOf(root: Project): ReadonlySet<string> {
  const text = readIfThere(join(root.outdir, '.projen', 'files.json'));
  try {
    const files: unknown = JSON.parse(text ?? '{}').files;
    return new Set(Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : []);
  } catch {
    return new Set();
  }
}

/** A file that projen writes once, where there is none. */
export interface Sample {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The samples that this synth would write; projen does not treat them as files. */
export function samplesOf(root: Project): readonly Sample[] {
  const isThere = (project: Project, path: string) => lstatIfThere(join(project.outdir, path)) !== undefined;
  return root.node.findAll().flatMap((node) => {
    // projen keeps what a sample holds to itself.
    const { filePath, dir, options = {} } = node as unknown as ProjensSample;
    const sample = (project: Project, path: string, text = ''): Sample => ({
      path: pathFrom(root, join(project.outdir, path)),
      text,
    });
    if (node instanceof SampleFile && filePath !== undefined && !isThere(node.project, filePath)) {
      return [sample(node.project, filePath, options.contents ?? readIfThere(String(options.sourcePath)))];
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
