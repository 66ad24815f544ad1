import { z } from 'zod';
import type { Problem } from '../release/errors';
import { schemaProblems } from '../release/schema-problems';
import { workflowSchema } from '../workflow/schema';

const schema = workflowSchema.extend({
  fileName: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.ya?ml$/, {
    error: () => 'is not the name of a file such as `ci.yml`, without a folder',
  }),
});

/** Everything that is wrong with the props of a Workflow. */
export function workflowPropsProblems(props: unknown): readonly Problem[] {
  return [...schemaProblems(props, schema), ...needsProblems(props)];
}

function needsProblems(props: unknown): readonly Problem[] {
  const { jobs } = Object(props) as { readonly jobs?: unknown };
  const ids = Object.keys(Object(jobs));
  return Object.entries(Object(jobs)).flatMap(([id, job]) => {
    const { needs } = Object(job) as { readonly needs?: unknown };
    return (Array.isArray(needs) ? needs : []).flatMap((need, i): Problem[] =>
      ids.includes(need)
        ? []
        : [
            {
              code: 'unknown-name',
              path: `jobs.${id}.needs[${i}]`,
              message: `there is no job \`${need}\``,
              fix: `the jobs are ${ids.join(', ')}`,
            },
          ],
    );
  });
}
