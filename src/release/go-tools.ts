/**
 * Programs that `go run` fetches as a module and builds. Dependabot sees no version of them, and no file of theirs has a checksum:
 * Go itself compares the module with its public checksum database and stops where the two differ.
 * @see https://go.dev/ref/mod#checksum-database
 */
export const GO_TOOLS = {
  govulncheck: { package: 'golang.org/x/vuln/cmd/govulncheck', version: 'v1.1.4', checksumDatabase: 'sum.golang.org' },
} as const;
