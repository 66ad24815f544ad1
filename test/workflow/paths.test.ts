import { isActionPath, isWorkflowPath, knownPart } from '../../src/workflow/paths';

test.each([
  ['.github/workflows/x.yml', 'workflow', '.github/workflows/x.yml'],
  ['a/b/.github/workflows/x.yaml', 'workflow', '.github/workflows/x.yaml'],
  ['.github/workflows/x/y.yml', 'other', undefined],
  ['action.yml', 'action', 'action.yml'],
  ['a/action.yaml', 'action', 'action.yaml'],
  ['a/my-action.yml', 'other', undefined],
  ['dependabot-config/action-pins.yml', 'action', 'dependabot-config/action-pins.yml'],
  ['charts/app/values.yaml', 'other', undefined],
])('%s is %s', (path, kind, part) => {
  expect(isWorkflowPath(path) ? 'workflow' : isActionPath(path) ? 'action' : 'other').toBe(kind);
  expect(knownPart(path)).toBe(part);
});
