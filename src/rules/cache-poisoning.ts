import { get, textOf } from '../workflow/yaml-tree';
import { privilegesOf } from './engine/privileged';
import { defineRule, type Report } from './engine/rule';
import { type FileView, inputOf, type StepView, textsOf, triggersOf } from './engine/view';

const release = (step: string) =>
  `on:\n  push:\n    tags: ['v*']\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n    steps:\n      ${step}\n`;
const GO = 'actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e';
const CACHE = 'actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9';

/** For each action with a cache that is on unless switched off: the input, and the value that switches it off. */
const SWITCHES: Readonly<Record<string, readonly [string, string]>> = {
  'actions/setup-go': ['cache', 'false'],
  'actions/setup-node': ['package-manager-cache', 'false'],
  'docker/setup-buildx-action': ['cache-binary', 'false'],
  'golangci/golangci-lint-action': ['skip-cache', 'true'],
  'astral-sh/setup-uv': ['enable-cache', 'false'],
};
/** Actions that do nothing but restore a cache. */
const CACHES = ['actions/cache', 'actions/cache/restore', 'swatinem/rust-cache', 'gradle/actions/setup-gradle'];
/** Inputs that switch a cache on. */
const ON: Readonly<Record<string, readonly string[]>> = {
  'actions/setup-node': ['cache'],
  'actions/setup-python': ['cache'],
  'actions/setup-java': ['cache'],
  'ruby/setup-ruby': ['bundler-cache'],
  'docker/build-push-action': ['cache-from'],
};

export const cachePoisoning = defineRule({
  id: 'cache-poisoning',
  title: 'a release is built from a cache',
  why: 'A pull request or another branch can write a cache; a release that restores it signs what somebody else put there.',
  fix: 'switch the cache off in a workflow that releases',
  group: 'hygiene',
  aliases: { zizmor: 'cache-poisoning' },
  invalid: [
    { name: 'a cache that is on by default', yaml: release(`- uses: ${GO} # v7.0.0`), finds: GO },
    {
      name: 'a cache',
      yaml: release(`- uses: ${CACHE} # v6.1.0\n        with:\n          path: x\n          key: y`),
      finds: CACHE,
    },
    {
      name: 'a cache of image layers',
      yaml: release('- run: docker buildx build --cache-from type=gha .'),
      finds: 'docker buildx build --cache-from type=gha .',
    },
    {
      name: 'a workflow that every push starts, of a tag too, and that may write a release',
      yaml: release(`- uses: ${CACHE} # v6.1.0`)
        .replace("push:\n    tags: ['v*']", 'push:')
        .replace('contents: read', 'contents: write'),
      finds: CACHE,
    },
  ],
  valid: [
    { name: 'switched off', yaml: release(`- uses: ${GO} # v7.0.0\n        with:\n          cache: false`) },
    {
      name: 'the input in another case',
      yaml: release(`- uses: ${GO} # v7.0.0\n        with:\n          Cache: false`),
    },
    {
      name: 'a workflow that releases nothing',
      yaml: release(`- uses: ${CACHE} # v6.1.0`).replace("tags: ['v*']", 'branches: [main]'),
    },
  ],
  check(file, context) {
    const privileged = file.jobs.some((job) =>
      privilegesOf(file, job, context).some((privilege) => privilege !== 'contents' || runsForTags(file)),
    );
    if (!releases(file) && !privileged) return [];
    return file.steps.flatMap((step) => [...ofAction(step), ...ofScript(step)]);
  },
});

function releases(file: FileView): boolean {
  const triggers = triggersOf(file);
  const push = triggers.get('push');
  return triggers.has('release') || textsOf(get(push, 'tags')).length > 0;
}

/** A push without a filter is one of tags too. */
function runsForTags(file: FileView): boolean {
  const triggers = triggersOf(file);
  const push = triggers.get('push');
  return triggers.has('push') && !['branches', 'branches-ignore'].some((key) => get(push, key));
}

function ofAction(step: StepView): readonly Report[] {
  if (step.uses?.parsed.kind !== 'action') return [];
  const at = step.uses.node;
  const action = step.uses.parsed.action.toLowerCase();
  const reports: Report[] = [];
  if (CACHES.includes(action)) reports.push({ at, message: `\`${action}\` restores a cache`, fix: 'remove the step' });
  const off = SWITCHES[action];
  if (off && textOf(inputOf(step, off[0]))?.toLowerCase() !== off[1]) {
    reports.push({
      at,
      message: `\`${action}\` restores a cache unless told not to`,
      fix: `add \`${off[0]}: ${off[1]}\` under \`with\``,
    });
  }
  for (const input of ON[action] ?? []) {
    const value = inputOf(step, input);
    if (value && !['', 'false'].includes(textOf(value)?.toLowerCase() ?? '-')) {
      reports.push({ at: value, message: `\`${action}\` restores a cache`, fix: `remove \`${input}\`` });
    }
  }
  return reports;
}

function ofScript(step: StepView): readonly Report[] {
  if (!step.run || !/(?:^|\s)--cache-from(?:[\s=]|$)/.test(step.run.value)) return [];
  return [{ at: step.run, message: 'a build restores layers from a cache', fix: 'remove `--cache-from`' }];
}
