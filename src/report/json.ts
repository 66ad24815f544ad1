import type { Finding } from '../rules/finding';

/** Findings for machines: one JSON document, `{ version, files, findings }`. */
export function jsonReport(findings: readonly Finding[], files: readonly string[]): string {
  return `${JSON.stringify({ version: 1, files, findings }, undefined, 2)}\n`;
}
