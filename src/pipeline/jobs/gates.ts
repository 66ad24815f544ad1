import { gateJobId } from '../../release/jobs';
import type { Release } from '../../release/release';
import { DEFAULT_RUNNER } from '../../release/runners';
import { checkVersionFile } from '../../steps';
import { expression, type Job } from '../../workflow/model';
import { checkOut, IF_FULL, READS_CODE, setUp, userCommand } from './common';

/** The user's own stop-ship jobs: they run without identity, and the release waits for them. */
export function gateJobs(release: Release): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    release.gates.map((gate): [string, Job] => {
      const id = gateJobId(gate);
      const common = { needs: ['release'], if: IF_FULL, runsOn: DEFAULT_RUNNER, permissions: READS_CODE };
      if (gate.kind === 'version-file') {
        return [
          id,
          {
            ...common,
            name: `gate ${gate.path}`,
            timeoutMinutes: 5,
            steps: [checkOut(), checkVersionFile(gate.path, gate.pattern)],
          },
        ];
      }
      return [
        id,
        {
          ...common,
          name: `gate ${gate.name}`,
          timeoutMinutes: gate.timeoutMinutes ?? 10,
          env: { TAG: expression('needs.release.outputs.tag'), VERSION: expression('needs.release.outputs.version') },
          steps: [checkOut(0), ...setUp(gate.setup), userCommand(gate.name, gate.command)],
        },
      ];
    }),
  );
}
