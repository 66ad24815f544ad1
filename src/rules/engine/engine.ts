import { RULES } from '../catalog';
import type { Finding } from '../finding';
import type { Report, Rule, RuleContext } from './rule';
import { type FileView, type SourceText, viewOf } from './view';

/** Reads each file once, runs every rule over it, and returns all findings, by file, line, column and rule. Never throws for a file. */
export function checkFiles(
  files: readonly SourceText[],
  context: RuleContext,
  rules: readonly Rule[] = RULES,
): readonly Finding[] {
  return files.flatMap((file) => checkFile(viewOf(file), context, rules)).sort(byPlace);
}

function checkFile(file: FileView, context: RuleContext, rules: readonly Rule[]): readonly Finding[] {
  const seen = new Set<string>();
  return rules.flatMap((rule) =>
    rule.check(file, context).flatMap((report) => {
      const key = `${rule.id} ${report.at.start} ${report.message}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [finding(file, rule, report, context)];
    }),
  );
}

function finding(file: FileView, rule: Rule, report: Report, context: RuleContext): Finding {
  const start = file.lines.at(report.at.start);
  const end = file.lines.at(report.at.end);
  return {
    rule: rule.id,
    severity: report.severity ?? severityOf(file, rule, context),
    file: file.path,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    message: report.message,
    why: rule.why,
    fix: report.fix ?? rule.fix,
    ...(file.construct === undefined ? {} : { construct: file.construct }),
  };
}

function severityOf(file: FileView, rule: Rule, context: RuleContext): Finding['severity'] {
  return file.origin === 'generated' || context.mode === 'check' || rule.group === 'pins' ? 'error' : 'warning';
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
