/** The permissions that at `write` let a job sign, or write what is released. A job that reads a registry's secret is privileged as well. */
export const PRIVILEGE_SCOPES = ['id-token', 'packages', 'attestations', 'contents'] as const;

/** True for one of {@link PRIVILEGE_SCOPES}. */
export function isPrivilegeScope(scope: string): boolean {
  return PRIVILEGE_SCOPES.some((one) => one === scope);
}
