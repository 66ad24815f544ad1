import { parseUses, type Uses } from '../../pins/uses';
import { isActionPath, isWorkflowPath } from '../../workflow/paths';
import {
  commentAfter,
  entryOf,
  get,
  isNull,
  LineIndex,
  type MappingNode,
  readYaml,
  type ScalarNode,
  type Span,
  textOf,
  toData,
  type YamlNode,
  type YamlTree,
} from '../../workflow/yaml-tree';

/** A text that the rules read. */
export interface SourceText {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** `generated`: written by a construct of ours; `foreign`: by hand, or by another generator. */
  readonly origin: 'generated' | 'foreign';
  /** The construct that writes the file, and where it was made. */
  readonly construct?: string;
}

/** What stands at a `uses` key. */
export interface UsesView {
  readonly node: YamlNode;
  readonly text: string;
  readonly parsed: Uses;
  /** The comment behind it on its line. */
  readonly comment: string | undefined;
}

/** One step. */
export interface StepView {
  readonly node: YamlNode;
  readonly job: JobView | undefined;
  readonly name: string | undefined;
  readonly uses: UsesView | undefined;
  readonly run: ScalarNode | undefined;
  readonly with: YamlNode | undefined;
}

/** One job. */
export interface JobView {
  readonly id: string;
  readonly key: ScalarNode;
  readonly node: YamlNode;
  readonly uses: UsesView | undefined;
  readonly steps: readonly StepView[];
  readonly condition: YamlNode | undefined;
  readonly permissions: YamlNode | undefined;
}

/** A file as the rules see it: read once, shared by all of them. */
export interface FileView {
  readonly path: string;
  readonly origin: 'generated' | 'foreign';
  readonly construct: string | undefined;
  readonly kind: 'workflow' | 'action' | 'other';
  readonly tree: YamlTree;
  readonly lines: LineIndex;
  readonly root: YamlNode | undefined;
  readonly jobs: readonly JobView[];
  /** The steps of all jobs or of the composite action; steps that are shared by an anchor stand here once. */
  readonly steps: readonly StepView[];
}

/** Reads a text once for all rules. */
export function viewOf(source: SourceText): FileView {
  const tree = readYaml(source.text);
  const kind = isWorkflowPath(source.path) ? 'workflow' : isActionPath(source.path) ? 'action' : 'other';
  const jobs = kind === 'workflow' ? jobsOf(tree) : [];
  const own = kind === 'action' ? stepsOf(tree, get(get(tree.root, 'runs'), 'steps'), undefined) : [];
  return {
    path: source.path,
    origin: source.origin,
    construct: source.construct,
    kind,
    tree,
    lines: new LineIndex(source.text),
    root: tree.root,
    jobs,
    steps: once([...jobs.flatMap((job) => job.steps), ...own]),
  };
}

/** The `uses` of steps and of jobs that call a workflow. */
export function allUses(file: FileView): readonly UsesView[] {
  const views = [...file.jobs.map((job) => job.uses), ...file.steps.map((step) => step.uses)];
  return views.filter((view): view is UsesView => view !== undefined);
}

/** The events that start a workflow, with what stands under each. */
export function triggersOf(file: FileView): ReadonlyMap<string, YamlNode | undefined> {
  const on = get(file.root, 'on');
  if (on?.kind === 'scalar') return new Map([[on.value, undefined]]);
  if (on?.kind === 'sequence') return new Map(on.items.map((item) => [textOf(item) ?? '', undefined]));
  if (on?.kind === 'mapping')
    return new Map(on.entries.map(({ key, value }) => [key.value, isNull(value) ? undefined : value]));
  return new Map();
}

/** The items of a list, or the one item that stands in its place, as texts. */
export function textsOf(node: YamlNode | undefined): readonly string[] {
  const data = toData(node);
  return (Array.isArray(data) ? data : data === null ? [] : [data]).map(String);
}

/** Where a mapping's key stands, or the node itself. */
export function keyOrNode(node: YamlNode, key: string): Span {
  return entryOf(node, key)?.key ?? node;
}

function jobsOf(tree: YamlTree): readonly JobView[] {
  const jobs = get(tree.root, 'jobs');
  if (jobs?.kind !== 'mapping') return [];
  return jobs.entries.map(({ key, value }) => {
    const job: JobView & { steps: readonly StepView[] } = {
      id: key.value,
      key,
      node: value,
      uses: usesView(tree, value),
      steps: [],
      condition: get(value, 'if'),
      permissions: get(value, 'permissions'),
    };
    return Object.assign(job, { steps: stepsOf(tree, get(value, 'steps'), job) });
  });
}

function stepsOf(tree: YamlTree, steps: YamlNode | undefined, job: JobView | undefined): readonly StepView[] {
  if (steps?.kind !== 'sequence') return [];
  return steps.items.flatMap((node) => {
    const nested = ['parallel', 'background', 'steps'].flatMap((key) => {
      const inner = get(node, key);
      return stepsOf(tree, inner?.kind === 'mapping' ? get(inner, 'steps') : inner, job);
    });
    const run = get(node, 'run');
    const step: StepView = {
      node,
      job,
      name: textOf(get(node, 'name')),
      uses: usesView(tree, node),
      run: run?.kind === 'scalar' ? run : undefined,
      with: get(node, 'with'),
    };
    return [step, ...nested];
  });
}

function usesView(tree: YamlTree, node: YamlNode): UsesView | undefined {
  const uses = get(node, 'uses');
  if (!uses) return undefined;
  const text = textOf(uses) ?? '';
  const parsed: Uses = uses.kind === 'scalar' ? parseUses(text) : { kind: 'unknown', reason: 'it is not a plain text' };
  return { node: uses, text, parsed, comment: commentAfter(tree.text, uses)?.text };
}

function once(steps: readonly StepView[]): readonly StepView[] {
  const seen = new Set<YamlNode>();
  return steps.filter((step) => !seen.has(step.node) && seen.add(step.node));
}

/** What a step gives to an input of its action. Inputs have no case. */
export function inputOf(step: StepView, name: string): YamlNode | undefined {
  return entriesOf(step.with).find(({ key }) => key.value.toLowerCase() === name.toLowerCase())?.value;
}

/** A mapping's entries; none for another kind of node. */
export function entriesOf(node: YamlNode | undefined): MappingNode['entries'] {
  return node?.kind === 'mapping' ? node.entries : [];
}
