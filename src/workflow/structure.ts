import { EVENTS, SHAPES, type Shape } from './facts.generated';

/** How GitHub spells the ID of a job or a step. */
export const ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;

type Mapping = Readonly<Record<string, unknown>>;

/** What GitHub would refuse in the data of a workflow before it runs any of it: keys, jobs, steps and what they need. One sentence each. */
export function structureProblems(workflow: unknown): readonly string[] {
  const found = shapeProblems('the workflow', workflow, SHAPES.workflow);
  if (!isMapping(workflow)) return found;
  const { on, jobs } = workflow;
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(isMapping(on) ? on : {});
  const unknown = events.filter((event) => !EVENTS.includes(String(event)));
  return [
    ...found,
    ...(events.length === 0 ? ['on: it names no event, and nothing starts the workflow'] : []),
    ...unknown.map((event) => `on: there is no event \`${event}\``),
    ...(isMapping(jobs) && Object.keys(jobs).length > 0 ? jobsProblems(jobs) : ['jobs: there is no job']),
  ];
}

function jobsProblems(jobs: Mapping): readonly string[] {
  return Object.entries(jobs).flatMap(([id, job]) => {
    const at = `jobs.${id}`;
    const found = shapeProblems(at, job, SHAPES.job);
    if (!isMapping(job)) return found;
    const needs = typeof job.needs === 'string' ? [job.needs] : Array.isArray(job.needs) ? job.needs : [];
    const missing = needs.filter((need) => !Object.hasOwn(jobs, String(need)));
    const steps = Array.isArray(job.steps) ? job.steps : [];
    return [
      ...(ID.test(id)
        ? []
        : [`${at}: an ID begins with a letter or \`_\` and has only letters, digits, \`-\` and \`_\``]),
      ...found,
      ...missing.map((need) => `${at}.needs: there is no job \`${need}\``),
      ...gaps(at, steps),
      ...steps.flatMap((step, i) => (step === null ? [] : shapeProblems(`${at}.steps[${i}]`, step, SHAPES.step))),
    ];
  });
}

/** An index beyond the end of a list leaves as many steps that are nothing. */
function gaps(at: string, steps: readonly unknown[]): readonly string[] {
  const first = steps.indexOf(null);
  if (first < 0) return [];
  const count = steps.filter((step) => step === null).length;
  return [`${at}.steps[${first}]: ${count === 1 ? 'the step is' : `${count} steps from here on are`} nothing`];
}

/** What keeps a mapping from having the one of the shapes that comes nearest. */
function shapeProblems(at: string, value: unknown, shapes: readonly Shape[]): readonly string[] {
  if (!isMapping(value)) return [`${at}: it is not a mapping`];
  const keys = Object.keys(value);
  const candidates = shapes.map(({ keys: legal, required }) => {
    const missing = required.filter((key) => !keys.includes(key));
    return [
      ...missing.map((key) => `${at}: \`${key}\` is missing`),
      ...keys.filter((key) => !legal.includes(key)).map((key) => `${at}: there is no key \`${key}\``),
    ];
  });
  return candidates.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
