import { get, isNull } from '../workflow/yaml-tree';
import { defineRule } from './engine/rule';
import { keyOrNode } from './engine/view';

export const unreadableFile = defineRule({
  id: 'unreadable-file',
  title: "a file can't be read, or means different things to different readers",
  why: "What the rules can't read they can't check, and two readers that disagree let one of them be deceived.",
  fix: 'fix the YAML',
  group: 'pins',
  invalid: [
    { name: 'no YAML', yaml: 'on: [push\n', finds: '' },
    { name: 'a key twice', yaml: 'on: push\non: pull_request\njobs:\n  a:\n    steps: []\n', finds: 'on' },
    { name: 'a merge key', yaml: 'on: push\njobs:\n  a: &a\n    steps: []\n  b:\n    <<: *a\n', finds: '<<' },
    { name: 'two documents', yaml: 'on: push\njobs:\n  a:\n    steps: []\n---\non: push\n', finds: '' },
    { name: 'no trigger', yaml: 'jobs:\n  a:\n    steps: []\n', finds: 'jobs' },
    { name: 'no jobs', yaml: 'on: push\n', finds: 'on: push' },
  ],
  valid: [{ name: 'a workflow', yaml: 'on: push\njobs:\n  a:\n    steps: []\n' }],
  check(file) {
    const problems = file.tree.problems.map((problem) => ({ at: problem, message: problem.message }));
    if (problems.length > 0 || file.kind !== 'workflow') return problems;
    if (file.root?.kind !== 'mapping')
      return [{ at: file.root ?? { start: 0, end: 0 }, message: 'the workflow is not a mapping' }];
    const on = get(file.root, 'on');
    if (!on || isNull(on))
      return [{ at: keyOrNode(file.root, 'jobs'), message: 'the workflow has no `on`: nothing starts it' }];
    const jobs = get(file.root, 'jobs');
    if (jobs?.kind !== 'mapping') return [{ at: jobs ?? file.root, message: 'the workflow has no mapping `jobs`' }];
    return jobs.entries
      .filter(({ value }) => value.kind !== 'mapping')
      .map(({ key }) => ({ at: key, message: `the job \`${key.value}\` is not a mapping` }));
  },
});
