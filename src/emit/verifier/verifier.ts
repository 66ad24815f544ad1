import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Release, Tool } from '../../release/release';
import { headerLines } from '../header';

/** What a verifier compares the published release with: the lines that the workflow itself works by. */
export interface VerifierFacts {
  /** Everything that the release manifest lists. */
  readonly expected: string;
  readonly artifacts: string;
  readonly sbomFiles: string;
}

/** The parts of `verify-release.sh` in their order: functions before what calls them, and what ends the run early before the rest. */
const VERIFY_RELEASE = [
  'arguments',
  'workspace',
  'report',
  'reasons',
  'json',
  'cosign',
  'registry',
  'provenance',
  'github',
  'jobs',
  'tools',
  'release-manifest',
  'main',
].map((part) => `verify-release/${part}`);

/** `verify-release.sh`: verifies a published release. */
export function verifyReleaseText(release: Release, facts: VerifierFacts): string {
  return shellFile(VERIFY_RELEASE, {
    REPOSITORY: release.slug,
    VISIBILITY: release.visibility,
    WORKFLOW_FILE: release.workflowFile,
    TAG_PREFIX: release.tag.prefix,
    IMAGE_PREFIX: release.tag.imagePrefix,
    SIGNATURE_FORMAT: release.signatureFormat,
    GITHUB_PROVENANCE: String(release.provenance.includes('github')),
    WITH_CYCLONEDX: String(release.sbom.cyclonedx),
    SIGSTORE_MIRROR: release.sigstore?.mirror ?? '',
    SIGSTORE_ROOT: release.sigstoreRoot ?? '',
    MANIFEST_REPOSITORY: release.manifestRepository,
    EXPECTED: facts.expected,
    ARTIFACTS: facts.artifacts,
    SBOM_FILES: facts.sbomFiles,
  });
}

/** `download-<tool>.sh`: fetches one tool by its checksum. */
export function downloadToolText({ name, version, assets }: Tool): string {
  const files = Object.entries(assets).map(
    ([platform, { sha256, url, member }]) => `${platform} ${sha256} ${url} ${member ?? '-'}\n`,
  );
  return shellFile(['download-tool'], { TOOL: name, TOOL_VERSION: version, FILES: files.join('') });
}

/** `release.mk`: the target that runs the script beside it. A named unit has its name in the target, so that a Makefile can include several. */
export function releaseMakeText(release: Release): string {
  const target = release.name === '' ? 'verify-release' : `verify-release-${release.name}`;
  return [
    ...headerLines('.projenrc.ts').map((line) => `# ${line}`),
    `# make ${target} VERSION=${release.tag.prefix}1.2.3`,
    '',
    '# Included before the first target of a Makefile, this is still not what a bare `make` does.',
    'SEALWRIGHT_GOAL := $(.DEFAULT_GOAL)',
    `${target}: SCRIPT := $(dir $(lastword $(MAKEFILE_LIST)))verify-release.sh`,
    `${target}: export RELEASE_VERSION = $(VERSION)`,
    `.PHONY: ${target}`,
    `${target}:`,
    `\t@'$(SCRIPT)' "$$RELEASE_VERSION"`,
    '.DEFAULT_GOAL := $(SEALWRIGHT_GOAL)',
    '',
  ].join('\n');
}

/** A script of several parts, with its values before them. */
function shellFile(parts: readonly string[], values: Readonly<Record<string, string>>): string {
  const header = headerLines('.projenrc.ts').map((line) => `# ${line}\n`);
  const assignments = Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}\n`);
  const bodies = parts.map((part) => readFileSync(join(__dirname, `${part}.sh`), 'utf8'));
  return ['#!/bin/sh\n', ...header, '\n', ...assignments, '\n', bodies.join('\n')].join('');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
