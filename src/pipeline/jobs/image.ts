import { buildJobId, imageJobId, platformId } from '../../release/jobs';
import type { Release, ReleaseImage } from '../../release/release';
import { assembleImage, checkHandoffs, installTools, scanImage } from '../../steps';
import { type Env, expression, type Job, type Step } from '../../workflow/model';
import {
  checkOut,
  fetch,
  HANDOFF_OUTPUTS,
  IF_FULL,
  keep,
  platformVariable,
  READS_CODE,
  RELEASE_ENV,
  userCommand,
} from './common';

const TIMEOUT_MINUTES = 45;

/** One job per image: the index of its legs, an SBOM of each, and a scan of exactly those bytes. It needs no permission at all. */
export function imageJobs(release: Release): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    release.images.map((image): [string, Job] => {
      const legs = image.legs.map(({ platform }) => buildJobId(image.id, platform));
      return [
        imageJobId(image),
        {
          name: `image ${image.key}`,
          needs: ['release', ...legs],
          if: IF_FULL,
          runsOn: release.runner,
          timeoutMinutes: TIMEOUT_MINUTES,
          permissions: runsOwnScan(release, image) ? READS_CODE : {},
          env: { ...RELEASE_ENV, ...imageEnv(image) },
          outputs: { ...HANDOFF_OUTPUTS, bytes: expression('steps.made.outputs.bytes') },
          steps: imageSteps(release, image, legs),
        },
      ];
    }),
  );
}

function imageEnv(image: ReleaseImage): Env {
  return {
    KEY: image.key,
    REPOSITORIES: image.repositories.join(' '),
    PLATFORMS: image.legs.map(({ platform }) => platform).join(' '),
    MODE: image.scan,
    ...Object.fromEntries(
      image.legs.flatMap(({ platform }) => {
        const job = buildJobId(image.id, platform);
        return [
          [`DIGEST_${platformVariable(platform)}`, expression(`needs.${job}.outputs.digest`)],
          [`ARTIFACT_${platformVariable(platform)}`, expression(`needs.${job}.outputs.artifact-id`)],
        ];
      }),
    ),
  };
}

function imageSteps(release: Release, image: ReleaseImage, legs: readonly string[]): readonly Step[] {
  const { scan, tools } = release;
  const custom = scan.command;
  const scans: readonly Step[] =
    image.scan === 'none'
      ? []
      : custom === undefined
        ? [installTools([tools.trivy]), scanImage(scan)]
        : image.legs.map(({ platform }) => ({
            ...userCommand(`Scan ${platform}`, custom),
            env: {
              IMAGE: expression('env.KEY'),
              PLATFORM: platform,
              ARCHIVE: `${expression('runner.temp')}/leg-${platformId(platform)}/image.tar`,
              SBOM: `${expression('runner.temp')}/out/sbom-${platformId(platform)}.spdx.json`,
            },
          }));
  return [
    checkHandoffs(legs),
    ...image.legs.map(({ platform }) =>
      fetch(`the archive for ${platform}`, `env.ARTIFACT_${platformVariable(platform)}`, `leg-${platformId(platform)}`),
    ),
    installTools([tools.oras, tools.syft]),
    assembleImage(release.sbom),
    keep('out'),
    // A scanner of the repository's own is in the repository. What it scans is kept already: it can stop the release, not change it.
    ...(runsOwnScan(release, image) ? [checkOut()] : []),
    ...scans,
  ];
}

function runsOwnScan({ scan }: Release, image: ReleaseImage): boolean {
  return image.scan !== 'none' && scan.command !== undefined;
}
