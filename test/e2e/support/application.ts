import { toolLedger } from './repository';

const CHART = (name: string) => `apiVersion: v2
name: ${name} # the name
description: What ${name} is
version: 0.0.0
appVersion: 0.0.0
`;
const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  app: {{ required "app.image.digest is empty" .Values.app.image.digest | quote }}
  proxy: {{ required "proxy.image.digest is empty" .Values.proxy.image.digest | quote }}
`;
const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gateways.example.com
spec:
  group: example.com
  names: { kind: Gateway, plural: gateways }
  scope: Namespaced
  versions: []
`;
/** Writes what an image copies: a program of the platform and the list of packages that its distribution would hold. */
const PREPARE = `#!/usr/bin/env bash
set -euo pipefail
mkdir -p "dist/$TARGETARCH"
printf 'program for %s\\n' "$TARGETARCH" > "dist/$TARGETARCH/app"
printf 'Package: libe2e-%s\\nStatus: install ok installed\\nArchitecture: %s\\nVersion: 1.0-%s\\nMaintainer: A Maintainer <maintainer@example.com>\\nDescription: a package\\n\\n' "$TARGETARCH" "$TARGETARCH" "$TARGETARCH" > "dist/$TARGETARCH/status"
printf 'PRETTY_NAME="Debian GNU/Linux 12"\\nNAME="Debian GNU/Linux"\\nVERSION_ID="12"\\nID=debian\\n' > "dist/$TARGETARCH/os-release"
`;
const DOCKERFILE = `FROM scratch AS app
ARG TARGETARCH
COPY dist/\${TARGETARCH}/app /app
COPY dist/\${TARGETARCH}/status /var/lib/dpkg/status
COPY dist/\${TARGETARCH}/os-release /etc/os-release
ENTRYPOINT ["/app"]

FROM scratch AS proxy
ARG TARGETARCH
COPY dist/\${TARGETARCH}/app /proxy
COPY dist/\${TARGETARCH}/status /var/lib/dpkg/status
COPY dist/\${TARGETARCH}/os-release /etc/os-release
ENTRYPOINT ["/proxy"]
`;
/** A small scanner: a package of a known bad name stops the release. It writes down what it saw: every blob, and the list of contents. */
const SCAN = `#!/usr/bin/env bash
set -euo pipefail
jq --exit-status '.spdxVersion and (.packages | length > 0)' "$SBOM" > /dev/null
if jq --exit-status '.packages[] | select(.name == "known-bad")' "$SBOM" > /dev/null; then echo "$IMAGE $PLATFORM holds known-bad" >&2; exit 1; fi
blobs=$(tar --extract --to-command='printf "%s %s\\n" "$(sha256sum)" "$TAR_FILENAME"' --file="$ARCHIVE" | grep ' blobs/' | cut -c 1-64 | sort | sed 's/^/ sha256:/' | tr -d '\\n')
echo "$IMAGE \${PLATFORM-}$blobs sbom sha256:$(sha256sum < "$SBOM" | cut -c 1-64)" >> "$E2E_ARTIFACTS/scanned"
`;

/** What a configuration changes in the application's release. */
export interface Change {
  /** Props of the pipeline, as source text, after the usual ones: a later one wins. */
  readonly props?: string;
  readonly imports?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** A repository with two images, two charts, a program for several platforms and a rendered chart. */
export async function application(
  slug: string,
  { props = '', imports = '', files = {} }: Change = {},
): Promise<Readonly<Record<string, string>>> {
  return {
    Dockerfile: DOCKERFILE,
    'prepare.sh': PREPARE,
    'scan.sh': SCAN,
    'gate.sh': '#!/usr/bin/env bash\necho "may be released: $TAG"\n',
    'ctl.sh':
      '#!/usr/bin/env bash\nset -euo pipefail\nmkdir -p dist\nfor p in linux-amd64 darwin-arm64; do echo "ctl $VERSION $p" > "dist/ctl-$TAG-$p"; done\n',
    'charts/app/Chart.yaml': CHART('app'),
    'charts/app/values.yaml': 'app:\n  image:\n    digest: ""\nproxy:\n  image:\n    digest: ""\n',
    'charts/app/templates/config.yaml': CONFIG_MAP,
    'charts/app-crds/Chart.yaml': CHART('app-crds'),
    'charts/app-crds/values.yaml': '{}\n',
    'charts/app-crds/crds/gateways.yaml': CRD,
    '.projenrc.ts': `import { binaries, command, ReleasePipeline, ReleaseProject, renderedChart, ${imports} } from 'sealwright';

const prepare = { command: './prepare.sh', outputs: ['dist'] };
const project = new ReleaseProject({ name: 'app' });

new ReleasePipeline(project, {
  repository: '${slug}',
  images: [{ name: 'app', prepare }, { name: 'proxy', prepare }],
  charts: [
    {
      path: 'charts/app',
      digestValues: { app: 'app.image.digest', proxy: 'proxy.image.digest' },
      emptyDigests: 'rejected',
      artifactHub: { category: 'security', license: 'Apache-2.0', repositoryId: '0b0a5b6e-5bd4-4bd5-9bd5-000000000000' },
    },
    { path: 'charts/app-crds', artifactHub: { category: 'security', license: 'Apache-2.0' } },
  ],
  assets: [
    binaries({ command: './ctl.sh', output: 'dist/ctl-{tag}-{os}-{arch}', platforms: ['linux/amd64', 'darwin/arm64'] }),
    renderedChart({ chart: 'charts/app-crds', output: 'app-crds.yaml' }),
  ],
  gates: [command({ name: 'announcement', command: './gate.sh' })],
  scan: { custom: { command: './scan.sh' } },
  releaseBranches: ['main', 'release-*'],
  tools: ${await toolLedger()},
  ${props}
});

project.synth();
`,
    ...files,
  };
}
