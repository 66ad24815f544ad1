import { headerLines } from '../header';
import { anchor, below, code, list, sh } from '../markdown';
import { failedRun, preflight, setTag, watch } from './cut';
import { type Chapter, type RunbookFacts, workflowPath } from './facts';
import { artifactHub, neverRetag, prereleases, supersede } from './mistakes';
import { airGap, handOff, notDefault, rollBack } from './operators';
import { firstTime, produces, tagsOnly } from './setup';
import { bumps, costs, integrity, toolsOf, whereItRuns } from './upkeep';
import { digests, sbom, verify } from './verify';

export type { RunbookFacts } from './facts';

/** The chapters in their order; one that does not apply to a release is not there. */
const CHAPTERS: readonly ((facts: RunbookFacts) => Chapter | undefined)[] = [
  produces,
  firstTime,
  tagsOnly,
  preflight,
  setTag,
  watch,
  failedRun,
  verify,
  digests,
  sbom,
  handOff,
  airGap,
  rollBack,
  neverRetag,
  supersede,
  prereleases,
  artifactHub,
  whereItRuns,
  notDefault,
  bumps,
  costs,
  integrity,
];

/** The runbook of a release unit as Markdown: every name in it is the real one. */
export function runbookText(facts: RunbookFacts): string {
  const chapters = CHAPTERS.flatMap((chapter) => chapter(facts) ?? []);
  return `${below(
    headerLines('.projenrc.ts')
      .map((line) => `<!-- ${line} -->`)
      .join('\n'),
    opening(facts),
    list(...chapters.map(({ heading }) => `[${heading}](#${anchor(heading)})`)),
    ...chapters.map(({ heading, body }) => below(`## ${heading}`, body)),
  )}\n`;
}

function opening({ release }: RunbookFacts): string {
  const used = toolsOf(release).filter((name) => ['cosign', 'crane', 'oras', 'helm'].includes(name));
  return below(
    `# Releasing ${release.slug}${release.name === '' ? '' : `: ${release.name}`}`,
    `How a maintainer makes a release, checks it and hands it over. It is generated from the same description as ${code(workflowPath(release))}, so its names are the real ones.`,
    'Every command below uses these variables. Set them once, in a checkout of the repository, with your version; `COMMIT` is set in [Verify](#verify):',
    sh(
      'export VERSION=1.2.3',
      `export TAG="${release.tag.prefix}$VERSION"`,
      `export REPOSITORY=${release.slug}`,
      `export IDENTITY="https://github.com/${release.slug}/${workflowPath(release)}@refs/tags/$TAG"`,
    ),
    `You need ${[...used.map((name) => `${code(name)} ${release.tools[name].version}`), ...(release.visibility === 'public' ? [] : [code('docker')]), code('gh'), code('git'), code('jq')].join(', ')}; awk and sha256sum are on every Linux.`,
  );
}
