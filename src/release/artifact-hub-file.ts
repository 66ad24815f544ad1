import type { ReleaseChart } from './release';

/**
 * Where a chart's artifacthub-repo.yml stands: that of the repository's first chart in the root, the others' beside their chart's
 * folder, never inside. `undefined` for a chart without an ID, an owner or something to ignore: the file would have nothing to say.
 */
export function artifactHubFile(
  { name, path, artifactHub }: Pick<ReleaseChart, 'name' | 'path' | 'artifactHub'>,
  isFirst: boolean,
): string | undefined {
  if (!artifactHub?.repositoryId && !artifactHub?.owners && !artifactHub?.ignore) return undefined;
  if (isFirst) return 'artifacthub-repo.yml';
  const parent = path.includes('/') ? `${path.slice(0, path.lastIndexOf('/'))}/` : '';
  return `${parent}${name}.artifacthub-repo.yml`;
}
