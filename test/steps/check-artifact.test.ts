import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';
import { type Entry, tar } from '../support/tar';

// The checks that stand before the first copy, over archives that a hostile job could hand over.

const SHA = 'c'.repeat(40);
const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const PLATFORMS = ['linux/amd64', 'linux/arm64'];

type Json = { [key: string]: unknown };
const sha256 = (text: string | Buffer) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** What an image is made of, before it is packed: each part can be changed, as data or as text. */
interface Parts {
  config: (platform: string) => Json;
  manifest: (manifest: Json, platform: string) => Json | string;
  index: (index: Json & { manifests: Json[] }) => Json | string;
  top: (index: Json & { manifests: Json[] }) => Json | string;
  entries: (entries: Entry[]) => Entry[];
}

function image(change: Partial<Parts> = {}) {
  const blobs = new Map<string, string>();
  const put = (value: Json | string) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    blobs.set(sha256(text), text);
    return { digest: sha256(text), size: text.length };
  };
  const children = PLATFORMS.map((platform) => {
    const [os, architecture] = platform.split('/') as [string, string];
    const labels = { 'org.opencontainers.image.version': '1.2.3', 'org.opencontainers.image.revision': SHA };
    const config = put({
      os,
      architecture,
      config: { Labels: labels },
      rootfs: { type: 'layers', diff_ids: [] },
      ...change.config?.(platform),
    });
    const layer = put(`layer of ${platform}`);
    const manifest: Json = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, ...config },
      layers: [{ mediaType: LAYER, ...layer }],
    };
    return {
      platform,
      descriptor: {
        mediaType: MANIFEST,
        ...put(change.manifest?.(manifest, platform) ?? manifest),
        platform: { os, architecture },
      },
    };
  });
  const index = {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: children.map(({ descriptor }) => structuredClone(descriptor) as Json),
  };
  const top = put(change.index?.(index) ?? index);
  const outer = { schemaVersion: 2, manifests: [{ mediaType: INDEX, ...top } as Json] };
  const outerText = change.top?.(outer) ?? outer;
  const entries: Entry[] = [
    { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
    { name: 'index.json', content: typeof outerText === 'string' ? outerText : JSON.stringify(outerText) },
    { name: 'blobs/', type: '5' },
    { name: 'blobs/sha256/', type: '5' },
    ...[...blobs].map(([digest, content]) => ({ name: `blobs/sha256/${digest.slice(7)}`, content })),
  ];
  const facts = children.map(({ platform, descriptor }) => `platform app ${platform} ${descriptor.digest}`);
  return { archive: tar(change.entries?.(entries) ?? entries), digest: top.digest, facts };
}

interface Handed {
  readonly archive: Buffer;
  readonly digest: string;
  readonly facts: readonly string[];
  readonly sbom?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function publish({ archive, digest, facts, sbom = '{}', env = {} }: Handed) {
  const temp = runnerTemp();
  const folder = join(temp, 'in');
  mkdirSync(folder);
  mkdirSync(join(temp, 'manifest'));
  writeFileSync(join(folder, 'image.tar'), archive);
  for (const platform of PLATFORMS) writeFileSync(join(folder, `sbom-${platform.replace('/', '-')}.spdx.json`), sbom);
  const kind = env.KIND ?? 'image';
  const lines = [
    ...facts,
    `${kind} ${env.KEY ?? 'app'} ghcr.io/acme/app ${digest}`,
    ...PLATFORMS.map((platform) => `sbom app ${platform} ${sha256('{}')}`),
  ];
  writeFileSync(join(temp, 'manifest/release.txt'), `${lines.join('\n')}\n`);
  const ran = runScript(script('check-artifact'), {
    temp,
    env: {
      KIND: 'image',
      KEY: 'app',
      FOLDER: folder,
      FILE: 'image.tar',
      DIGEST: digest,
      REPOSITORIES: 'ghcr.io/acme/app',
      PLATFORMS: PLATFORMS.join(' '),
      MAX_BYTES: '10000000',
      CYCLONEDX: 'false',
      VERSION: '1.2.3',
      TAG: 'v1.2.3',
      SIGNATURE_FORMAT: 'bundle',
      WORKFLOW_FILE: 'publish.yml',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_SHA: SHA,
      GITHUB_RUN_ID: '1',
      ...env,
    },
  });
  return { accepted: ran.code === 0, message: ran.stderr };
}

const blob = (text: string) => `blobs/sha256/${sha256(text).slice(7)}`;
const add = (entry: Entry) => ({ entries: (entries: Entry[]) => [...entries, entry] });
const inManifest = (extra: Json) => ({ manifest: (manifest: Json) => ({ ...manifest, ...extra }) });
const twice = (json: string, key: string, value: string) => json.replace(/^\{/, `{${JSON.stringify(key)}:${value},`);

test('an honest image is accepted, with or without the variant of arm64', () => {
  expect(publish(image())).toMatchObject({ accepted: true });
  expect(publish(image({ config: (platform) => (platform === 'linux/arm64' ? { variant: 'v8' } : {}) }))).toMatchObject(
    { accepted: true },
  );
});

const SUBJECT = { subject: { mediaType: MANIFEST, digest: sha256('victim'), size: 1 } };
// Whatever stands before it, a key that is on no list is seen.
test.each<[string, Partial<Parts>]>([
  ['an empty key before a subject', { manifest: (manifest) => ({ '': 1, ...manifest, ...SUBJECT }) }],
  ['a key that begins with a line end', { manifest: (manifest) => ({ '\nx': 1, ...manifest, ...SUBJECT }) }],
  ['two listed keys in one, with a line end between them', inManifest({ 'schemaVersion\nmediaType': 1 })],
  ['an empty key alone', inManifest({ '': 1 })],
  ['an empty key of the index', { index: (index) => ({ '': 1, ...index, ...SUBJECT }) }],
  ['an empty key of a config', { config: () => ({ '': 1, evil: 1 }) }],
  ['an empty key of index.json', { top: (top) => ({ '': 1, ...top }) }],
])('refuses %s', (_name, change) => {
  expect(publish(image(change))).toMatchObject({
    accepted: false,
    message: expect.stringContaining('holds what does not belong there: '),
  });
});

test.each<[string, Partial<Parts>, RegExp]>([
  ['a symbolic link', add({ name: blob('x'), type: '2', link: '/etc/passwd' }), /neither a file nor a folder/],
  ['a hard link', add({ name: blob('x'), type: '1', link: 'index.json' }), /neither a file nor a folder/],
  ['a pipe', add({ name: blob('x'), type: '6' }), /neither a file nor a folder/],
  ['a device', add({ name: blob('x'), type: '3' }), /neither a file nor a folder/],
  ["Docker's own manifest", add({ name: 'manifest.json', content: '[]' }), /does not belong into/],
  ['index.json twice', add({ name: 'index.json', content: '{}' }), /holds index\.json twice/],
  ['a blob twice', add({ name: blob('layer of linux/amd64'), content: 'layer of linux/amd64' }), /twice/],
  ['a way out', add({ name: '../x', content: 'x' }), /does not belong into/],
  ['an absolute path', add({ name: '/etc/x', content: 'x' }), /does not belong into|not a tar archive/],
  [
    'a name with a newline',
    add({ name: 'oci-layout\n-rw-r--r-- 0/0 1 1970-01-01 00:00 x', content: '' }),
    /does not belong into/,
  ],
  ['a name with a blank', add({ name: `${blob('x')} x`, content: 'x' }), /does not belong into/],
  ['hex in capitals', add({ name: `blobs/sha256/${'A'.repeat(64)}`, content: 'x' }), /does not belong into/],
  ['a folder of another name', add({ name: 'blobs/sha512/', type: '5' }), /a folder that does not belong/],
  [
    'a long name by an extension',
    {
      entries: (entries) => [
        ...entries,
        { name: 'x', type: 'x', content: '20 path=../../etc/x\n' },
        { name: blob('y'), content: 'y' },
      ],
    },
    /does not belong into|not a tar archive|neither/,
  ],
  ['100 GB that are claimed', add({ name: blob('x'), size: 8 ** 11 - 1 }), /claims|not a tar archive/],
  [
    '100,000 entries',
    { entries: (entries) => [...entries, ...Array.from({ length: 100_000 }, (_, i) => ({ name: blob(String(i)) }))] },
    /entries; 2000 is the most/,
  ],
  [
    'bytes that are not their digest',
    {
      entries: (entries) =>
        entries.map((entry) =>
          String(entry.content).includes('"config":{"mediaType"') ? { ...entry, content: `${entry.content} ` } : entry,
        ),
    },
    /other bytes/,
  ],
  [
    'a layer that is missing',
    { entries: (entries) => entries.filter(({ content }) => content !== 'layer of linux/arm64') },
    /does not hold/,
  ],
  [
    'no index.json',
    { entries: (entries) => entries.filter(({ name }) => name !== 'index.json') },
    /not an OCI archive/,
  ],
  [
    'an index.json of another digest',
    { top: (top) => ({ ...top, manifests: [{ ...top.manifests[0], digest: sha256('x') }] }) },
    /does not name exactly/,
  ],
  [
    'an index.json of two',
    { top: (top) => ({ ...top, manifests: [...top.manifests, ...top.manifests] }) },
    /does not name exactly/,
  ],
  [
    'an index.json of another type',
    { top: (top) => ({ ...top, manifests: [{ ...top.manifests[0], mediaType: MANIFEST }] }) },
    /does not name exactly/,
  ],
  [
    'an index.json with its list twice',
    { top: (top) => twice(JSON.stringify(top), 'manifests', '[{"digest":"x"}]') },
    /a key twice/,
  ],
  ['no JSON', { index: () => '{' }, /is not JSON/],
  [
    'a subject',
    inManifest({ subject: { mediaType: MANIFEST, digest: sha256('x'), size: 1 } }),
    /does not belong there: subject/,
  ],
  ['a subject in capitals', inManifest({ Subject: { digest: sha256('x') } }), /does not belong there: Subject/],
  [
    'a subject twice, the second one empty',
    { manifest: (manifest) => twice(twice(JSON.stringify(manifest), 'subject', '{}'), 'subject', '{"digest":"x"}') },
    /a key twice|does not belong/,
  ],
  [
    'an artifactType',
    inManifest({ artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }),
    /does not belong there: artifactType/,
  ],
  [
    'addresses in a layer',
    { manifest: (manifest) => ({ ...manifest, layers: [{ ...(manifest.layers as Json[])[0], urls: ['https://x'] }] }) },
    /does not belong there: layers\/0\/urls/,
  ],
  [
    'data in the config',
    { manifest: (manifest) => ({ ...manifest, config: { ...(manifest.config as Json), data: 'eA==' } }) },
    /does not belong there: config\/data/,
  ],
  [
    'a config twice',
    { manifest: (manifest) => twice(JSON.stringify(manifest), 'config', '{"mediaType":"x","digest":"y","size":1}') },
    /a key twice/,
  ],
  ['layers twice', { manifest: (manifest) => twice(JSON.stringify(manifest), 'layers', '[]') }, /a key twice/],
  [
    'a media type twice',
    { manifest: (manifest) => twice(JSON.stringify(manifest), 'mediaType', '"x"') },
    /a key twice/,
  ],
  [
    'a foreign layer',
    {
      manifest: (manifest) => ({
        ...manifest,
        layers: [
          {
            ...(manifest.layers as Json[])[0],
            mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
          },
        ],
      }),
    },
    /not a manifest of the kind/,
  ],
  ['no layer', { manifest: (manifest) => ({ ...manifest, layers: [] }) }, /does not belong there: layers/],
  [
    'a config of another kind',
    {
      manifest: (manifest) => ({
        ...manifest,
        config: { ...(manifest.config as Json), mediaType: 'application/vnd.cncf.helm.config.v1+json' },
      }),
    },
    /not a manifest of the kind/,
  ],
  [
    'an arm64 leg with an amd64 config',
    { config: () => ({ architecture: 'amd64' }) },
    /config of linux\/arm64 .* for another platform/,
  ],
  [
    'a label of another version',
    {
      config: () => ({
        config: { Labels: { 'org.opencontainers.image.version': '9.9.9', 'org.opencontainers.image.revision': SHA } },
      }),
    },
    /its labels are not/,
  ],
  [
    'a label of another commit',
    {
      config: () => ({
        config: {
          Labels: { 'org.opencontainers.image.version': '1.2.3', 'org.opencontainers.image.revision': 'd'.repeat(40) },
        },
      }),
    },
    /its labels are not/,
  ],
  [
    'labels twice, in another case',
    {
      config: () => ({
        config: {
          Labels: { 'org.opencontainers.image.version': '1.2.3', 'org.opencontainers.image.revision': SHA },
          labels: {},
        },
      }),
    },
    /does not belong there: config\/labels/,
  ],
  [
    'an index in the index',
    { index: (index) => ({ ...index, manifests: [{ ...index.manifests[0], mediaType: INDEX }, index.manifests[1]] }) },
    /not an index of plain manifests/,
  ],
  [
    'a third platform',
    {
      index: (index) => ({
        ...index,
        manifests: [...index.manifests, { ...index.manifests[0], platform: { os: 'linux', architecture: 's390x' } }],
      }),
    },
    /the release is for/,
  ],
  [
    'a platform that is missing',
    { index: (index) => ({ ...index, manifests: index.manifests.slice(1) }) },
    /the release is for/,
  ],
  [
    'a variant that nobody asked for',
    {
      index: (index) => ({
        ...index,
        manifests: [
          { ...index.manifests[0], platform: { os: 'linux', architecture: 'amd64', variant: 'v3' } },
          index.manifests[1],
        ],
      }),
    },
    /the release is for/,
  ],
  [
    'the platforms exchanged',
    {
      index: (index) => ({
        ...index,
        manifests: [
          { ...index.manifests[0], platform: index.manifests[1]?.platform },
          { ...index.manifests[1], platform: index.manifests[0]?.platform },
        ],
      }),
    },
    /does not name .* as the release manifest does/,
  ],
  [
    'a subject of the index',
    { index: (index) => ({ ...index, subject: { digest: sha256('x') } }) },
    /does not belong there: subject/,
  ],
  ['a list of children twice', { index: (index) => twice(JSON.stringify(index), 'manifests', '[]') }, /a key twice/],
])('refuses %s', (_name, change, message) => {
  const { accepted, message: said } = publish(image(change));
  expect(said).toMatch(message);
  expect(accepted).toBe(false);
});

describe('refuses what does not fit together', () => {
  test.each<[string, Partial<Handed>, RegExp]>([
    ['another SBOM', { sbom: '{} ' }, /the SBOM for linux\/amd64 has other bytes/],
    [
      'a manifest that names another child',
      { facts: PLATFORMS.map((platform) => `platform app ${platform} ${sha256(platform)}`) },
      /does not name/,
    ],
    ['a manifest without the children', { facts: [] }, /has no single/],
    [
      'a digest with a newline',
      { env: { DIGEST: `${sha256('x')}\n${sha256('y')}` } },
      /DIGEST is not what this step takes/,
    ],
    ['a digest in capitals', { env: { DIGEST: sha256('x').toUpperCase() } }, /DIGEST is not what this step takes/],
    [
      'another repository than the manifest',
      { env: { REPOSITORIES: 'ghcr.io/acme/other' } },
      /has no single `image app ghcr.io\/acme\/other`/,
    ],
    ['a file that is no archive', { archive: Buffer.from('x'.repeat(2000)) }, /not a tar archive/],
    [
      'an archive that is compressed',
      { archive: require('node:zlib').gzipSync(image().archive) as Buffer },
      /not a tar archive/,
    ],
    ['an archive that is cut', { archive: image().archive.subarray(0, 3000) }, /not a tar archive|does not/],
  ])('%s', (_name, change, message) => {
    const { accepted, message: said } = publish({ ...image(), ...change });
    expect(said).toMatch(message);
    expect(accepted).toBe(false);
  });
});

describe('charts', () => {
  function chart(config: Json | string, manifestChange: Json = {}) {
    const text = typeof config === 'string' ? config : JSON.stringify(config);
    const layer = 'chart';
    const manifest = JSON.stringify({
      schemaVersion: 2,
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: sha256(text), size: text.length },
      layers: [
        { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest: sha256(layer), size: layer.length },
      ],
      annotations: { 'org.opencontainers.image.title': 'app' },
      ...manifestChange,
    });
    const entries = [
      { name: 'oci-layout', content: '{}' },
      {
        name: 'index.json',
        content: JSON.stringify({
          schemaVersion: 2,
          manifests: [{ mediaType: MANIFEST, digest: sha256(manifest), size: manifest.length }],
        }),
      },
      ...[text, layer, manifest].map((content) => ({ name: blob(content), content })),
    ];
    return publish({
      archive: tar(entries),
      digest: sha256(manifest),
      facts: [],
      env: { KIND: 'chart', PLATFORMS: '' },
    });
  }

  test('an honest one is accepted', () => {
    expect(
      chart({ apiVersion: 'v2', name: 'app', version: '1.2.3', appVersion: '1.2.3', annotations: { 'a.b/c': 'd' } })
        .accepted,
    ).toBe(true);
  });

  test.each<[string, Json | string, RegExp]>([
    ['another version', { apiVersion: 'v2', name: 'app', version: '1.2.4' }, /is not app 1\.2\.3/],
    ['another name', { apiVersion: 'v2', name: 'other', version: '1.2.3' }, /is not app 1\.2\.3/],
    [
      'workflow commands in its description',
      { apiVersion: 'v2', name: 'app\n::set-output name=x::y', version: '1.2.3' },
      /is not app 1\.2\.3/,
    ],
    ['its name twice', '{"apiVersion":"v2","name":"other","name":"app","version":"1.2.3"}', /a key twice/],
    [
      'its name in another case',
      '{"apiVersion":"v2","Name":"other","name":"app","version":"1.2.3"}',
      /does not belong there: Name/,
    ],
  ])('refuses %s', (_name, config, message) => {
    const { accepted, message: said } = chart(config);
    expect(said).toMatch(message);
    expect(said.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(1);
    expect(accepted).toBe(false);
  });

  test('refuses a subject', () => {
    expect(
      chart({ apiVersion: 'v2', name: 'app', version: '1.2.3' }, { subject: { digest: sha256('x') } }),
    ).toMatchObject({ accepted: false });
  });
});
