import { imageDigest } from '../pins/uses';
import { get, isNull, textOf, type YamlNode } from '../workflow/yaml-tree';
import { defineRule, type Report } from './engine/rule';
import { allUses, entriesOf } from './engine/view';

const DIGEST = `sha256:${'0'.repeat(64)}`;

export const unpinnedImages = defineRule({
  id: 'unpinned-images',
  title: 'an image is not named by its digest',
  why: 'A tag of an image can be pushed again with other content, which then runs with what the job may do.',
  fix: 'write `name:tag@sha256:<64 hex>`',
  group: 'pins',
  aliases: { zizmor: 'unpinned-images' },
  invalid: [
    { name: 'an action that is an image', yaml: '- uses: docker://alpine:3.23', finds: 'docker://alpine:3.23' },
    {
      name: "a job's container",
      yaml: 'on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    container: node:24\n    steps: []\n',
      finds: 'node:24',
    },
    {
      name: 'a service',
      yaml: 'on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    services:\n      db:\n        image: postgres:18\n    steps: []\n',
      finds: 'postgres:18',
    },
    {
      name: 'an image that an expression chooses',
      yaml: 'on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    container:\n      image: ${{ inputs.image }}\n    steps: []\n',
      finds: '${{ inputs.image }}',
    },
    {
      name: 'services by expression',
      yaml: "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    services: ${{ fromJSON('{}') }}\n    steps: []\n",
      finds: "${{ fromJSON('{}') }}",
    },
  ],
  valid: [
    { name: 'a digest', yaml: `- uses: docker://alpine:3.23@${DIGEST}` },
    {
      name: 'a container by digest',
      yaml: `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    container:\n      image: node:24@${DIGEST}\n    steps: []\n`,
    },
  ],
  check(file) {
    const actions = allUses(file).flatMap(({ node, parsed }): Report[] =>
      parsed.kind === 'docker' && parsed.digest === undefined
        ? [{ at: node, message: `the image \`${parsed.image}\` has no digest` }]
        : [],
    );
    const images = file.jobs.flatMap((job) => [
      ...image(get(job.node, 'container')),
      ...services(get(job.node, 'services')),
    ]);
    const own = textOf(get(get(file.root, 'runs'), 'image'));
    const runs = own?.startsWith('docker://') ? image(get(get(file.root, 'runs'), 'image')) : [];
    return [...actions, ...images, ...runs];
  },
});

/** Services by expression could be any image. */
function services(node: YamlNode | undefined): readonly Report[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind !== 'mapping') return [{ at: node, message: 'the services are not written out' }];
  return entriesOf(node).flatMap(({ value }) => image(value));
}

function image(node: YamlNode | undefined): readonly Report[] {
  if (node === undefined || isNull(node)) return [];
  const named = node.kind === 'mapping' ? get(node, 'image') : node;
  const text = textOf(named);
  if (named === undefined || text === undefined) return [{ at: node, message: 'the image is not a plain text' }];
  return imageDigest(text) === undefined ? [{ at: named, message: `the image \`${text}\` has no digest` }] : [];
}
