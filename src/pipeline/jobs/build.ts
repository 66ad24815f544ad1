import { setupBuildx, setupQemu } from '../../actions';
import { buildJobId } from '../../release/jobs';
import type { Leg, Release, ReleaseImage } from '../../release/release';
import { buildImage, exportImage, installTools } from '../../steps';
import { type Env, expression, type Job, type Step } from '../../workflow/model';
import { checkOut, IF_FULL, keep, READS_CODE, RELEASE_ENV, setUp, userCommand } from './common';

const TIMEOUT_MINUTES = 60;

/** One job per image and platform: an OCI archive and its digest, built without identity and without a cache. */
export function buildJobs(release: Release): Readonly<Record<string, Job>> {
  return Object.fromEntries(
    release.images.flatMap((image) =>
      image.legs.map((leg): [string, Job] => [
        buildJobId(image.id, leg.platform),
        {
          name: `build ${image.key} ${leg.platform}`,
          needs: ['release'],
          if: IF_FULL,
          runsOn: leg.runner,
          timeoutMinutes: TIMEOUT_MINUTES,
          permissions: READS_CODE,
          env: { ...RELEASE_ENV, ...legEnv(image, leg) },
          outputs: {
            digest: expression('steps.made.outputs.digest'),
            bytes: expression('steps.made.outputs.bytes'),
            'artifact-id': expression('steps.kept.outputs.artifact-id'),
          },
          steps: [...legSteps(release, image, leg), keep('out')],
        },
      ]),
    ),
  );
}

/** What differs between two legs of one image. */
export function legEnv(image: ReleaseImage, leg: Leg): Env {
  const [os = '', architecture = '', variant = ''] = leg.platform.split('/');
  const target: Env =
    image.prepare || image.before.length + image.after.length > 0 || image.source.kind === 'oci-layout'
      ? { TARGETOS: os, TARGETARCH: architecture, TARGETVARIANT: variant }
      : {};
  if (image.source.kind === 'oci-layout') return { PLATFORM: leg.platform, ...target };
  return {
    PLATFORM: leg.platform,
    ...target,
    DOCKERFILE: image.source.dockerfile,
    CONTEXT: image.source.context,
    TARGET: image.source.target ?? '',
    TITLE: image.title,
    BUILD_ARGS: lines(image.buildArgs),
    LABELS: lines(image.labels),
  };
}

/** The steps of a leg, up to its archive in `out`. */
export function legSteps({ builder, tools }: Release, image: ReleaseImage, leg: Leg): readonly Step[] {
  const { source, prepare } = image;
  const head = [checkOut(), ...setUp(prepare?.setup ?? (source.kind === 'oci-layout' ? source.setup : undefined))];
  const before = image.before.map((command, i) => userCommand(`Before the build ${i + 1}`, command));
  const after = image.after.map((command, i) => userCommand(`After the build ${i + 1}`, command));
  const made = (prepare?.outputs ?? []).map(
    (path) => `test -e '${path}' || { echo '::error::the command made no ${path}' >&2; exit 1; }`,
  );
  const prepared = prepare
    ? [userCommand('Prepare what the Dockerfile copies', [prepare.command.trimEnd(), ...made].join('\n'))]
    : [];
  if (source.kind === 'oci-layout') {
    return [
      ...head,
      ...before,
      userCommand('Write the archive', source.command),
      installTools([tools.oras]),
      exportImage(source.output),
      ...after,
    ];
  }
  return [
    ...head,
    ...(leg.mode === 'emulated'
      ? [setupQemu({ name: 'Set up QEMU', with: { image: builder.binfmt, 'cache-image': false } })]
      : []),
    setupBuildx({
      name: 'Set up BuildKit',
      with: { 'driver-opts': `image=${builder.buildkit}`, 'cache-binary': false },
    }),
    ...before,
    ...prepared,
    buildImage(),
    ...after,
  ];
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
