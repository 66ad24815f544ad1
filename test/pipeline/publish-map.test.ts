import { publishMap } from '../../src/pipeline/publish-map';
import { publishModel } from '../../src/pipeline/publish-model';
import { released } from '../support/release';

const SECOND_JOBS = {
  charts: [{ path: 'charts/app' }],
  assets: [{ kind: 'rendered-chart' as const, chart: 'charts/app', output: 'app.yaml' }],
  gates: [{ kind: 'command' as const, name: 'licences', command: 'make licences' }],
};

test.each([
  ['the least release', {}],
  ['a release with all kinds of jobs', SECOND_JOBS],
])('the map of %s names each of its jobs in their order, and no other', (_, props) => {
  const release = released(props);
  const named = publishMap(release)
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().split(/ +/)[0] ?? '');
  const jobs = Object.keys(publishModel(release).jobs).map((id) => id.replace(/^(gate|build|image|chart)-.*/, '$1-*'));
  expect(named).toEqual([...new Set(jobs)]);
});

test('what it says of rights is what the jobs have', () => {
  const writes = Object.entries(publishModel(released(SECOND_JOBS)).jobs)
    .filter(([, { permissions = {} }]) => Object.values(permissions).some((one) => one?.level === 'write'))
    .map(([id]) => id);
  expect(publishMap(released(SECOND_JOBS)).join('\n')).toContain(`only \`${writes.join('` and `')}\` can write`);
});
