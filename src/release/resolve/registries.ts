import { shown } from '../errors';
import type { Registry, ReleasePipelineProps } from '../props';
import type { ReleaseRegistry } from '../release';
import type { Problems } from './problems';

/** The registries of a pipeline. */
export function resolveRegistries(props: ReleasePipelineProps, problems: Problems): readonly ReleaseRegistry[] {
  const registries = (props.registries ?? [{ kind: 'ghcr' } as const]).map((registry) =>
    resolveRegistry(registry, props, problems),
  );
  problems.unique(registries.map(placeOf), 'registries', 'registry');
  registries.forEach((registry, i) => {
    const other = registries.slice(0, i).find(({ host }) => host === registry.host);
    if (other && !isSameLogin(other, registry)) {
      problems.add(
        'impossible',
        `registries[${i}]`,
        `a job logs in to ${registry.host} once, and two logins are given for it`,
        'give both the same user name and secret, of an account that may write both namespaces',
      );
    }
  });
  if (props.namespace !== undefined && !registries.some(({ host }) => host === 'ghcr.io')) {
    problems.add(
      'impossible',
      'namespace',
      "`namespace` is the one in GitHub's registry, which is not among the registries",
      'remove it, or add Registry.ghcr()',
    );
  }
  return registries;
}

/** The registries of one image: some of the pipeline's. */
export function resolveImageRegistries(
  own: readonly Registry[] | undefined,
  at: string,
  registries: readonly ReleaseRegistry[],
  props: ReleasePipelineProps,
  problems: Problems,
): readonly ReleaseRegistry[] {
  const resolved = own?.map((registry) => resolveRegistry(registry, props, problems));
  problems.unique((resolved ?? []).map(placeOf), `${at}.registries`, 'registry');
  for (const registry of resolved ?? []) {
    const known = registries.find((one) => placeOf(one) === placeOf(registry));
    if (!known) {
      problems.add(
        'unknown-name',
        `${at}.registries`,
        `${placeOf(registry)} is not one of the pipeline's registries`,
        `add it to \`registries\` of the pipeline, which are ${registries.map(placeOf).join(', ')}`,
      );
    } else if (!isSameLogin(known, registry)) {
      problems.add(
        'impossible',
        `${at}.registries`,
        `the pipeline logs in to ${placeOf(registry)} with another user name or secret`,
        "give the registry as it is in the pipeline's `registries`",
      );
    }
  }
  return resolved ?? registries;
}

/** An image's name stands below the namespace: one that names the registry again would be published two levels down. */
export function checkImageName(
  name: string,
  at: string,
  registries: readonly ReleaseRegistry[],
  problems: Problems,
): void {
  const first = name.split('/')[0] ?? '';
  const host = name.includes('/') && first.includes('.') ? first : undefined;
  const namespace = registries.map((one) => one.namespace).find((one) => name.startsWith(`${one}/`));
  if (host !== undefined || namespace !== undefined) {
    problems.add(
      'impossible',
      `${at}.name`,
      `${shown(name)} begins with ${host === undefined ? `the namespace ${shown(namespace)}` : `a registry, ${shown(host)}`}; it would be published as ${registries.map((one) => `${placeOf(one)}/${name}`).join(', ')}`,
      `write only what follows the namespace: ${shown(name.split('/').at(-1))}`,
    );
  }
  if (name.includes('/') && registries.some((one) => one.host === 'docker.io')) {
    problems.add(
      'impossible',
      `${at}.name`,
      `docker.io has one level below the namespace, and ${shown(name)} has more`,
      'give the image other `registries`, or a name without `/`',
    );
  }
}

function resolveRegistry(registry: Registry, props: ReleasePipelineProps, problems: Problems): ReleaseRegistry {
  if (registry.kind === 'ghcr') {
    const namespace = registry.namespace ?? props.namespace ?? props.repository.split('/')[0] ?? '';
    return { host: 'ghcr.io', namespace: namespace.toLowerCase(), login: { kind: 'github-token' } };
  }
  const { host, namespace, username, secret } = registry;
  if (host === 'ghcr.io') {
    problems.add(
      'impossible',
      'registries',
      "ghcr.io uses the job's own token, not a secret",
      'use Registry.ghcr() instead',
    );
  }
  return { host, namespace, login: { kind: 'secret', username, secret } };
}

function placeOf({ host, namespace }: ReleaseRegistry): string {
  return `${host}/${namespace}`;
}

function isSameLogin({ login: a }: ReleaseRegistry, { login: b }: ReleaseRegistry): boolean {
  if (a.kind === 'secret' && b.kind === 'secret') return a.username === b.username && a.secret === b.secret;
  return a.kind === b.kind;
}
