import { z } from 'zod';
import { PERMISSION_SCOPES } from './facts.generated';
import { ID } from './structure';

const text = z.string();
const line = z.string().regex(/^[^\n]*\S[^\n]*$/, { error: () => 'is not a text on one line' });
const script = z.string().regex(/\S/, { error: () => 'is empty' });
const id = z.string().regex(ID, {
  error: () => 'is not an ID: a letter or `_`, then letters, digits, `-` and `_`',
});
const minutes = z.int().min(1);
const env = z.record(text, text);
const inputs = z.record(text, z.union([text, z.number(), z.boolean()]));
const names = z.array(line).min(1, { error: 'is empty' });

const stepCommon = {
  id: id.optional(),
  name: line,
  if: text.optional(),
  env: env.optional(),
  timeoutMinutes: minutes.optional(),
};
const step = z.union([
  z.strictObject({ ...stepCommon, run: script, workingDirectory: line.optional() }),
  z.strictObject({ ...stepCommon, action: line, with: inputs.optional() }),
]);

const permissions = z.strictObject(
  Object.fromEntries(
    Object.entries(PERMISSION_SCOPES).map(([scope, levels]) => [
      scope,
      z.strictObject({ level: z.enum(levels.filter((level) => level !== 'none')), for: line }).optional(),
    ]),
  ),
);
const jobCommon = { name: line, needs: z.array(text).optional(), if: text.optional(), permissions };
const job = z.union([
  z.strictObject({
    ...jobCommon,
    runsOn: line,
    timeoutMinutes: minutes,
    environment: line.optional(),
    env: env.optional(),
    outputs: env.optional(),
    steps: z.array(step).min(1, { error: 'is empty' }),
  }),
  z.strictObject({ ...jobCommon, calls: line, with: inputs.optional(), secrets: env.optional() }),
]);

const nothing = z.strictObject({});
const triggers = z
  .strictObject({
    push: z.strictObject({ branches: names.optional(), tags: names.optional() }).optional(),
    pullRequest: z.strictObject({ branches: names.optional(), types: names.optional() }).optional(),
    mergeGroup: nothing.optional(),
    workflowDispatch: nothing.optional(),
    schedule: z
      .array(z.strictObject({ cron: line }))
      .min(1, { error: 'is empty' })
      .optional(),
  })
  .refine((on) => Object.values(on).some((event) => event !== undefined), {
    error: 'has no event: nothing starts the workflow',
  });

/** A workflow of the typed model, for who gives one without a compiler. */
export const workflowSchema = z.strictObject({
  name: line,
  on: triggers,
  concurrency: z.strictObject({ group: line, cancelInProgress: z.union([z.boolean(), text]) }),
  env: env.optional(),
  jobs: z.record(id, job).refine((jobs) => Object.keys(jobs).length > 0, { error: 'has no job' }),
});
