import { script } from '../../src/steps/script';
import { runnerTemp, runScript } from '../support/step';

const good = {
  REPOSITORY: 'acme/app',
  GITHUB_REPOSITORY: 'acme/app',
  TAG: 'v1.2.3',
  TAG_PREFIX: 'v',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/tags/v1.2.3',
  GITHUB_REF_TYPE: 'tag',
};
const guard = (env: Readonly<Record<string, string>>) =>
  runScript(script('guard-tag'), { temp: runnerTemp(), env: { ...good, ...env } }).code;

test('the push of the release tag', () => expect(guard({})).toBe(0));

test.each<[string, Readonly<Record<string, string>>]>([
  ['a dispatch on the tag', { GITHUB_EVENT_NAME: 'workflow_dispatch' }],
  ['a fork', { GITHUB_REPOSITORY: 'fork/app' }],
  ['a branch', { GITHUB_REF: 'refs/heads/main', GITHUB_REF_TYPE: 'branch' }],
  ['a branch named like the tag', { GITHUB_REF: 'refs/heads/v1.2.3', GITHUB_REF_TYPE: 'branch' }],
  ['another tag', { GITHUB_REF: 'refs/tags/v1.2.4' }],
  ['a tag in capitals', { TAG: 'V1.2.3', GITHUB_REF: 'refs/tags/V1.2.3' }],
  ['a tag of another kind', { TAG: 'vendored/x', GITHUB_REF: 'refs/tags/vendored/x' }],
  ['no tag', { TAG: '', GITHUB_REF: 'refs/tags/' }],
  ['a pull request', { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/1/merge', GITHUB_REF_TYPE: 'branch' }],
])('%s goes no further', (_name, env) => expect(guard(env)).toBe(1));
