import { Alias, Document, isPair, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Data } from './workflow-data';

/** What stands beside the data in the text of a workflow. */
export interface WorkflowNotes {
  /** Comment lines on top. */
  readonly header: readonly string[];
  /** The version comment of a `uses` value, e.g. `v7.0.1`; `undefined` where nothing is known of it. */
  readonly versionOf: (uses: string) => string | undefined;
  /** Why a job has a permission, by `job/scope`. */
  readonly reasons: ReadonlyMap<string, string>;
  /** What a script is called; names its anchor where it is written once for several steps. */
  readonly scriptName?: (run: string) => string | undefined;
}

const ORDER: Readonly<Record<'workflow' | 'job' | 'step', readonly string[]>> = {
  workflow: ['name', 'run-name', 'on', 'permissions', 'concurrency', 'env', 'defaults', 'jobs'],
  job: [
    'name',
    'needs',
    'if',
    'runs-on',
    'timeout-minutes',
    'environment',
    'permissions',
    'concurrency',
    'env',
    'outputs',
    'uses',
    'with',
    'secrets',
    'steps',
  ],
  step: ['name', 'id', 'if', 'env', 'timeout-minutes', 'uses', 'with', 'working-directory', 'run'],
};

/** Lines from which a script that comes twice is written once. */
const SHARED_SCRIPT_LINES = 8;
const FLOW_WIDTH = 100;

/**
 * A workflow's text. What overrides changed in the data is in the text; comments follow from the data, so none is lost.
 * Equal lists of steps and equal long scripts are written once, under an anchor.
 */
export function workflowText(data: Data, notes: WorkflowNotes): string {
  const document = new Document();
  const writer = new Writer(notes);
  document.commentBefore = notes.header.map((line) => ` ${line}`).join('\n');
  document.contents = writer.workflow(data) as never;
  return document.toString({
    directives: false,
    lineWidth: 0,
    nullStr: '',
    flowCollectionPadding: false,
    minContentWidth: 0,
  });
}

class Writer {
  private readonly shared = new Map<string, { node: YAMLSeq | Scalar; anchor: string | undefined; name: string }>();
  private readonly anchors = new Set<string>();

  constructor(private readonly notes: WorkflowNotes) {}

  workflow(data: Data): unknown {
    if (!isRecord(data)) return this.value(data);
    const map = new YAMLMap();
    for (const [key, value] of ordered(data, ORDER.workflow)) {
      const pair = this.pair(key, key === 'jobs' && isRecord(value) ? this.jobs(value) : this.value(value));
      if (['on', 'permissions', 'env', 'jobs'].includes(key) && map.items.length > 0) spaced(pair);
      map.items.push(pair);
    }
    return map;
  }

  private jobs(jobs: { readonly [key: string]: Data }): YAMLMap {
    const map = new YAMLMap();
    for (const [id, job] of Object.entries(jobs)) {
      const pair = this.pair(id, isRecord(job) ? this.job(id, job) : this.value(job));
      if (map.items.length > 0) spaced(pair);
      map.items.push(pair);
    }
    return map;
  }

  private job(id: string, job: { readonly [key: string]: Data }): YAMLMap {
    const map = new YAMLMap();
    for (const [key, value] of ordered(job, ORDER.job)) {
      if (key === 'steps' && Array.isArray(value)) map.items.push(this.pair(key, this.steps(id, value)));
      else if (key === 'permissions' && isRecord(value)) map.items.push(this.pair(key, this.permissions(id, value)));
      else if (key === 'uses' && typeof value === 'string') map.items.push(this.pair(key, this.uses(value)));
      else map.items.push(this.pair(key, this.value(value)));
    }
    return map;
  }

  private permissions(job: string, permissions: { readonly [key: string]: Data }): YAMLMap {
    const map = this.value(permissions) as YAMLMap;
    for (const pair of map.items as Pair<Scalar, Scalar>[]) {
      const reason = this.notes.reasons.get(`${job}/${String(pair.key.value)}`);
      if (reason !== undefined && pair.value) pair.value.comment = ` ${reason}`;
    }
    return map;
  }

  private steps(job: string, steps: readonly Data[]): unknown {
    return this.once(JSON.stringify(steps), `${job}-steps`, () => {
      const list = new YAMLSeq();
      list.items = steps.map((step) => (isRecord(step) ? this.step(job, step) : this.value(step)));
      return list;
    });
  }

  private step(job: string, step: { readonly [key: string]: Data }): YAMLMap {
    const map = new YAMLMap();
    for (const [key, value] of ordered(step, ORDER.step)) {
      if (key === 'uses' && typeof value === 'string') map.items.push(this.pair(key, this.uses(value)));
      else if (key === 'run' && typeof value === 'string') {
        map.items.push(this.pair(key, this.script(value, this.notes.scriptName?.(value) ?? String(step.name ?? job))));
      } else map.items.push(this.pair(key, this.value(value)));
    }
    return map;
  }

  private uses(value: string): Scalar {
    const scalar = new Scalar(value);
    const version = this.notes.versionOf(value);
    if (version !== undefined) scalar.comment = ` ${version}`;
    return scalar;
  }

  private script(text: string, name: string): unknown {
    if (text.split('\n').length < SHARED_SCRIPT_LINES) return this.value(text);
    return this.once(`run ${text}`, name, () => this.value(text) as Scalar);
  }

  /** The node itself the first time, an alias of it each time after. */
  private once(key: string, name: string, make: () => YAMLSeq | Scalar): unknown {
    const before = this.shared.get(key);
    if (!before) {
      const node = make();
      this.shared.set(key, { node, anchor: undefined, name });
      return node;
    }
    if (before.anchor === undefined) {
      before.anchor = this.anchorFor(before.name);
      before.node.anchor = before.anchor;
    }
    return new Alias(before.anchor);
  }

  private anchorFor(name: string): string {
    const base =
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'shared';
    let anchor = base;
    for (let i = 2; this.anchors.has(anchor); i++) anchor = `${base}-${i}`;
    this.anchors.add(anchor);
    return anchor;
  }

  private value(value: Data): unknown {
    if (Array.isArray(value)) return this.list(value);
    if (isRecord(value)) {
      const map = new YAMLMap();
      map.items = Object.entries(value).map(([key, item]) => this.pair(key, this.value(item)));
      map.flow = map.items.length === 0;
      return map;
    }
    const scalar = new Scalar(value);
    if (typeof value === 'string' && value.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL;
    return scalar;
  }

  private list(items: readonly Data[]): YAMLSeq {
    const list = new YAMLSeq();
    list.items = items.map((item) => this.value(item));
    const short = items.every((item) => typeof item !== 'object' && !String(item).includes('\n'));
    list.flow = short && items.join(', ').length <= FLOW_WIDTH;
    return list;
  }

  private pair(key: string, value: unknown): Pair<Scalar, never> {
    return new Pair(new Scalar(key), value as never);
  }
}

function spaced(pair: unknown): void {
  if (isPair(pair)) (pair.key as Scalar).spaceBefore = true;
}

function isRecord(value: Data | undefined): value is { readonly [key: string]: Data } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ordered(record: { readonly [key: string]: Data }, order: readonly string[]): [string, Data][] {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.entries(record)
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => rank(a.entry[0]) - rank(b.entry[0]) || a.index - b.index)
    .map(({ entry }) => entry);
}
