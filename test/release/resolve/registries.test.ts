import { Registry } from '../../../src/release/props';
import { problemsOf, refuses, released } from '../../support/release';

const hub = { namespace: 'team', username: 'bot', tokenSecret: 'HUB' };
const quay = { host: 'quay.io', namespace: 'team', username: 'bot', passwordSecret: 'QUAY' };
const environment = 'release';
const manifestRepository = 'ghcr.io/acme/releases';

refuses([
  ['a registry twice', { registries: [Registry.ghcr(), Registry.ghcr()] }, 'registries', 'listed twice', 'remove one'],
  [
    'two logins on one host',
    {
      environment,
      registries: [Registry.generic(quay), Registry.generic({ ...quay, namespace: 'b', passwordSecret: 'OTHER' })],
    },
    'registries[1]',
    'logs in to quay.io once',
    'same user name and secret',
  ],
  [
    "a secret for GitHub's registry",
    { environment, registries: [Registry.generic({ ...quay, host: 'ghcr.io' })] },
    'registries',
    "the job's own token",
    'Registry.ghcr()',
  ],
  [
    "the namespace of a registry that is not GitHub's",
    { environment, namespace: 'other', registries: [Registry.generic(quay)] },
    'namespace',
    'not among the registries',
    'remove it',
  ],
  [
    'an image in a registry that the pipeline has not',
    { environment, manifestRepository, images: [{ name: 'gmc', registries: [Registry.generic(quay)] }] },
    'images[0].registries',
    "quay.io/team is not one of the pipeline's",
    'ghcr.io/acme',
  ],
  [
    'an image with a login of its own',
    {
      environment,
      registries: [Registry.dockerHub(hub)],
      images: [{ name: 'gmc', registries: [Registry.dockerHub({ ...hub, username: 'other' })] }],
    },
    'images[0].registries',
    'another user name or secret',
    "in the pipeline's `registries`",
  ],
  [
    'a registry in the name of an image',
    { images: [{ name: 'quay.io/team/gmc', target: 'gmc' }] },
    'images[0].name',
    'ghcr.io/acme/quay.io/team/gmc',
    '"gmc"',
  ],
  [
    'the namespace in the name of an image',
    { images: [{ name: 'acme/gmc', target: 'gmc' }] },
    'images[0].name',
    'the namespace "acme"',
    '"gmc"',
  ],
  [
    'a nested name on docker.io',
    {
      environment,
      images: [{ name: 'a/b', target: 'gmc' }],
      registries: [Registry.dockerHub(hub)],
    },
    'images[0].name',
    'one level below the namespace',
    'without `/`',
  ],
]);

test.each([
  ['dockerHub', Registry.dockerHub, ['namespace', 'username', 'tokenSecret']],
  ['generic', Registry.generic, ['host', 'namespace', 'username', 'passwordSecret']],
] as const)('Registry.%s without props: each that is missing is a problem', (_name, make, missing) => {
  const registries = [(make as () => Registry)()];
  expect(problemsOf({ environment, registries }).map(({ code, path }) => [code, path])).toEqual(
    missing.map((name) => ['missing', `registries[0].${name}`]),
  );
});

test('one name in two namespaces of two registries, and two namespaces of one login', () => {
  const registries = [
    Registry.ghcr({ namespace: 'mine' }),
    Registry.dockerHub(hub),
    Registry.dockerHub({ ...hub, namespace: 'other' }),
  ];
  expect(released({ environment, registries }).images[0]?.repositories).toEqual([
    'ghcr.io/mine/gmc',
    'docker.io/team/gmc',
    'docker.io/other/gmc',
  ]);
});

test('an image may go to some of the registries', () => {
  const registries = [Registry.ghcr(), Registry.generic(quay)];
  const images = [{ name: 'gmc', registries: [Registry.generic(quay)] }];
  expect(released({ environment, registries, images, manifestRepository }).images[0]?.repositories).toEqual([
    'quay.io/team/gmc',
  ]);
});
