import { cpSync, readdirSync } from 'node:fs';

for (const file of readdirSync('src/steps').filter((name) => name.endsWith('.sh'))) {
  cpSync(`src/steps/${file}`, `lib/steps/${file}`);
}
