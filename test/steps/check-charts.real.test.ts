import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../../src/steps/script';
import { runnerTemp, runScript, stubs } from '../support/step';
import { describeReal } from '../support/tools';

const PATHS = ['gmc.image.digest', 'agc.image.digest', 'proxy.image.digest'];

// Helm is real; kubeconform fetches its schemas from the network, so a program of that name only keeps what it is given.
describeReal('helm')('check-charts with the real Helm', () => {
  const check = (env: Readonly<Record<string, string>> = {}, change: (chart: string) => void = () => undefined) => {
    const temp = runnerTemp();
    const chart = join(temp, 'actions-gateway');
    cpSync('examples/actions-gateway/charts/actions-gateway', chart, { recursive: true });
    change(chart);
    const kubeconform = `#!/bin/sh\nfor file; do :; done\ncp "$file" ${temp}/seen\n`;
    const ran = runScript(script('check-charts'), {
      temp,
      path: [stubs({ kubeconform })],
      env: {
        CHART: chart,
        VALUES: '',
        DIGEST_PATHS: PATHS.map((path) => `${path}\n`).join(''),
        EMPTY_DIGESTS: 'rejected',
        LOCKED_DEPENDENCIES: 'false',
        ...env,
      },
    });
    return { ...ran, seen: () => readFileSync(join(temp, 'seen'), 'utf8') };
  };

  test('the chart of the operator passes, and is rendered with a digest for each image', () => {
    const { code, seen } = check();
    expect(code).toBe(0);
    expect(seen()).toContain(`ghcr.io/actions-gateway/gmc@sha256:${'0'.repeat(64)}`);
  });

  test('a chart that starts without a digest is refused', () => {
    const { code, stderr } = check({}, (chart) => {
      const file = join(chart, 'templates/deployment.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/required "proxy[^"]*"/, 'print'));
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('renders although proxy.image.digest is empty')]);
  });

  test('a chart that does not lint is refused', () => {
    expect(check({}, (chart) => writeFileSync(join(chart, 'templates/x.yaml'), '{{ .Values.x.y.z }}\n')).code).toBe(1);
  });
});
