import type { Release } from './release';

/** Where the files of a unit stand: `release`, or a folder in it where the unit has a name. */
export function releaseFolder({ name }: Pick<Release, 'name'>): string {
  return name === '' ? 'release' : `release/${name}`;
}

/** The workflow that rehearses a unit's release. */
export function rehearsalFile({ name }: Pick<Release, 'name'>): string {
  return name === '' ? 'release-rehearsal.yml' : `release-rehearsal-${name}.yml`;
}
