import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';
import { type Entry, tar } from '../support/tar';
import { describeReal } from '../support/tools';

jest.setTimeout(60_000);

const sha = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The blobs of an image that has one npm package inside, and the entry of its manifest. */
function image(inside: string, more: object = {}) {
  const blobs: Entry[] = [];
  const blob = (mediaType: string, content: string | Buffer) => {
    blobs.push({ name: `blobs/sha256/${sha(content)}`, content });
    return { mediaType, digest: `sha256:${sha(content)}`, size: Buffer.from(content).length };
  };
  const files = tar([
    {
      name: `usr/lib/node_modules/${inside}/package.json`,
      content: JSON.stringify({ name: inside, version: '1.0.0', license: 'MIT' }),
    },
  ]);
  const config = blob(
    'application/vnd.oci.image.config.v1+json',
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [`sha256:${sha(files)}`] },
    }),
  );
  const layer = blob('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(files));
  const manifest = blob(
    'application/vnd.oci.image.manifest.v1+json',
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config,
      ...more,
      layers: [layer],
    }),
  );
  return { blobs, manifest };
}

const index = (...manifests: readonly object[]): Entry => ({
  name: 'index.json',
  content: JSON.stringify({ schemaVersion: 2, manifests }),
});

function assemble(entries: readonly Entry[], digest: string, env: Readonly<Record<string, string>> = {}, free = 1e12) {
  const temp = runnerTemp();
  const leg = join(temp, 'leg-linux-amd64');
  mkdirSync(leg);
  writeFileSync(
    join(leg, 'image.tar'),
    tar([
      { name: 'oci-layout', content: '{"imageLayoutVersion": "1.0.0"}' },
      { name: 'blobs/', type: '5' },
      { name: 'blobs/sha256/', type: '5' },
      ...entries,
    ]),
  );
  const ran = runScript(script('assemble-image'), {
    temp,
    path: [stubs({ df: `#!/bin/sh\necho Avail\necho ${free}\n` })],
    env: {
      KEY: 'app',
      REPOSITORIES: 'ghcr.io/acme/app',
      PLATFORMS: 'linux/amd64',
      DIGEST_LINUX_AMD64: digest,
      CYCLONEDX: 'false',
      MAX_SBOM_BYTES: '1000000',
      VERSION: '1.2.3',
      EPOCH: '1700000000',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/app',
      ...env,
    },
  });
  return {
    ...ran,
    sbom: () => readFileSync(join(temp, 'out/sbom-linux-amd64.spdx.json'), 'utf8'),
    scanned: () => execFileSync('tar', ['-xOf', join(leg, 'image.tar'), 'index.json'], { encoding: 'utf8' }),
  };
}

describeReal('oras', 'syft')('assemble-image with the real tools', () => {
  const honest = image('right');
  const other = image('other');
  const { digest } = honest.manifest;
  const attached = image('right', { subject: other.manifest });

  test('one index, its lists of contents, a fact each; the same bytes another time', () => {
    const one = assemble([index(honest.manifest), ...honest.blobs], digest, { CYCLONEDX: 'true' });
    expect([one.code, one.sbom()]).toEqual([0, expect.stringContaining('"name":"right"')]);
    expect(one.outputs.facts?.split('\n').map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'platform app linux/amd64',
      'sbom app linux/amd64',
      'cyclonedx app linux/amd64',
      'image app ghcr.io/acme/app',
    ]);
    expect(assemble([index(honest.manifest), ...honest.blobs], digest, { CYCLONEDX: 'true' }).outputs).toEqual(
      one.outputs,
    );
  });

  test.each<[string, readonly Entry[]]>([
    ['a second image before it', [index(other.manifest, honest.manifest), ...other.blobs, ...honest.blobs]],
    ['a second image after it', [index(honest.manifest, other.manifest), ...honest.blobs, ...other.blobs]],
    ['a second index.json before it', [index(other.manifest), ...honest.blobs, ...other.blobs, index(honest.manifest)]],
  ])('an archive with %s: what is listed and scanned is what is released', (_name, entries) => {
    const { code, sbom, scanned } = assemble(entries, digest);
    expect([code, sbom()]).toEqual([0, expect.stringContaining('"name":"right"')]);
    expect(JSON.parse(scanned()).manifests.map((one: { digest: string }) => one.digest)).toEqual([digest]);
  });

  test.each<[string, readonly Entry[], Readonly<Record<string, string>>, number, RegExp]>([
    ['an archive without it', [index(other.manifest), ...other.blobs], {}, 1e12, /does not hold sha256:/],
    [
      'an image with a subject',
      [index(attached.manifest, other.manifest), ...attached.blobs, ...other.blobs],
      { DIGEST_LINUX_AMD64: attached.manifest.digest },
      1e12,
      /does not hold the image sha256:[0-9a-f]{64} and nothing beside it/,
    ],
    [
      'another index.json after its own',
      [index(honest.manifest), ...honest.blobs, ...other.blobs, index(other.manifest)],
      {},
      1e12,
      /does not hold the image sha256:[0-9a-f]{64} and nothing beside it/,
    ],
    [
      'a list that the log refuses',
      [index(honest.manifest), ...honest.blobs],
      { MAX_SBOM_BYTES: '100' },
      1e12,
      /bytes, and 100 is the most/,
    ],
    [
      'a disk with too little room',
      [index(honest.manifest), ...honest.blobs],
      {},
      1000,
      /this step needs room for \d+ bytes, and 1000 are free/,
    ],
  ])('%s stops the release', (_name, entries, env, free, message) => {
    const { code, outputs, stderr } = assemble(entries, digest, env, free);
    expect([code, outputs]).toEqual([1, {}]);
    expect(stderr).toMatch(message);
  });
});
