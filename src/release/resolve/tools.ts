// Not all of semver: its ranges would be loaded at each synth.
import parse from 'semver/functions/parse';
import { shown } from '../errors';
import type { ReleasePipelineProps, ToolChoice } from '../props';
import type { Tool } from '../release';
import { TOOL_LEDGER, type ToolName } from '../tool-ledger.generated';
import type { Problems } from './problems';

/** The first cosign of a line without GHSA-whqx-f9j3-ch6m and GHSA-w6c6-c85g-mmv6: older ones accept signatures that they must refuse. */
const SAFE_COSIGN = { v2: '2.6.3', v3: '3.0.6' } as const;

/** The tools that the workflows install, each with its files and checksums. */
export function resolveTools({ tools }: ReleasePipelineProps, problems: Problems): Readonly<Record<ToolName, Tool>> {
  const names = Object.keys(TOOL_LEDGER) as ToolName[];
  return Object.fromEntries(names.map((name) => [name, resolveTool(name, tools?.[name], problems)])) as Record<
    ToolName,
    Tool
  >;
}

function resolveTool(name: ToolName, choice: ToolChoice | undefined, problems: Problems): Tool {
  const versions: Readonly<Record<string, Tool['assets']>> = TOOL_LEDGER[name];
  const newest = Object.keys(versions)[0] ?? '';
  if (choice === undefined) return { name, version: newest, assets: versions[newest] ?? {} };
  if (typeof choice === 'string') {
    const assets = Object.hasOwn(versions, choice) ? versions[choice] : undefined;
    if (!assets) {
      problems.add(
        'unknown-name',
        `tools.${name}`,
        `the ledger has no checksum of ${name} ${shown(choice)}`,
        `its versions are ${Object.keys(versions).join(', ')}; or give { version, assets } with your own checksums`,
      );
    }
    return { name, version: choice, assets: assets ?? {} };
  }
  for (const platform of ['linux/amd64', 'linux/arm64']) {
    if (Object.hasOwn(choice.assets, platform)) continue;
    problems.add(
      'missing',
      `tools.${name}.assets`,
      `there is no file for ${platform}, where the release runs`,
      'give its address and SHA-256',
    );
  }
  if (name === 'cosign' && !isSafeCosign(choice.version)) {
    problems.add(
      'refused',
      'tools.cosign.version',
      `cosign ${shown(choice.version)} accepts signatures that it must refuse (GHSA-whqx-f9j3-ch6m, GHSA-w6c6-c85g-mmv6)`,
      `use ${SAFE_COSIGN.v2} or later, or ${SAFE_COSIGN.v3} or later`,
    );
  }
  const assets = Object.entries(choice.assets).map(([platform, asset]) => {
    const archive = /\.t(?:ar\.)?gz$/.test(asset.url);
    const folder = name === 'helm' ? `${platform.replace('/', '-')}/` : '';
    return [platform, { ...asset, member: archive ? `${folder}${name}` : undefined }];
  });
  return { name, version: choice.version, assets: Object.fromEntries(assets) };
}

function isSafeCosign(version: string): boolean {
  const parsed = parse(version);
  return parsed !== null && parsed.compare(parsed.major === 2 ? SAFE_COSIGN.v2 : SAFE_COSIGN.v3) >= 0;
}
