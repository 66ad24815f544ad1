import type { Job, Workflow } from '../workflow/model';
import { PRIVILEGE_SCOPES } from '../workflow/privilege';

/**
 * The jobs of a workflow and what each waits for, as a Mermaid flowchart; those that may sign or write stand in a box of their own. An
 * arrow that others imply is left out.
 */
export function releaseGraph({ jobs }: Workflow): string {
  const ids = Object.keys(jobs);
  const node = (id: string) => `j${ids.indexOf(id)}`;
  const privileged = new Set(Object.values(jobs).filter(isPrivileged));
  const nodes = (wanted: boolean) =>
    Object.entries(jobs)
      .filter(([, job]) => privileged.has(job) === wanted)
      .map(([id, job]) => `    ${node(id)}["${label(job)}"]`);
  const edges = Object.entries(jobs).map(([id, { needs = [] }]) => {
    const implied = new Set(needs.flatMap((need) => ancestors(jobs, need)));
    const direct = needs.filter((need) => !implied.has(need));
    return `  ${direct.length === 0 ? 'tag' : direct.map(node).join(' & ')} --> ${node(id)}`;
  });
  return [
    'flowchart LR',
    '  tag(["push of a release tag"])',
    '  subgraph prepare ["unprivileged: reads at most"]',
    ...nodes(false),
    '  end',
    '  subgraph identity ["privileged: may sign, write, or read a secret"]',
    ...nodes(true),
    '  end',
    ...edges,
    '',
  ].join('\n');
}

/** True for a job that may sign, write what is released, or reads a secret. */
export function isPrivileged(job: Job): boolean {
  return (
    PRIVILEGE_SCOPES.some((scope) => job.permissions[scope]?.level === 'write') ||
    /\$\{\{[^}]*\bsecrets\b/.test(JSON.stringify(job))
  );
}

/** What a job waits for, however far away. */
function ancestors(jobs: Workflow['jobs'], id: string): readonly string[] {
  const found = new Set<string>();
  const walk = (at: string): void => {
    for (const need of jobs[at]?.needs ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      walk(need);
    }
  };
  walk(id);
  return [...found];
}

/** A job's name and environment as a quoted label: Mermaid reads entities in it, and nothing else. */
function label(job: Job): string {
  const environment = 'environment' in job && job.environment !== undefined ? `, environment ${job.environment}` : '';
  return `${job.name}${environment}`.replace(/[^A-Za-z0-9 ,./:_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
