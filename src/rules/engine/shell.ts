/** A script without its comments and with continued lines joined: what a pattern can look at. */
export function commandsOf(script: string): string {
  return script
    .replace(/\\\r?\n[ \t]*/g, ' ')
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');
}
