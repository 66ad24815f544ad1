export { RULES } from './catalog';
export { checkFiles } from './engine/engine';
export type { ReleaseIdentity, Rule, RuleContext } from './engine/rule';
export type { SourceText } from './engine/view';
export type { Finding, Location, Severity } from './finding';
