import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ACCEPT,
  blob,
  digestOf,
  hasReferrersApi,
  legacyStatements,
  manifest,
  referrers,
  SIGNATURE,
  type Statement,
  sha256,
  statements,
  tags,
} from './registry';
import type { Run, ScratchRepository } from './repository';
import { type Bundle, claimsOfBundle } from './sigstore';

export { SIGNATURE } from './registry';
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
  /** Neither an earlier release nor an attempt that was broken off has left signatures. @default false */
  readonly fresh?: boolean;
  readonly assets?: readonly string[];
  readonly workflow?: string;
  /** The first chart has Artifact Hub's metadata. @default true */
  readonly hasMetadata?: boolean;
  /** Earlier tags of the same commit: Artifact Hub's metadata is the same bytes then, and carries their statements too. */
  readonly sameMetadataAs?: readonly string[];
  /** @default bundle */
  readonly signatureFormat?: 'bundle' | 'legacy' | 'both';
  /** Further registries with their namespace, where everything but the release manifest is too. */
  readonly alsoAt?: readonly string[];
}

const isOfSignatures = (tag: string) => /^sha256-[0-9a-f]{64}(?:\.sig|\.att)?$/.test(tag);

/** The steps of a run that failed, with what they said. */
export function failures(run: Run): readonly string[] {
  return run.steps
    .filter(({ result }) => result === 'failure')
    .map(({ job, name, output }) => `${job}: ${name}: ${output.trim()}`);
}

/** Demands everything that must be true after a release, with other means than those that made it. */
export async function demandRelease(repository: ScratchRepository, expected: Expected): Promise<void> {
  const { tag, version, commit, alsoAt = [], earlier = {} } = expected;
  const owner = repository.slug.split('/')[0]?.toLowerCase();
  const images = expected.images ?? [`ghcr.io/${owner}/app`, `ghcr.io/${owner}/proxy`];
  const charts = expected.charts ?? [`ghcr.io/${owner}/charts/app`, `ghcr.io/${owner}/charts/app-crds`];
  const platforms = expected.platforms ?? ['linux/amd64', 'linux/arm64'];
  const workflow = `.github/workflows/${expected.workflow ?? 'publish.yml'}`;
  const hasMetadata = expected.hasMetadata ?? true;
  const format = expected.signatureFormat ?? 'bundle';
  const home = `https://github.com/${repository.slug}`;
  const identityAt = (which: string) => `${home}/${workflow}@refs/tags/${which}`;
  const identity = identityAt(tag);
  const first = images[0] ?? charts[0] ?? '';
  const facts: string[] = [];
  /** Every repository, with the tags that it must have. */
  const expectedTags = new Map<string, Set<string>>();
  const expectTags = (at: string, ...names: readonly string[]) => {
    const known = expectedTags.get(at) ?? new Set(earlier[at]);
    for (const name of names) known.add(name);
    expectedTags.set(at, known);
  };
  /** The same name in every registry. */
  const everywhere = (at: string) => [at, ...alsoAt.map((one) => `${one}/${at.split('/').slice(2).join('/')}`)];

  /** By exactly this identity and commit, exactly these predicates in each format, and nothing else. */
  const demand = async (at: string, digest: string, predicates: readonly string[], others: readonly string[] = []) => {
    const kinds = [
      { used: format !== 'legacy', all: await statements(at, digest) },
      { used: format !== 'bundle', all: await legacyStatements(at, digest) },
    ];
    for (const { used, all } of kinds) {
      const wanted = used ? [identity, ...others].flatMap((who) => predicates.map((type) => `${type} by ${who}`)) : [];
      expect([at, all.map((one) => `${one.predicateType} by ${one.claims.identity}`).sort()]).toEqual([
        at,
        wanted.sort(),
      ]);
      for (const { subject, claims } of all) {
        expect(subject).toEqual([digest]);
        expect(claims).toEqual({
          identity: claims.identity,
          issuer: 'https://token.actions.githubusercontent.com',
          workflow: claims.identity,
          workflowCommit: commit,
          repository: home,
          commit,
          ref: claims.identity.slice(claims.identity.indexOf('@') + 1),
          trigger: 'push',
        });
      }
    }
    const hex = digest.replace(':', '-');
    if (format !== 'legacy' && !hasReferrersApi(at)) expectTags(at, hex);
    if (format !== 'bundle') {
      expectTags(at, `${hex}.sig`);
      if (predicates.length > 1) expectTags(at, `${hex}.att`);
    }
    return kinds.flatMap(({ all }) => all).filter(({ claims }) => claims.identity === identity);
  };
  const demandProvenance = (found: readonly Statement[]) => {
    const said = found.filter(({ predicateType }) => predicateType === PROVENANCE);
    expect(said.length).toBeGreaterThan(0);
    for (const { predicate } of said) {
      expect(predicate).toEqual({
        buildDefinition: {
          buildType: 'https://actions.github.io/buildtypes/workflow/v1',
          externalParameters: { workflow: { ref: `refs/tags/${tag}`, repository: home, path: workflow } },
          internalParameters: { github: { event_name: 'push' } },
          resolvedDependencies: [{ uri: `git+${home}@refs/tags/${tag}`, digest: { gitCommit: commit } }],
        },
        runDetails: { builder: { id: identity } },
      });
    }
  };

  for (const image of images) {
    const key = image.slice(image.lastIndexOf('/') + 1);
    const digest = (await digestOf(image, tag)) ?? '';
    expect([image, digest]).toEqual([image, expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
    const index = await manifest(image, digest);
    expect(index.manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`).sort()).toEqual(
      [...platforms].sort(),
    );
    for (const at of everywhere(image)) {
      const mine = [tag, `sha-${commit}`];
      expectTags(at, ...mine, ...(expected.floating ?? []));
      for (const one of mine) expect([at, one, await digestOf(at, one)]).toEqual([at, one, digest]);
      expect([at, pulledByAnybody(at, digest)]).toEqual([at, digest]);
      facts.push(`image ${key} ${at} ${digest}`);
      demandProvenance(await demand(at, digest, [SIGNATURE, PROVENANCE]));
    }
    for (const child of index.manifests) {
      const architecture = child.platform?.architecture ?? '';
      const sboms = new Set<string>();
      for (const at of everywhere(image)) {
        const found = await demand(at, child.digest, [SIGNATURE, SPDX]);
        for (const { predicateType, predicate } of found) {
          // The bytes of the file, as `jq --compact-output` writes them.
          if (predicateType === SPDX) sboms.add(`${JSON.stringify(predicate)}\n`);
        }
      }
      expect(sboms.size).toBe(1);
      const [sbom = ''] = sboms;
      facts.push(`platform ${key} linux/${architecture} ${child.digest}`);
      facts.push(`sbom ${key} linux/${architecture} ${sha256(Buffer.from(sbom))}`);
      const names = (JSON.parse(sbom) as { packages: { name: string }[] }).packages.map(({ name }) => name);
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
    const name = chart.slice(chart.lastIndexOf('/') + 1);
    const digest = (await digestOf(chart, version)) ?? '';
    await demandChart(chart, digest, expected, images);
    for (const at of everywhere(chart)) {
      expectTags(at, version);
      expect([at, await digestOf(at, version), pulledByAnybody(at, digest)]).toEqual([at, digest, digest]);
      facts.push(`chart ${name} ${at} ${digest}`);
      demandProvenance(await demand(at, digest, [SIGNATURE, PROVENANCE]));
      if (i > 0 || !hasMetadata) continue;
      expectTags(at, 'artifacthub.io');
      const metadata = (await digestOf(at, 'artifacthub.io')) ?? '';
      const { layers } = await manifest(at, metadata);
      expect(layers.map(({ mediaType }) => mediaType)).toEqual([
        'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml',
      ]);
      expect((await blob(at, layers[0]?.digest ?? '')).toString('utf8')).toContain(
        'repositoryID: 0b0a5b6e-5bd4-4bd5-9bd5-000000000000',
      );
      facts.push(`artifacthub ${name} ${at} ${metadata}`);
      const others = (expected.sameMetadataAs ?? []).map(identityAt);
      demandProvenance(await demand(at, metadata, [SIGNATURE, PROVENANCE], others));
    }
  }

  // GitHub: made as a draft, filled, then public.
  const { releases, events, latest } = await repository.github();
  const release = releases.find(({ tag_name }) => tag_name === tag);
  const bytesOf = (name: string) =>
    Buffer.from(release?.assets.find((one) => one.name === name)?.base64 ?? '', 'base64');
  expect(release).toMatchObject({ draft: false, prerelease: expected.prerelease });
  expect(latest === tag).toBe(expected.latest);
  const own = events.filter((event) => (!/^upload|^delete/.test(event) ? event.includes(` ${tag} `) : true));
  expect(events.filter((event) => event.includes('PUBLIC'))).toEqual([]);
  expect(own.findLastIndex((event) => event.startsWith('publish'))).toBeGreaterThan(
    own.findIndex((event) => event.startsWith('upload')),
  );
  const assets = expected.assets ?? [`ctl-${tag}-linux-amd64`, `ctl-${tag}-darwin-arm64`, 'app-crds.yaml'];
  const sums = assets.length > 0 ? ['SHA256SUMS', 'SHA256SUMS.sigstore.json'] : [];
  expect(release?.assets.map(({ name }) => name).sort()).toEqual(['release.txt', ...assets, ...sums].sort());
  const hashed = [...assets].sort().map((name) => ({ name, digest: sha256(bytesOf(name)) }));
  for (const { name, digest } of hashed) facts.push(`file ${name} - ${digest}`);
  if (assets.length > 0) {
    expect(bytesOf('SHA256SUMS').toString('utf8')).toBe(
      hashed.map(({ name, digest }) => `${digest.slice('sha256:'.length)}  ${name}\n`).join(''),
    );
    const bundle = JSON.parse(bytesOf('SHA256SUMS.sigstore.json').toString('utf8')) as Bundle;
    expect(claimsOfBundle(bundle, bytesOf('SHA256SUMS'))).toMatchObject({ identity, commit });
  }

  // The release manifest names exactly what is there, and is signed alone.
  const manifestDigest = (await digestOf(first, `release-${tag}`)) ?? '';
  expectTags(first, `release-${tag}`);
  await demand(first, manifestDigest, [SIGNATURE]);
  const { layers } = await manifest(first, manifestDigest);
  const file = layers.find(({ annotations }) => annotations?.['org.opencontainers.image.title'] === 'release.txt');
  const text = await blob(first, file?.digest ?? '');
  expect(text.toString('utf8').split('\n')).toEqual([
    'release-manifest 1',
    `repository ${repository.slug}`,
    `tag ${tag}`,
    `commit ${commit}`,
    ...facts.sort(),
    '',
  ]);
  expect(bytesOf('release.txt').equals(text)).toBe(true);
  for (const line of facts) {
    const [kind, , at, digest] = line.split(' ');
    if (kind === 'image' || kind === 'chart') expect(release?.body).toContain(`${at}@${digest}`);
  }

  // No tag but those; what holds the signatures of earlier releases, or of an attempt that was broken off, belongs to them.
  for (const [at, wanted] of expectedTags) {
    const there = await tags(at);
    const foreign = expected.fresh ? [] : there.filter((one) => isOfSignatures(one) && !wanted.has(one));
    expect([at, there]).toEqual([at, [...wanted, ...foreign].sort()]);
  }
}

/** The digest of what somebody without a login gets from the registry itself. */
function pulledByAnybody(repository: string, digest: string): string {
  const [host = '', ...path] = repository.split('/');
  const name = path.join('/');
  const curl = (...args: string[]) => execFileSync('curl', ['--silent', '--show-error', '--fail', ...args]);
  const answer = curl(`https://${host}/token?scope=repository:${name}:pull`).toString('utf8');
  const { token } = JSON.parse(answer) as { token: string };
  const headers = [`Authorization: Bearer ${token}`, `Accept: ${ACCEPT}`].flatMap((one) => ['--header', one]);
  return sha256(curl(...headers, `https://${host}/v2/${name}/manifests/${digest}`));
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
  const renders = (sets: readonly string[], found: readonly string[]) => {
    for (const args of [[reference, '--version', version], [`${reference}@${digest}`]]) {
      const rendered = helm('template', 'r', ...args, '--include-crds', '--plain-http', ...sets);
      for (const one of found) expect(rendered).toContain(one);
    }
  };
  if (name === 'app' && images.length > 0) {
    for (const image of images) {
      const tag = (await digestOf(image, `v${version}`)) ?? '';
      digests.push(tag);
      expect(shown).toContain(`image: ${image}@${tag}`);
    }
    const sets = ['app', 'proxy'].flatMap((key, i) => ['--set', `${key}.image.digest=${digests[i]}`]);
    renders(sets, digests);
  } else if (name === 'app-crds') renders([], ['name: gateways.example.com']);
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
      if (isOfSignatures(tag)) continue;
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
