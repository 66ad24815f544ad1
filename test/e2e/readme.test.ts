import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const README = readFileSync(join(__dirname, 'README.md'), 'utf8');
const table = README.slice(README.indexOf('| stand-in '), README.indexOf('\n\n', README.indexOf('| stand-in ')));

/** The actions that a stand-in is run for, and the one that act brings along. */
const ACTIONS = [
  'actions/checkout',
  ...readdirSync(join(__dirname, 'stand-ins')).flatMap((owner) =>
    readdirSync(join(__dirname, 'stand-ins', owner)).map((name) => `${owner}/${name}`),
  ),
];
/** What the world starts that is not the real program: its own modules, but for those that only help. */
const MODULES = readdirSync(join(__dirname, 'world')).filter(
  (name) => !['exchange.ts', 'main.ts', 'pki.ts', 'processes.ts', 'sigstore.ts'].includes(name),
);

test.each([...ACTIONS, ...MODULES.map((name) => `world/${name}`)])('README lists the stand-in %s', (name) => {
  expect(table).toContain(`\`${name}\``);
});
