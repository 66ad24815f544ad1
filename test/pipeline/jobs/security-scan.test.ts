import { buildJobs } from '../../../src/pipeline/jobs/build';
import { securityScanModel } from '../../../src/pipeline/jobs/security-scan';
import { PINNED_IMAGE, resolveBuilder } from '../../../src/release/builder';
import type { ReleasePipelineProps } from '../../../src/release/props';
import { resolveRelease } from '../../../src/release/resolve';

const facts = {
  dockerfiles: new Map([['Dockerfile', [{ name: undefined, line: 1 }]]]),
  charts: new Map(),
  texts: new Map(),
};
const resolve = (props: Partial<ReleasePipelineProps>) =>
  resolveRelease({ repository: 'acme/app', images: [{ name: 'app', dockerfile: 'Dockerfile' }], ...props }, facts);
const scan = (...props: Partial<ReleasePipelineProps>[]) => securityScanModel(props.map(resolve));
const DIGEST = `sha256:${'a'.repeat(64)}`;

test('every branch that a release may come from is scanned', () => {
  const { on } = scan(
    { name: 'a', releaseBranches: ['release/*', 'main'], tag: { git: 'a-v{version}' } },
    { name: 'b', releaseBranches: ['main'], tag: { git: 'b-v{version}' } },
  );
  expect(on).toMatchObject({ push: { branches: ['release/*', 'main'] } });
});

test("a leg of GitHub's own runners is built and scanned in one job", () => {
  const { jobs } = scan({});
  expect(Object.keys(jobs)).toEqual(['scan-app-linux-amd64', 'scan-app-linux-arm64', 'workflows', 'security-scan']);
  expect(jobs['scan-app-linux-arm64']).toMatchObject({ runsOn: 'ubuntu-24.04-arm' });
});

test("a leg of another runner is built there, and scanned on GitHub's: for the other the tools are not made", () => {
  const { jobs } = scan({ platforms: [{ platform: 'linux/riscv64', runner: 'own-riscv' }] });
  const names = (id: string) => {
    const job = jobs[id];
    return job && 'steps' in job ? job.steps.map(({ name }) => name) : [];
  };
  expect(Object.keys(jobs).slice(0, 2)).toEqual(['scan-app-linux-riscv64-build', 'scan-app-linux-riscv64']);
  expect(jobs['scan-app-linux-riscv64-build']).toMatchObject({ runsOn: 'own-riscv' });
  expect(names('scan-app-linux-riscv64-build').filter((name) => /tool|scan|SBOM/i.test(name))).toEqual([]);
  expect(jobs['scan-app-linux-riscv64']).toMatchObject({
    runsOn: 'ubuntu-24.04',
    needs: ['scan-app-linux-riscv64-build'],
    env: { PLATFORMS: 'linux/riscv64' },
  });
  expect(names('scan-app-linux-riscv64')).toContain('Fetch the archive');
  expect(JSON.stringify(jobs['scan-app-linux-riscv64'])).toContain('needs.scan-app-linux-riscv64-build.outputs.digest');
  expect(jobs['security-scan']).toMatchObject({ needs: expect.arrayContaining(['scan-app-linux-riscv64-build']) });
});

test("govulncheck is of the version that was given, and Go's checksum database is asked", () => {
  const job = (props: Partial<ReleasePipelineProps>) =>
    JSON.stringify(scan({ govulncheck: ['.'], ...props }).jobs['govulncheck-root']);
  expect(job({})).toMatch(/golang\.org\/x\/vuln\/cmd\/govulncheck@v\d+\.\d+\.\d+ /);
  expect(job({ tools: { govulncheck: 'v9.8.7' } })).toContain('govulncheck@v9.8.7 ');
  expect(job({})).toContain('"GOSUMDB":"sum.golang.org"');
});

test('BuildKit and binfmt are the images that were given, by digest', () => {
  const builder = { buildkit: `moby/buildkit:v9.9.9@${DIGEST}`, binfmt: `tonistiigi/binfmt:x-9@${DIGEST}` };
  const platforms = [{ platform: 'linux/s390x', build: 'emulated' } as const];
  const text = JSON.stringify(buildJobs(resolve({ builder, platforms })));
  expect(text).toContain(`image=${builder.buildkit}`);
  expect(text).toContain(builder.binfmt);
  expect(Object.values(resolveBuilder()).every((image) => PINNED_IMAGE.test(image))).toBe(true);
});

test.each([
  ['a tag alone', { builder: { buildkit: 'moby/buildkit:v1' } }],
  ['a digest alone', { builder: { binfmt: `tonistiigi/binfmt@${DIGEST}` } }],
  ['a version that moves', { tools: { govulncheck: 'latest' } }],
])('%s is refused', (_, props) => {
  expect(() => resolve(props)).toThrow(/1 problem/);
});
