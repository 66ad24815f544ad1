import { stringify } from 'yaml';
import type { ArtifactHubProps } from '../release/props';
import type { Data } from './workflow-data';

/**
 * The `artifacthub.io/*` annotations of a chart, all of them texts. Those for the prerelease and the images are filled in when a
 * release packages the chart; in the repository they stand as placeholders.
 * @see https://artifacthub.io/docs/topics/annotations/helm/
 */
export function artifactHubAnnotations(
  props: ArtifactHubProps,
  fillsImages: boolean,
  ownPrerelease: boolean,
): ReadonlyMap<string, string> {
  const list = (items: readonly unknown[] | undefined) =>
    items === undefined || items.length === 0 ? undefined : stringify(items, { lineWidth: 0 });
  const flag = (value: boolean | undefined) => (value === undefined ? undefined : String(value));
  const values: Readonly<Record<string, string | undefined>> = {
    alternativeName: props.alternativeName,
    category: props.category,
    changes: list(props.changes && changesOf(props.changes)),
    containsSecurityUpdates: flag(props.containsSecurityUpdates),
    crds: list(props.crds),
    crdsExamples: list(props.crdsExamples),
    images: fillsImages ? '[]' : undefined,
    license: props.license,
    links: list(props.links),
    maintainers: list(props.maintainers),
    operator: flag(props.operator),
    operatorCapabilities: props.operatorCapabilities,
    prerelease: ownPrerelease ? 'false' : undefined,
    recommendations: list(props.recommendations),
    screenshots: list(props.screenshots),
    signKey: props.signKey && stringify(props.signKey, { lineWidth: 0 }),
  };
  const entries = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Map(entries.map(([key, value]) => [`artifacthub.io/${key}`, value]));
}

/** Artifact Hub reads a list of texts or a list of objects, and refuses one with both: an object without a kind is what it makes of a text. */
function changesOf(changes: NonNullable<ArtifactHubProps['changes']>): readonly unknown[] {
  if (changes.every((change) => typeof change === 'string')) return changes;
  return changes.map((change) => (typeof change === 'string' ? { description: change } : change));
}

/**
 * The data of artifacthub-repo.yml: an ID that is not known is left out, never empty.
 * @see https://artifacthub.io/docs/topics/repositories/#verified-publisher
 */
export function artifactHubRepositoryData(props: ArtifactHubProps): Data {
  return {
    ...(props.repositoryId === undefined ? {} : { repositoryID: props.repositoryId }),
    ...(props.owners === undefined ? {} : { owners: props.owners.map(({ name, email }) => ({ name, email })) }),
    ...(props.ignore === undefined
      ? {}
      : { ignore: props.ignore.map(({ name, version }) => ({ name, ...(version === undefined ? {} : { version }) })) }),
  };
}
