import { cpSync, readdirSync } from 'node:fs';

// The shell files that the package reads at run time lie beside the code that reads them.
for (const folder of ['steps', 'emit/verifier', 'emit/verifier/verify-release']) {
  for (const file of readdirSync(`src/${folder}`).filter((name) => name.endsWith('.sh'))) {
    cpSync(`src/${folder}/${file}`, `lib/${folder}/${file}`);
  }
}
