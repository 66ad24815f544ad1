import { binaries, command, ReleasePipeline, ReleaseProject, renderedChart } from 'sealwright';

const prepare = { command: './build-images.sh', outputs: ['dist'], setup: { go: 'go.mod' } };

const project = new ReleaseProject({ name: 'github-actions-gateway' });

new ReleasePipeline(project, {
  repository: 'actions-gateway/github-actions-gateway',
  environment: 'release',
  images: [
    { name: 'gmc', title: 'Gateway manager controller', prepare },
    { name: 'agc', title: 'Actions gateway controller', prepare },
    { name: 'proxy', title: 'Egress proxy', prepare },
    // The worker carries the upstream runner: vulnerabilities in it are reported, and don't stop a release.
    { name: 'worker', title: 'Runner wrapper', prepare, scan: 'report' },
  ],
  charts: [
    {
      path: 'charts/actions-gateway',
      digestValues: { gmc: 'gmc.image.digest', agc: 'agc.image.digest', proxy: 'proxy.image.digest' },
      // An install without digests must not start.
      emptyDigests: 'rejected',
      artifactHub: {
        category: 'integration-delivery',
        license: 'Apache-2.0',
        operator: true,
        operatorCapabilities: 'basic install',
        maintainers: [{ name: 'Maintainers', email: 'maintainers@example.com' }],
        owners: [{ name: 'Maintainers', email: 'maintainers@example.com' }],
      },
    },
    // A chart of its own: together they would not fit into the Secret in which Helm keeps a release.
    { path: 'charts/actions-gateway-crds', artifactHub: { category: 'integration-delivery', license: 'Apache-2.0' } },
  ],
  assets: [
    renderedChart({ chart: 'charts/actions-gateway-crds', output: 'actions-gateway-crds.yaml' }),
    binaries({
      command: './build-gagctl.sh',
      output: 'dist/gagctl-{tag}-{os}-{arch}',
      platforms: ['linux/amd64', 'linux/arm64', 'darwin/amd64', 'darwin/arm64', 'windows/amd64'],
      setup: { go: 'go.mod' },
    }),
  ],
  gates: [command({ name: 'announcement', command: './check-announcement.sh' })],
  vendor: [{ path: 'vendor', command: 'go mod vendor', setup: { go: 'go.mod' } }],
  govulncheck: ['.'],
});

project.synth();
