import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { NOT_REHEARSED } from '../../src/pipeline/not-rehearsed';
import { libraryScriptId, STEP_IDS } from '../../src/steps';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: unknown;
  readonly needs?: string | readonly string[];
  readonly if?: string;
}
type Jobs = Readonly<Record<string, Job>>;

const workflows = readdirSync('examples').flatMap((example) => {
  const folder = `examples/${example}/.github/workflows`;
  return readdirSync(folder)
    .filter((name) => name.startsWith('publish'))
    .map((name) => [`${folder}/${name}`, `${folder}/${name.replace('publish', 'release-rehearsal')}`] as const);
});
const jobsOf = (file: string): Jobs =>
  (parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as { jobs: Jobs }).jobs;
const left = new Set(NOT_REHEARSED.flatMap(({ steps }) => steps));

/** What a step is called on the list. */
function idOf(job: string, { uses, run }: Step): string {
  if (uses !== undefined) return uses.slice(0, uses.indexOf('@'));
  return libraryScriptId(run ?? '') ?? (job.startsWith('gate-') ? 'gate' : 'own');
}

test.each(workflows)(
  '%s: every step is rehearsed, byte for byte, or on the list of what is not',
  (publish, rehearsal) => {
    const rehearsed = Object.values(jobsOf(rehearsal)).flatMap(({ steps }) => steps);
    const has = (step: Step) =>
      rehearsed.some(({ uses, run }) => (step.uses === undefined ? run === step.run : uses === step.uses));
    const missing = Object.entries(jobsOf(publish)).flatMap(([job, { steps }]) =>
      steps.filter((step) => !has(step) && !left.has(idOf(job, step))).map((step) => `${job}: ${idOf(job, step)}`),
    );
    expect(missing).toEqual([]);
  },
);

test.each(workflows)('%s: what is on the list is in no rehearsal', (_, rehearsal) => {
  const found = Object.entries(jobsOf(rehearsal)).flatMap(([job, { steps }]) => steps.map((step) => idOf(job, step)));
  expect(found.filter((id) => left.has(id))).toEqual([]);
});

test('the list names steps that there are', () => {
  const known = [...STEP_IDS, 'actions/attest', 'gate'];
  expect([...left].filter((id) => !known.includes(id))).toEqual([]);
});

test.each(workflows)(
  '%s: the last job, which is to be required, runs and fails where a job before it has failed',
  (_, rehearsal) => {
    const { rehearse, ...others } = jobsOf(rehearsal);
    expect(rehearse?.if).toBe('always()');
    expect(libraryScriptId(rehearse?.steps[0]?.run ?? '')).toBe('check-handoffs');
    // What the first step does not demand itself, those need that it does.
    const handed = rehearse?.steps[0]?.env?.JOBS?.split(' ') ?? [];
    const needed = (ids: readonly string[]): readonly string[] =>
      ids.flatMap((id) => [id, ...needed([others[id]?.needs ?? []].flat())]);
    expect([...new Set(needed(handed))].sort()).toEqual(Object.keys(others).sort());
  },
);

test.each(workflows)('%s: the rehearsal has no identity and no secret', (_, rehearsal) => {
  const text = readFileSync(rehearsal, 'utf8');
  expect(text).not.toMatch(/secrets|github\.token|id-token|: write/);
  for (const { permissions } of Object.values(jobsOf(rehearsal))) {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
  }
});
