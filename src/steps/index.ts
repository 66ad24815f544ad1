import { scriptId } from './script';

export { aggregate } from './aggregate';
export { assembleImage } from './assemble-image';
export { buildImage } from './build-image';
export { checkArtifact } from './check-artifact';
export { checkCharts } from './check-charts';
export { checkHandoffs } from './check-handoffs';
export { checkIdentity } from './check-identity';
export { checkManifest } from './check-manifest';
export { checkTag } from './check-tag';
export { checkTagUnmoved } from './check-tag-unmoved';
export { checkVendor } from './check-vendor';
export { checkVersionFile } from './check-version-file';
export { collectAssets } from './collect-assets';
export { commitRelease } from './commit-release';
export { exportImage } from './export-image';
export { findRelease } from './find-release';
export { guardTag } from './guard-tag';
export { installTools } from './install-tools';
export { packageChart } from './package-chart';
export { promoteTags } from './promote-tags';
export { publishArtifact } from './publish-artifact';
export { publishGithubRelease } from './publish-github-release';
export { pullAnonymously } from './pull-anonymously';
export { registryLogin } from './registry-login';
export { rehearsalKey } from './rehearsal-key';
export { REHEARSAL_HOST, rehearsalRegistry } from './rehearsal-registry';
export { rehearsalSummary } from './rehearsal-summary';
export { rehearsalVersion } from './rehearsal-version';
export { requireChecks } from './require-checks';
export { scanImage } from './scan-image';
export { takeNotes } from './take-notes';
export { trustSigstore } from './trust-sigstore';
export { writeManifest } from './write-manifest';
export { writeSummary } from './write-summary';

/** The ids of all steps: each is a pair of files, `<id>.ts` and `<id>.sh`. */
export const STEP_IDS: readonly string[] = [
  'aggregate',
  'assemble-image',
  'build-image',
  'check-artifact',
  'check-charts',
  'check-handoffs',
  'check-identity',
  'check-manifest',
  'check-tag',
  'check-tag-unmoved',
  'check-vendor',
  'check-version-file',
  'collect-assets',
  'commit-release',
  'export-image',
  'find-release',
  'guard-tag',
  'install-tools',
  'package-chart',
  'promote-tags',
  'publish-artifact',
  'publish-github-release',
  'pull-anonymously',
  'registry-login',
  'rehearsal-key',
  'rehearsal-registry',
  'rehearsal-summary',
  'rehearsal-version',
  'require-checks',
  'scan-image',
  'take-notes',
  'trust-sigstore',
  'write-manifest',
  'write-summary',
];

/** The id of the step whose script this is, byte for byte; `undefined` for any other text. */
export function libraryScriptId(run: string): string | undefined {
  return scriptId(run, STEP_IDS);
}

/** True if a script is byte for byte one of the library's. */
export function isLibraryScript(run: string): boolean {
  return libraryScriptId(run) !== undefined;
}
