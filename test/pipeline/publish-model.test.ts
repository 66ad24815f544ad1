import { publishModel } from '../../src/pipeline/publish-model';
import { rehearsalModel } from '../../src/pipeline/rehearsal-model';
import { refuses, released } from '../support/release';

const runners = (props: Parameters<typeof released>[0]) => {
  const release = released(props);
  const jobs = { ...rehearsalModel(release).jobs, ...publishModel(release).jobs };
  return Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, 'runsOn' in job ? job.runsOn : undefined]));
};

test('the jobs that hold all of an image run where `runner` says, and the others where they would', () => {
  const { 'image-gmc': image, publish, rehearse, ...others } = runners({ runner: 'ubuntu-24.04-16core' });
  expect([image, publish, rehearse]).toEqual(Array(3).fill('ubuntu-24.04-16core'));
  expect(runners({})).toEqual({
    ...others,
    'image-gmc': 'ubuntu-24.04',
    publish: 'ubuntu-24.04',
    rehearse: 'ubuntu-24.04',
  });
});

refuses([['an expression as the runner', { runner: '${{ vars.RUNNER }}' }, 'runner', "a runner's label", '']]);
