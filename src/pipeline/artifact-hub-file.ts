import type { ReleaseChart } from '../release/release';

/** Where a chart's artifacthub-repo.yml stands: the first chart's in the root, the others' beside their chart's folder, never inside. */
export function artifactHubFile(chart: ReleaseChart, isFirst: boolean): string {
  if (isFirst) return 'artifacthub-repo.yml';
  const parent = chart.path.includes('/') ? `${chart.path.slice(0, chart.path.lastIndexOf('/'))}/` : '';
  return `${parent}${chart.name}.artifacthub-repo.yml`;
}

/** True for a chart that has an ID, an owner or something to ignore: without them the file has nothing to say. */
export function hasRepositoryFile({ artifactHub }: ReleaseChart): boolean {
  return (
    artifactHub?.repositoryId !== undefined || artifactHub?.owners !== undefined || artifactHub?.ignore !== undefined
  );
}
