// Copies one numbered folder; a name, a pattern or an empty id, which would download everything, is refused.
const { appendFileSync, cpSync, existsSync } = require('node:fs');
const { join } = require('node:path');

const env = process.env;
const id = env['INPUT_ARTIFACT-IDS'] ?? '';
if (!/^\d+$/.test(id) || !existsSync(join(env.E2E_ARTIFACTS, id))) {
  console.log(`::error::no artifact ${JSON.stringify(id)}`);
  process.exit(1);
}
// A test changes what is kept meanwhile.
while (existsSync(join(env.E2E_ARTIFACTS, `hold-${env.GITHUB_JOB}`)))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
cpSync(join(env.E2E_ARTIFACTS, id), env.INPUT_PATH, { recursive: true, verbatimSymlinks: true });
appendFileSync(join(env.E2E_ARTIFACTS, 'downloads'), `${id} ${env.GITHUB_JOB}\n`);
