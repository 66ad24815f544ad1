import type { Project } from 'projen';
import type { Problem } from '../release/errors';
import { callSite } from './call-site';

/** The construct that was given some props, for the messages about them. */
export interface Origin extends Pick<Problem, 'createdAt'> {
  readonly construct: string;
}

/** The construct that is being made: call it in its constructor. */
export function originOf(kind: string, name: unknown): Origin {
  const createdAt = callSite();
  return {
    construct: typeof name === 'string' && name !== '' ? `${kind} ${name}` : kind,
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** An ID that no child of the project has yet: two constructs of one name are a problem to report, and not one to die of. */
export function freeId(project: Project, kind: string, name: unknown): string {
  const id = `${kind}@${typeof name === 'string' ? name : ''}`;
  for (let i = 1; ; i++) {
    const free = i === 1 ? id : `${id}#${i}`;
    if (!project.node.tryFindChild(free)) return free;
  }
}
