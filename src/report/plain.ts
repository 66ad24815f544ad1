import type { Finding } from '../rules/finding';
import { printable } from './printable';

/** Findings for people: each with its place, what, why and what to do; a count at the end. */
export function plainReport(findings: readonly Finding[]): string {
  if (findings.length === 0) return '0 findings';
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  return `${findings.map(block).join('\n')}\n${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

function block(finding: Finding): string {
  const { file, line, column, severity, rule, message, why, fix, construct } = finding;
  const lines = [
    `${file}:${line}:${column}: ${severity}: ${message} [${rule}]`,
    `  why: ${why}`,
    `  fix: ${fix}`,
    ...(construct === undefined ? [] : [`  from: ${construct}`]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
