import type { ImageProps, ReleasePipelineProps, Setup, VariantProps } from '../props';
import type { SourceFacts } from '../release';
import { soundProps } from '../sound-props';
import type { Problems } from './problems';

/** Files of the repository, as paths from its root. */
export interface Sources {
  readonly dockerfiles: readonly string[];
  /** Folders. */
  readonly charts: readonly string[];
  /** Files that the model takes whole. */
  readonly texts: readonly string[];
  /** Files and folders that only have to be there. */
  readonly paths: readonly string[];
}

/** A path that a prop names. */
interface NamedPath {
  /** Where in the props. */
  readonly at: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/** The files that the model needs to know of. Props that the schema refuses name none. */
export function sourcesOf(given: ReleasePipelineProps): Sources {
  const props = soundProps(given)?.props;
  const dockerfiles = (props?.images ?? []).flatMap((image) =>
    image.source?.kind === 'oci-layout'
      ? []
      : [dockerfileOf(image), ...(image.variants ?? []).map((variant) => dockerfileOf(image, variant))],
  );
  const sorted = (paths: readonly string[]) => [...new Set(paths)].sort();
  return {
    dockerfiles: sorted(dockerfiles),
    charts: sorted((props?.charts ?? []).map(({ path }) => path)),
    texts: sorted([
      ...(props?.sigstore ? [props.sigstore.rootFile] : []),
      ...(props?.gates ?? []).flatMap((gate) => (gate.kind === 'version-file' ? [gate.path] : [])),
    ]),
    paths: sorted(props ? namedPaths(props).map(({ path }) => path) : []),
  };
}

/** Demands every file and folder that a prop names. One that was not looked for is not missed. */
export function checkPaths(props: ReleasePipelineProps, facts: SourceFacts, problems: Problems): void {
  for (const { at, path, kind } of namedPaths(props)) {
    const found = facts.paths?.get(path);
    if (!facts.paths?.has(path) || found === kind) continue;
    const message = found === undefined ? `there is no ${kind} "${path}"` : `"${path}" is a ${found}, not a ${kind}`;
    problems.add('missing', at, message, `create and commit it, or give the path of another ${kind} from the root`);
  }
}

/** Where an image's or a variant's Dockerfile is. */
export function dockerfileOf(image: ImageProps, variant?: VariantProps): string {
  const given = variant?.dockerfile ?? image.dockerfile;
  if (given !== undefined) return given;
  const context = contextOf(image);
  return context === '.' ? 'Dockerfile' : `${context}/Dockerfile`;
}

function contextOf({ context = '.' }: ImageProps): string {
  return context.replace(/\/$/, '');
}

function namedPaths(props: ReleasePipelineProps): readonly NamedPath[] {
  return [
    ...(props.images ?? []).flatMap((image, i) => [
      ...setupPaths(image.prepare?.setup, `images[${i}].prepare`),
      ...(image.source?.kind === 'oci-layout'
        ? setupPaths(image.source.setup, `images[${i}].source`)
        : named(`images[${i}].context`, contextOf(image) === '.' ? undefined : image.context, 'folder')),
    ]),
    ...(props.assets ?? []).flatMap((asset, i) =>
      asset.kind === 'rendered-chart' ? [] : setupPaths(asset.setup, `assets[${i}]`),
    ),
    ...(props.gates ?? []).flatMap((gate, i) =>
      gate.kind === 'command' ? setupPaths(gate.setup, `gates[${i}]`) : named(`gates[${i}].path`, gate.path, 'file'),
    ),
    ...(props.vendor ?? []).flatMap(({ path, setup }, i) => [
      ...named(`vendor[${i}].path`, path, 'folder'),
      ...setupPaths(setup, `vendor[${i}]`),
    ]),
    ...(props.govulncheck ?? []).flatMap((path, i) =>
      named(`govulncheck[${i}]`, path === '.' ? 'go.mod' : `${path.replace(/\/$/, '')}/go.mod`, 'file'),
    ),
  ];
}

function setupPaths(setup: Setup | undefined, at: string): readonly NamedPath[] {
  return (['go', 'node', 'python'] as const).flatMap((tool) => named(`${at}.setup.${tool}`, setup?.[tool], 'file'));
}

function named(at: string, path: string | undefined, kind: NamedPath['kind']): readonly NamedPath[] {
  return path === undefined ? [] : [{ at, path, kind }];
}
