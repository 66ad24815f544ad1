import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blob, certificateHolds, digestOf, manifest, referrers, sha256, statements, tags } from './registry';
import type { Run, ScratchRepository } from './repository';

export const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
export const SPDX = 'https://spdx.dev/Document';
export const PROVENANCE = 'https://slsa.dev/provenance/v1';

/** What a release must be. */
export interface Expected {
  readonly tag: string;
  readonly version: string;
  readonly commit: string;
  readonly prerelease: boolean;
  readonly latest: boolean;
  /** Repositories of images. @default - app and proxy in ghcr.io */
  readonly images?: readonly string[];
  /** Repositories of charts; the first has Artifact Hub's metadata. */
  readonly charts?: readonly string[];
  readonly platforms?: readonly string[];
  /** Tags of an image besides `vX.Y.Z` and `sha-<commit>`; the first image's also has the release manifest. */
  readonly floating?: readonly string[];
  /** Tags of earlier releases that are there too, by repository. */
  readonly earlier?: Readonly<Record<string, readonly string[]>>;
  readonly assets?: readonly string[];
  readonly workflow?: string;
  /** The first chart has Artifact Hub's metadata. @default true */
  readonly hasMetadata?: boolean;
}

const isFallback = (tag: string) => /^sha256-[0-9a-f]{64}$/.test(tag);

/** The steps of a run that failed, with what they said. */
export function failures(run: Run): readonly string[] {
  return run.steps
    .filter(({ result }) => result === 'failure')
    .map(({ job, name, output }) => `${job}: ${name}: ${output.trim()}`);
}

/** Demands everything that must be true after a release, with other means than those that made it. */
export async function demandRelease(repository: ScratchRepository, expected: Expected): Promise<void> {
  const { tag, version, commit } = expected;
  const owner = repository.slug.split('/')[0]?.toLowerCase();
  const images = expected.images ?? [`ghcr.io/${owner}/app`, `ghcr.io/${owner}/proxy`];
  const charts = expected.charts ?? [`ghcr.io/${owner}/charts/app`, `ghcr.io/${owner}/charts/app-crds`];
  const platforms = expected.platforms ?? ['linux/amd64', 'linux/arm64'];
  const workflow = expected.workflow ?? 'publish.yml';
  const hasMetadata = expected.hasMetadata ?? true;
  const identity = `https://github.com/${repository.slug}/.github/workflows/${workflow}@refs/tags/${tag}`;
  const first = images[0] ?? charts[0] ?? '';
  const released: string[] = [];

  /** By exactly this identity and commit, exactly these predicates, and nothing else. */
  const demand = async (at: string, digest: string, predicates: readonly string[]) => {
    // The same bytes may be part of another release too: that one's statements are its own.
    const all = await statements(at, digest);
    for (const one of all) expect(one.identity.startsWith(identity.slice(0, -tag.length))).toBe(true);
    const found = all.filter((one) => one.identity === identity);
    expect([at, found.map(({ predicateType }) => predicateType).sort()]).toEqual([at, [...predicates].sort()]);
    for (const one of found) {
      expect(one.subject).toEqual([digest]);
      expect(certificateHolds(one.certificate, commit)).toBe(true);
    }
    return found;
  };
  const demandProvenance = (found: Awaited<ReturnType<typeof statements>>) => {
    const provenance = found.find(({ predicateType }) => predicateType === PROVENANCE)?.predicate;
    expect(provenance).toEqual({
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: {
            ref: `refs/tags/${tag}`,
            repository: `https://github.com/${repository.slug}`,
            path: `.github/workflows/${workflow}`,
          },
        },
        internalParameters: { github: { event_name: 'push' } },
        resolvedDependencies: [
          { uri: `git+https://github.com/${repository.slug}@refs/tags/${tag}`, digest: { gitCommit: commit } },
        ],
      },
      runDetails: { builder: { id: identity } },
    });
  };

  for (const image of images) {
    const digest = await digestOf(image, tag);
    expect([image, digest]).toEqual([image, expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
    released.push(digest ?? '');
    const mine = [
      tag,
      `sha-${commit}`,
      ...(expected.floating ?? []),
      ...(image === first ? [`release-${tag}`] : []),
      ...(expected.earlier?.[image] ?? []),
    ];
    const all = await tags(image);
    expect([image, all.filter((one) => !isFallback(one))]).toEqual([image, [...new Set(mine)].sort()]);
    const index = await manifest(image, digest ?? '');
    expect(index.manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`).sort()).toEqual(
      [...platforms].sort(),
    );
    demandProvenance(await demand(image, digest ?? '', [SIGNATURE, PROVENANCE]));
    for (const child of index.manifests) {
      const found = await demand(image, child.digest, [SIGNATURE, SPDX]);
      const sbom = found.find(({ predicateType }) => predicateType === SPDX)?.predicate as {
        packages: { name: string; versionInfo?: string }[];
      };
      const architecture = child.platform?.architecture ?? '';
      const names = sbom.packages.map(({ name }) => name);
      expect(names).toContain(`libe2e-${architecture}`);
      expect(names).not.toContain(`libe2e-${architecture === 'amd64' ? 'arm64' : 'amd64'}`);
      const { config } = await manifest(image, child.digest);
      const {
        architecture: built,
        config: { Labels: labels },
      } = JSON.parse((await blob(image, config.digest)).toString('utf8')) as {
        architecture: string;
        config: { Labels: Record<string, string> };
      };
      expect([built, labels['org.opencontainers.image.version'], labels['org.opencontainers.image.revision']]).toEqual([
        architecture,
        version,
        commit,
      ]);
    }
  }

  for (const [i, chart] of charts.entries()) {
    const digest = (await digestOf(chart, version)) ?? '';
    released.push(digest);
    const all = await tags(chart);
    const mine = [
      version,
      ...(i === 0 && hasMetadata ? ['artifacthub.io'] : []),
      ...(images.length === 0 && i === 0 ? [`release-${tag}`] : []),
      ...(expected.earlier?.[chart] ?? []),
    ];
    expect([chart, all.filter((one) => !isFallback(one))]).toEqual([chart, [...new Set(mine)].sort()]);
    demandProvenance(await demand(chart, digest, [SIGNATURE, PROVENANCE]));
    await demandChart(chart, digest, expected, images);
    if (i === 0 && hasMetadata) {
      const metadata = await manifest(chart, 'artifacthub.io');
      expect(metadata.layers.map(({ mediaType }) => mediaType)).toEqual([
        'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml',
      ]);
      expect((await blob(chart, metadata.layers[0]?.digest ?? '')).toString('utf8')).toContain(
        'repositoryID: 0b0a5b6e-5bd4-4bd5-9bd5-000000000000',
      );
      await demand(chart, (await digestOf(chart, 'artifacthub.io')) ?? '', [SIGNATURE, PROVENANCE]);
    }
  }

  // The release manifest names exactly what is there, and is signed alone.
  const manifestDigest = (await digestOf(first, `release-${tag}`)) ?? '';
  await demand(first, manifestDigest, [SIGNATURE]);
  const { layers } = await manifest(first, manifestDigest);
  const file = layers.find(({ annotations }) => annotations?.['org.opencontainers.image.title'] === 'release.txt');
  const facts = (await blob(first, file?.digest ?? '')).toString('utf8').trimEnd().split('\n');
  expect(facts.slice(0, 4)).toEqual([
    'release-manifest 1',
    `repository ${repository.slug}`,
    `tag ${tag}`,
    `commit ${commit}`,
  ]);
  for (const digest of released) expect(facts.some((line) => line.endsWith(` ${digest}`))).toBe(true);

  // GitHub: made as a draft, filled, then public.
  const { releases, events, latest } = await repository.github();
  const release = releases.find(({ tag_name }) => tag_name === tag);
  expect(release).toMatchObject({ draft: false, prerelease: expected.prerelease });
  expect(latest === tag).toBe(expected.latest);
  const own = events.filter((event) => (!/^upload|^delete/.test(event) ? event.includes(` ${tag} `) : true));
  expect(events.filter((event) => event.includes('PUBLIC'))).toEqual([]);
  expect(own.findLastIndex((event) => event.startsWith('publish'))).toBeGreaterThan(
    own.findIndex((event) => event.startsWith('upload')),
  );
  for (const digest of released) expect(release?.body).toContain(digest);
  const assets = expected.assets ?? [`ctl-${tag}-linux-amd64`, `ctl-${tag}-darwin-arm64`, 'app-crds.yaml'];
  const sums = assets.length > 0 ? ['SHA256SUMS', 'SHA256SUMS.sigstore.json'] : [];
  expect(release?.assets.map(({ name }) => name).sort()).toEqual(['release.txt', ...assets, ...sums].sort());
  const list = Buffer.from(release?.assets.find(({ name }) => name === 'SHA256SUMS')?.base64 ?? '', 'base64').toString(
    'utf8',
  );
  for (const name of assets) {
    expect(list).toContain(`${release?.assets.find((one) => one.name === name)?.sha256}  ${name}\n`);
    expect(facts).toContain(`file ${name} - sha256:${release?.assets.find((one) => one.name === name)?.sha256}`);
  }
}

/** The chart as an operator gets it: by version and by digest, rendered with the digests, and with the digest that Helm itself would make. */
async function demandChart(
  chart: string,
  digest: string,
  { version, prerelease, hasMetadata }: Expected,
  images: readonly string[],
): Promise<void> {
  const helm = (...args: string[]) =>
    execFileSync('helm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  const reference = `oci://127.0.0.1:${chart.startsWith('ghcr.io') ? 5001 : 5002}/${chart.split('/').slice(1).join('/')}`;
  const shown = helm('show', 'chart', reference, '--version', version, '--plain-http');
  expect(shown).toContain(`version: ${version}\n`);
  expect(shown).toContain(`appVersion: ${version}\n`);
  if (hasMetadata !== false) expect(shown).toContain(`artifacthub.io/prerelease: "${prerelease}"`);
  const name = chart.slice(chart.lastIndexOf('/') + 1);
  const digests: string[] = [];
  if (name === 'app' && images.length > 0) {
    for (const image of images) {
      const tag = (await digestOf(image, `v${version}`)) ?? '';
      digests.push(tag);
      expect(shown).toContain(`image: ${image}@${tag}`);
    }
    const sets = ['app', 'proxy'].flatMap((key, i) => ['--set', `${key}.image.digest=${digests[i]}`]);
    for (const args of [[reference, '--version', version], [`${reference}@${digest}`]]) {
      const rendered = helm('template', 'r', ...args, '--plain-http', ...sets);
      for (const one of digests) expect(rendered).toContain(one);
    }
  }
  helm('pull', reference, '--version', version, '--plain-http', '--destination', folder);
  helm('pull', `${reference}@${digest}`, '--plain-http', '--destination', mkdtempSync(join(tmpdir(), 'chart-')));
  const tgz = join(folder, `${name}-${version}.tgz`);
  const pushed = await manifest(chart, digest);
  const created = new Date(pushed.annotations?.['org.opencontainers.image.created'] ?? 0);
  utimesSync(tgz, created, created);
  const again = execFileSync('helm', ['push', tgz, 'oci://127.0.0.1:5001/again', '--plain-http'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(/Digest: (\S+)/.exec(again)?.[1]).toBe(digest);
  expect(sha256(readFileSync(tgz))).toBe(pushed.layers[0]?.digest);
}

/** How many statements stand on every digest below some repositories: what a run again must not add to. */
export async function census(repositories: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const repository of repositories) {
    for (const tag of await tags(repository)) {
      if (isFallback(tag)) continue;
      const digest = (await digestOf(repository, tag)) ?? '';
      const { manifests = [] } = await manifest(repository, digest);
      const counts = await Promise.all(
        [digest, ...manifests.map((one) => one.digest)].map(async (one) => (await referrers(repository, one)).length),
      );
      found[`${repository}:${tag}`] = [digest, ...counts];
    }
  }
  return found;
}
