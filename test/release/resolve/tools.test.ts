import { problemsOf, refuses } from '../../support/release';

const asset = { url: 'https://x.y/z', sha256: 'a'.repeat(64) };
const cosign = (version: string) => ({
  tools: { cosign: { version, assets: { 'linux/amd64': asset, 'linux/arm64': asset } } },
});

refuses([
  ['a version without a checksum', { tools: { cosign: 'v9.9.9' } }, 'tools.cosign', 'no checksum', 'its versions are'],
  [
    'a tool for one architecture',
    { tools: { cosign: { version: 'v3.1.3', assets: { 'linux/amd64': asset } } } },
    'tools.cosign.assets',
    'linux/arm64',
    'SHA-256',
  ],
  ...['v1.13.6', 'v2.5.2', '2.6.2', 'v3.0.5'].map(
    (version) =>
      [`cosign ${version}`, cosign(version), 'tools.cosign.version', 'GHSA-whqx-f9j3-ch6m', '3.0.6'] as const,
  ),
]);

test.each(['v2.6.3', '2.6.3', '3.0.6', 'v4.0.0'])('takes cosign %s', (version) =>
  expect(problemsOf(cosign(version))).toEqual([]),
);
