import { refuses, released } from '../../support/release';

const sigstore = { mirror: 'https://tuf.example.com', rootFile: 'root.json' };

refuses([
  ['a private repository on the public log', { visibility: 'private' }, 'visibility', 'public', 'acceptPublicLog'],
  ['a consent that nobody asks for', { acceptPublicLog: 'yes' }, 'acceptPublicLog', 'is public', 'remove it'],
  [
    'a consent where nothing becomes public',
    { visibility: 'private', sigstore, acceptPublicLog: 'yes' },
    'acceptPublicLog',
    'private Sigstore',
    'remove it',
  ],
  [
    'a root that is not there',
    { sigstore: { ...sigstore, rootFile: 'no.json' } },
    'sigstore.rootFile',
    'there is no "no.json"',
    'commit',
  ],
  ...(['legacy', 'both'] as const).map(
    (signatureFormat) =>
      [
        `the format ${signatureFormat} with a private Sigstore`,
        { sigstore, signatureFormat },
        'signatureFormat',
        'only at the public Sigstore',
        "'bundle'",
      ] as const,
  ),
  ["GitHub's provenance alone", { provenance: ['github'] }, 'provenance', 'only be added', 'cosign'],
  [
    "GitHub's provenance of a private repository",
    { provenance: ['cosign', 'github'], visibility: 'private', acceptPublicLog: 'yes' },
    'provenance',
    'for public repositories',
    'cosign',
  ],
  [
    "GitHub's provenance with a private Sigstore",
    { provenance: ['cosign', 'github'], sigstore },
    'provenance',
    "can't use a private Sigstore",
    'cosign',
  ],
  ['CycloneDX alone', { sbom: { formats: ['cyclonedx-json'] } }, 'sbom.formats', 'only be added', 'spdx-json'],
]);

test('a private Sigstore needs no consent', () =>
  expect(released({ visibility: 'private', sigstore }).sigstoreRoot).toBe('{}'));
