// Copies a folder, or the files that a pattern names, to a numbered folder.
const { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { randomInt } = require('node:crypto');

const env = process.env;
const path = env.INPUT_PATH;
const pattern = basename(path);
const folder = pattern.includes('*') ? dirname(path) : path;
const quoted = pattern.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
const wanted = pattern.includes('*') ? new RegExp(`^${quoted.join('.*')}$`) : /./;
const names = existsSync(folder) ? readdirSync(folder).filter((name) => wanted.test(name)) : [];
if (names.length === 0) {
  console.log(`::error::no files at ${path}`);
  process.exit(1);
}
// GitHub refuses a name that an attempt has used.
const register = join(env.E2E_ARTIFACTS, 'names');
if (
  existsSync(register) &&
  readFileSync(register, 'utf8')
    .split('\n')
    .some((line) => line.endsWith(` ${env.INPUT_NAME}`))
) {
  console.log(`::error::an artifact with this name already exists: ${env.INPUT_NAME}`);
  process.exit(1);
}
const id = String(4_000_000_000 + randomInt(1_000_000_000));
mkdirSync(join(env.E2E_ARTIFACTS, id), { recursive: true });
for (const name of names) cpSync(join(folder, name), join(env.E2E_ARTIFACTS, id, name), { recursive: true });
appendFileSync(register, `${id} ${env.INPUT_NAME}\n`);
appendFileSync(env.GITHUB_OUTPUT, `artifact-id=${id}\n`);
