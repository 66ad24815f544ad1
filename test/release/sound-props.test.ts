import { soundProps } from '../../src/release/sound-props';

const names = (props: unknown) => {
  const sound = soundProps(props as never);
  return sound && Object.keys(sound.props);
};

test.each<[string, unknown, readonly string[] | undefined]>([
  ['all of what is right', { repository: 'a/b', images: [] }, ['repository', 'images']],
  ['nothing without a repository', { images: [] }, undefined],
  ['nothing of no object', 'x', undefined],
  ['not a prop that there is not', { repository: 'a/b', imagse: [] }, ['repository']],
  [
    'not what is read together with it',
    { repository: 'a/b', registries: 5, images: [], charts: [], gates: [] },
    ['repository', 'charts', 'gates'],
  ],
  ['not what two props mean together', { repository: 'a/b', visibility: 'x', acceptPublicLog: 'y' }, ['repository']],
])('%s', (_name, props, expected) => expect(names(props)).toEqual(expected));

const image = (more: object = {}) => ({ name: 'a', ...more });
const chart = { path: 'charts/a', digestValues: { a: 'a.digest' }, digestMode: 'stamp', emptyDigests: 'rejected' };
const rendered = { kind: 'rendered-chart', chart: 'a', output: 'a.yaml' };
const built = { kind: 'built', command: 'make', outputs: ['a'] };
const step = (job: string) => ({ job, name: 'Tell', reason: 'they must know' });

test.each<[string, object, object, Readonly<Record<string, readonly number[]>>]>([
  [
    'what is beside an element that is wrong, and where it stood',
    { images: [image({ scan: 'gat' }), image(), image({ scna: 'gate' }), image({ name: 'b' })] },
    { images: [image(), image({ name: 'b' })] },
    { images: [1, 3] },
  ],
  [
    'a chart without the images that may have been left out',
    { images: [image({ scan: 'gat' })], charts: [chart] },
    { images: [], charts: [{ path: 'charts/a' }] },
    { images: [], charts: [0] },
  ],
  [
    'no asset and no prerelease of a chart that may have been left out',
    { charts: [{ ...chart, digestMode: 'x' }], assets: [rendered, built], prerelease: 'chart-yaml' },
    { charts: [], assets: [built] },
    { charts: [], assets: [1] },
  ],
  [
    'no trusted step in a job that may have been left out',
    { gates: [{ kind: 'command' }], trustedSteps: [step('gate-a'), step('publsh'), step('assets')] },
    { gates: [], trustedSteps: [step('publsh')] },
    { gates: [], trustedSteps: [1] },
  ],
  ['not some elements of a list that says one thing', { provenance: ['github', 'x'] }, {}, {}],
])('%s', (_name, props, left, places) => {
  expect(soundProps({ repository: 'a/b', ...props } as never)).toEqual({
    props: { repository: 'a/b', ...left },
    places: new Map(Object.entries(places)),
  });
});
