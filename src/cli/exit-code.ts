/** Exit codes of every command. */
export const ExitCode = { clean: 0, findings: 1, usage: 2, network: 3 } as const;

/** Where a command writes: data to `out`, everything else to `err`. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}
