import type { Tool } from '../release/release';
import type { RunStep } from '../workflow/model';
import { script } from './script';

const RUNNER_PLATFORMS = ['linux/amd64', 'linux/arm64'];

/** Installs tools of the ledger, each by its checksum for the runner's platform; puts them on the path of the later steps. */
export function installTools(tools: readonly Tool[]): RunStep {
  const lines = tools.flatMap(({ name, version, assets }) =>
    RUNNER_PLATFORMS.flatMap((platform) => {
      const asset = assets[platform];
      return asset ? [`${name} ${version} ${platform} ${asset.sha256} ${asset.url} ${asset.member ?? '-'}\n`] : [];
    }),
  );
  return {
    name: `Install ${tools.map(({ name }) => name).join(', ')} by checksum`,
    env: { TOOLS: lines.join('') },
    run: script('install-tools'),
  };
}
