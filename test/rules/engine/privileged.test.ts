import { privilegesOf } from '../../../src/rules/engine/privileged';
import { viewOf } from '../../../src/rules/engine/view';

const release = [{ workflow: '.github/workflows/publish.yml', tagPrefix: 'v', registrySecrets: ['DOCKERHUB_TOKEN'] }];

test.each([
  ['- name: Scan for leaked secrets', false],
  ['- run: kubectl get secrets', false],
  ['- run: echo "${{ github.sha }}" && kubectl get secrets', false],
  ['- run: echo "${{ secrets.OTHER }}"', false],
  ['- run: echo "${{ secrets.DOCKERHUB_TOKEN }}"', true],
  ['- run: echo "${{ secrets.dockerhub_token }}"', true],
  ['- run: echo "${{ secrets[\'DOCKERHUB_TOKEN\'] }}"', true],
  ['- run: echo "${{ format(\'}}{0}\', secrets.DOCKERHUB_TOKEN) }}"', true],
  ['- run: echo "${{ toJSON(secrets) }}"', true],
  ['- run: echo "${{ secrets[matrix.name] }}"', true],
  ["- if: secrets.DOCKERHUB_TOKEN != ''", true],
])('%s reads a secret of the release: %s', (step, expected) => {
  const text = `on: push\njobs:\n  x:\n    permissions: {}\n    steps:\n      ${step}\n`;
  const file = viewOf({ path: '.github/workflows/x.yml', text, origin: 'foreign' });
  const job = file.jobs[0];
  expect(job && privilegesOf(file, job, { mode: 'check', release })).toEqual(
    expected ? ['secret DOCKERHUB_TOKEN'] : [],
  );
});
