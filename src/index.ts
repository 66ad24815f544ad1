export * from './actions';
export type { ActionProps, Expression } from './actions/factory';
export type { DependabotEcosystem } from './emit/dependabot';
export type { Data } from './emit/workflow-data';
export { type PinHold, pin, type TypedPin } from './pins/typed-pin';
export { ArtifactHubRepository } from './pipeline/artifact-hub-repository';
export { ChartMetadata } from './pipeline/chart-metadata';
export { DependabotConfig, type DependabotProps } from './pipeline/dependabot-config';
export { SynthError } from './pipeline/gate/synth-gate';
export { GeneratedText, type GeneratedTextProps } from './pipeline/generated-text';
export { GeneratedYaml, type GeneratedYamlProps } from './pipeline/generated-yaml';
export { PublishWorkflow } from './pipeline/publish-workflow';
export { RehearsalWorkflow } from './pipeline/rehearsal-workflow';
export { ReleasePipeline } from './pipeline/release-pipeline';
export { ReleaseProject, type ReleaseProjectProps } from './pipeline/release-project';
export { ReleaseRepository } from './pipeline/release-repository';
export { ReleaseVerifier } from './pipeline/release-verifier';
export type { RepositoryProps } from './pipeline/repository-props';
export { Runbook } from './pipeline/runbook';
export { SecurityScanWorkflow } from './pipeline/security-scan-workflow';
export { Splice } from './pipeline/splice';
export type { SourceTree } from './pipeline/tree/source-tree';
export { Workflow, type WorkflowProps } from './pipeline/workflow';
export { type PinSource, WorkflowFile } from './pipeline/workflow-file';
export type { Builder } from './release/builder';
export { type Problem, type ProblemCode, ReleaseError } from './release/errors';
export * from './release/props';
export type {
  AssetBuild,
  Leg,
  RegistryLogin,
  Release,
  ReleaseChart,
  ReleaseImage,
  ReleaseRegistry,
  RenderedChart,
  ScanPolicy,
  TagGrammar,
  Tool,
} from './release/release';
export type { ToolName } from './release/tool-ledger.generated';
export type { Finding, Location, Severity } from './rules/finding';
export type { PermissionScope } from './workflow/facts.generated';
export type { Workflow as WorkflowModel } from './workflow/model';
export * from './workflow/model';
