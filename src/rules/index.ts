export { checkFiles } from './engine/engine';
export type { RuleContext } from './engine/rule';
export type { SourceText } from './engine/view';
