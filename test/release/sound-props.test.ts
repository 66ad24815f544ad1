import { soundProps } from '../../src/release/sound-props';

const names = (props: unknown) => {
  const sound = soundProps(props as never);
  return sound && Object.keys(sound);
};

test.each<[string, unknown, readonly string[] | undefined]>([
  ['all of what is right', { repository: 'a/b', images: [] }, ['repository', 'images']],
  ['nothing without a repository', { images: [] }, undefined],
  ['nothing of no object', 'x', undefined],
  ['not a prop that there is not', { repository: 'a/b', imagse: [] }, ['repository']],
  [
    'not what is read together with it',
    { repository: 'a/b', registries: 5, images: [], charts: [], gates: [] },
    ['repository', 'gates'],
  ],
  ['not what two props mean together', { repository: 'a/b', visibility: 'x', acceptPublicLog: 'y' }, ['repository']],
])('%s', (_name, props, expected) => expect(names(props)).toEqual(expected));
