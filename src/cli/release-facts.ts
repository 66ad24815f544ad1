import { isGenerated } from '../emit/header';
import type { ReleaseIdentity, RuleContext, SourceText } from '../rules';
import { grantedWrites, secretNamesOf } from '../rules/engine/privileged';
import { type FileView, viewOf } from '../rules/engine/view';
import { readTrustedSteps } from '../workflow/trusted-steps';
import { get, textOf, toData } from '../workflow/yaml-tree';

/** What a synth knows from `.projenrc.ts`, as far as the workflows that it wrote say it. */
export type ReleaseFacts = Required<Pick<RuleContext, 'release' | 'trustedSteps' | 'chartValues'>>;

/** Reads the generated publish workflows among some files. */
export function releaseFacts(sources: readonly SourceText[]): ReleaseFacts {
  const workflows = sources
    .filter(({ text }) => isGenerated(text))
    .flatMap((source) => {
      const file = viewOf(source);
      const release = releaseOf(file);
      return release ? [{ source, file, release }] : [];
    });
  return {
    release: workflows.map(({ release }) => release),
    trustedSteps: workflows.flatMap(({ source: { path, text } }) =>
      readTrustedSteps(text).map((step) => ({ workflow: path, ...step })),
    ),
    chartValues: workflows.flatMap(({ file }) => chartValuesOf(file)),
  };
}

/** A generated workflow that is started by a release's tags is one whose identity is accepted. */
function releaseOf(file: FileView): ReleaseIdentity | undefined {
  const tags = toData(get(get(get(file.root, 'on'), 'push'), 'tags'));
  const glob = Array.isArray(tags) ? String(tags[0]) : '';
  const prefix = /^([^[\]*?+!]*)\[0-9\]\+\.\[0-9\]\+\.\[0-9\]\+$/.exec(glob)?.[1];
  if (prefix === undefined) return undefined;
  const privileged = file.jobs.filter((job) => grantedWrites(job.permissions).length > 0);
  const secrets = privileged.flatMap((job) => secretNamesOf(job.node));
  return { workflow: file.path, tagPrefix: prefix, registrySecrets: [...new Set(secrets)] };
}

/** The paths that a chart's job fills in at the release: its `DIGEST_VALUES` has one a line, first on it. */
function chartValuesOf(file: FileView): ReleaseFacts['chartValues'] {
  return file.jobs.flatMap((job) => {
    const env = get(job.node, 'env');
    const chart = textOf(get(env, 'CHART'));
    const values = textOf(get(env, 'DIGEST_VALUES'));
    if (chart === undefined || values === undefined) return [];
    const paths = values.split('\n').flatMap((line) => line.trim().split(' ')[0] || []);
    return [{ file: `${chart}/values.yaml`, paths }];
  });
}
