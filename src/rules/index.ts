export { checkFiles } from './engine/engine';
export type { ReleaseIdentity, RuleContext } from './engine/rule';
export type { SourceText } from './engine/view';
